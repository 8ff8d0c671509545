"""The Signature tab: nothing is contacted before a yes, and every answer is shown with its key and its reason."""

import json
import time
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from inspector.network.verifier import Verifier
from inspector.tokens.reasons import Reason, Verdict
from inspector.ui.judgement_tabs import SIGNATURE
from tests.minting import CLIENT, entra
from tests.network.serving import Site, write_authority
from tests.tokens.signing import encode, jwk, sign

NOW = int(time.time())
HELD = {"exp": NOW + 3000, "nbf": NOW - 10, "iat": NOW - 10}


@pytest.fixture
def site(tmp_path: Path):
    with closing(Site(tmp_path)) as served:
        yield served


@pytest.fixture
def window(make_window, tmp_path: Path):
    return make_window(make_verifier=lambda: Verifier(ca_file=write_authority(tmp_path)))


def token(name: str = "RSA", kid: str = "k1", algorithm: str = "RS256", **claims) -> str:
    return sign(name, algorithm, {"kid": kid, "typ": "JWT"}, json.dumps(entra(**(HELD | claims))).encode())


def show(window, text: str):
    """Explain `text` and bring the tab to the front; return the tab."""
    window.explain_text(text)
    window._go_to_tab(SIGNATURE)
    return window._judgement.signature


def write_keys(folder: Path, *keys) -> list[str]:
    path = folder / "keys.json"
    path.write_text(json.dumps({"keys": list(keys)}))
    return [str(path)]


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def requests(window) -> str:
    return window._status.requests.text()


def test_without_keys_it_cannot_be_judged(window):
    """The other checks are shown all the same, those without an expectation as not asked."""
    tab = show(window, token())
    assert tab.verification.signature.reason is Reason.NO_KEYS
    assert "cannot be judged" in tab.verdict.accessibleName()
    assert ["not asked" in card.accessibleName() for card in tab.checks] == [True, True, False]
    assert requests(window) == "0 requests"


def test_fetching_asks_first_and_names_the_address(window, site: Site):
    """The button contacts nobody; the answer to its question does."""
    issuer = site.publish([jwk("RSA", kid="k1")])
    tab = show(window, token(iss=issuer, tid=None))
    tab.keys.issuer.setFocus()
    QTest.keyClicks(tab.keys.issuer, issuer)
    click(tab.keys.fetch)
    assert f"{issuer}/.well-known/openid-configuration" in tab.question.words.text()
    assert "localhost" in tab.question.yes.text()
    assert site.asked == []
    click(tab.question.yes)
    assert tab.verification.signature.reason is Reason.FITS
    assert "valid" in tab.checks[0].accessibleName()
    assert len(site.asked) == 2
    QApplication.processEvents()
    assert requests(window) == "2 requests"
    assert [each.address for each in window._parts.requests.all()][1] == f"{issuer}/keys"


def test_a_known_issuer_is_asked_at_its_own_host(window):
    """The question names Microsoft's host and the token's tenant; saying no contacts nobody."""
    tab = show(window, token())
    click(tab.keys.fetch)
    assert "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0/" in tab.question.words.text()
    click(tab.question._no)
    assert not tab.question.isVisible()
    assert requests(window) == "0 requests"


def test_an_unknown_issuer_must_be_trusted_first(window, site: Site):
    """The token's own issuer is taken after a yes, and may then not lead into a private network: nobody typed it."""
    issuer = site.publish([jwk("RSA", kid="k1")])
    tab = show(window, token(iss=issuer, tid=None))
    click(tab.keys.fetch)
    assert "Anybody can write that" in tab.question.words.text()
    click(tab.question.yes)
    assert tab.keys.issuer.text() == issuer
    click(tab.question.yes)
    assert tab.verification.signature.reason is Reason.NOT_FETCHED
    assert "private network" in tab.verification.reason
    assert site.asked == []


def test_keys_on_another_host_are_a_question_of_their_own(window, site: Site):
    """The host is named before it is contacted."""
    issuer = site.publish([], jwks_uri="https://keys.invalid/keys")
    tab = show(window, token(iss=issuer, tid=None))
    QTest.keyClicks(tab.keys.issuer, issuer)
    click(tab.keys.fetch)
    click(tab.question.yes)
    assert "keys.invalid" in tab.question.yes.text()
    assert len(site.asked) == 1


def test_an_issuer_that_is_no_address_is_no_dead_end(window):
    """The tab says to type one."""
    tab = show(window, token(iss="my-own-server", tid=None))
    click(tab.keys.fetch)
    assert "Type the issuer" in tab.question.words.text()


def test_a_cancelled_fetch_frees_the_tab_at_once(make_window):
    """What comes late is dropped."""

    class Never:
        def submit(self, *_arguments) -> None:
            """Never run it."""

    window = make_window(executor=Never())
    tab = show(window, token())
    click(tab.keys.fetch)
    click(tab.question.yes)
    assert tab.waiting.isVisible()
    assert not tab.keys.fetch.isEnabled()
    click(tab.waiting.cancel)
    assert not tab.waiting.isVisible()
    assert tab.keys.fetch.isEnabled()


