"""Opens the program as a person does, pastes a hundred hostile things, looks at every tab, and quits.

Run by test_no_network.py under strace: `python hostile_pastes.py`. Prints how many pastes were shown.
"""

import json
import sys

from minting import NOW, entra, mint

ADDRESSES = (
    "http://203.0.113.9/x",
    "https://203.0.113.9/keys",
    "http://127.0.0.1:8080/x",
    "https://evil.test/.well-known/openid-configuration",
    "//evil.test/x",
    "file:///etc/hostname",
    "ftp://203.0.113.9/x",
    "\\\\203.0.113.9\\share",
    "http://[2001:db8::1]/x",
    "ldap://evil.test/x",
)
MARKUP = (
    '<img src="{}">',
    "![x]({})",
    '<a href="{0}">{0}</a><script src="{0}"></script>',
    "<style>@import url({});</style>",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>',
)


def pastes() -> list[str]:
    """Return the hostile pastes: addresses in every place where a program could follow one, and markup that loads."""
    made = []
    for at, address in enumerate(ADDRESSES):
        picture = MARKUP[at % len(MARKUP)].format(address)
        made += [
            mint(entra(iss=address)),
            mint(entra(), jku=address, x5u=address),
            mint(entra(_claim_names={"groups": "src1"}, _claim_sources={"src1": {"endpoint": address}})),
            mint(entra(aud=address, name=picture, upn=picture, picture=address, profile=address)),
            mint(entra(), kid=picture, jwk={"kty": "RSA", "n": "AQAB", "e": "AQAB"}, x5c=[picture]),
            f'WWW-Authenticate: Bearer authorization_uri="{address}", resource_metadata="{address}", error="invalid_token"',
            json.dumps(
                {"issuer": address, "jwks_uri": address, "authorization_endpoint": address, "token_endpoint": address}
            ),
            json.dumps({"user_code": "AB12", "device_code": "x" * 30, "verification_uri": address, "message": picture}),
            json.dumps(
                {"error": "invalid_grant", "error_description": f"AADSTS50011: {picture}", "error_uri": address}
            ),
            f"GET {address} HTTP/1.1\nHost: evil.test\nAuthorization: Bearer {mint(entra(iss=address, sub=picture))}\n\n",
        ]
    return made


def drive(window) -> None:
    """Paste everything, with and without expectations, bring every tab to the front, and compare with the one before."""
    from inspector.diagnosis.expectation import Expectation
    from inspector.ui.pages import Page
    from inspector.ui.workspace import Workspace

    shown = 0
    for at, text in enumerate(pastes()):
        window.explain_text(text)
        judgement = window.findChild(Workspace).judgement
        if at % 10 == 0:
            judgement.expectations.show_expectation(
                Expectation(calling=f"GET {ADDRESSES[at // 10]}", audiences=(ADDRESSES[0],))
            )
        for tab in range(judgement.tabs.count()):
            judgement.tabs.setCurrentIndex(tab)
            window.grab()
        window.show_page(Page.COMPARISON)
        window.grab()
        shown += 1
    print(shown)  # noqa: T201  the test that runs this reads it


def main() -> int:
    """Open the window by the program's own door and drive it once it is painted."""
    from inspector import app
    from inspector.ui import opening

    opened = opening._after_first_paint

    def after_first_paint(window, instance, message) -> None:
        opened(window, instance, message)
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, lambda: (drive(window), window.close()))

    opening._after_first_paint = after_first_paint
    return app.open_window({"text": mint(entra(exp=NOW))})


if __name__ == "__main__":
    sys.exit(main())