def test_chosen_keys_verify_offline(window, tmp_path: Path):
    """The key, its thumbprint and its file are shown; forgetting it takes the answer back."""
    tab = show(window, token())
    tab.choose_files(write_keys(tmp_path, jwk("RSA", kid="k1")))
    assert tab.verification.verdict is Verdict.VALID
    assert "keys.json" in tab.key.accessibleDescription()
    click(tab.keys.forget)
    assert tab.verification.signature.reason is Reason.NO_KEYS


def test_keys_serve_every_token(window, tmp_path: Path):
    """What was chosen for one token judges the next."""
    show(window, token()).choose_files(write_keys(tmp_path, jwk("RSA", kid="k1")))
    assert show(window, token(sub="another")).verification.verdict is Verdict.VALID
    assert show(window, token("RSA-2", sub="third")).verification.verdict is Verdict.INVALID


def test_keys_come_from_the_clipboard_and_from_a_paste(window):
    """A key set that was pasted is used only when the person says so."""
    QGuiApplication.clipboard().setText(json.dumps(jwk("RSA", kid="k1")))
    tab = show(window, token())
    tab.keys.paste.trigger()
    assert tab.verification.verdict is Verdict.VALID
    click(tab.keys.forget)
    assert show(window, json.dumps({"keys": [jwk("RSA", kid="k1")]})).use_keys.isVisible()
    click(tab.use_keys)
    assert show(window, token(sub="next")).verification.verdict is Verdict.VALID


def test_a_secret_is_typed_hidden(window):
    """It is no echo on the screen, in no label, and gone when forgotten."""
    from inspector.ui.key_bar import SecretDialog

    secret = "correct horse battery staple, and some more"
    import hmac

    header = encode(b'{"alg":"HS256"}')
    text = f"{header}.{encode(json.dumps(entra(**HELD)).encode())}"
    tab = show(window, f"{text}.{encode(hmac.digest(secret.encode(), text.encode(), 'sha256'))}")
    tab.keys.secret.trigger()
    dialog = tab.findChild(SecretDialog)
    QTest.keyClicks(dialog.secret, secret)
    assert dialog.secret.displayText() != secret
    QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
    assert tab.verification.verdict is Verdict.VALID
    shown = " ".join([each.text() for each in window.findChildren(QLabel)] + [tab.key.accessibleDescription()])
    assert secret not in shown


def test_unusable_keys_are_no_dead_end(window, tmp_path: Path):
    """What is wrong with a file is said, and another can be chosen."""
    tab = show(window, token())
    (tmp_path / "words.txt").write_text("hello")
    tab.choose_files([str(tmp_path / "words.txt")])
    assert "neither JWK" in tab.question.words.text()
    tab.choose_files([str(tmp_path / "missing")])
    assert "can't be read" in tab.question.words.text()


def test_the_expected_audience_is_compared(window):
    """An edited expectation is judged at once."""
    tab = show(window, token())
    assert "not asked" in tab.checks[1].accessibleName()
    window._judgement.expectations.audience.setText(CLIENT)
    window._judgement.expectations.changed.emit()
    assert "valid" in tab.checks[1].accessibleName()
    assert "invalid" not in tab.checks[1].accessibleName()


def test_hidden_values_stay_hidden(window):
    """Issuer, audience and checklist aren't shown while values are hidden."""
    window._toolbar.hiding.setChecked(True)
    tab = show(window, token())
    assert CLIENT not in "".join(card.accessibleDescription() for card in tab.checks)
    assert not tab.checklist.isVisible()


def test_the_checklist_is_copied(window):
    """Ready text for the chosen framework goes to the clipboard."""
    tab = show(window, token())
    tab.checklist.framework.setCurrentIndex(5)
    click(tab.checklist.copy)
    assert "jwt.PyJWKClient" in QGuiApplication.clipboard().text()
    assert CLIENT in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    "text", ["eyJhbGciOiJub25lIn0.e30.", "AADSTS50011", "EwBwA8l6BAAU" + "x" * 900, "nothing at all"]
)
def test_whatever_is_chosen_the_tab_has_words(window, text: str):
    """Unsigned, opaque or no token at all: a sentence stands there."""
    tab = show(window, text)
    assert tab.verification is not None or tab._words.text()


def test_labels_take_no_markup(window):
    """No label of the tab reads a value as rich text."""
    tab = show(window, token(iss='<img src="https://evil.test/x">', tid=None))
    click(tab.keys.fetch)
    assert {each.textFormat() for each in tab.findChildren(QLabel) if "<" in each.text()} <= {Qt.TextFormat.PlainText}


def test_the_verdict_says_what_is_known_of_the_signature(window, tmp_path: Path):
    """Once keys were given the banner says valid instead of “not checked”; an invalid signature rejects the token."""
    held, banner = token(), window._judgement.banner.accessibleName
    tab = show(window, held)
    assert "Not checked: the signature" in banner()
    tab.choose_files(write_keys(tmp_path, jwk("RSA", kid="k1")))
    assert "The signature is valid." in banner()
    assert "the signature," not in banner()
    show(window, held[:-8] + ("AAAAAAAA" if not held.endswith("AAAAAAAA") else "BBBBBBBB"))
    assert "Rejected. The signature is invalid" in banner()
    show(window, held)
    assert "The signature is valid." in banner()
