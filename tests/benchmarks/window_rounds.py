"""What bench_window.py measures in processes of their own; it imports little, so that only the window weighs."""

import re
import sys
import time
from pathlib import Path


def print_resident() -> None:
    """Print the resident memory of this process in kilobytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]


def paste_rounds(length: int, rounds: int) -> None:
    """Paste a fresh token of about `length` characters `rounds` times; print milliseconds until painted, and memory."""
    from inspector.ui.features import look_nowhere

    look_nowhere()  # as app.open_window does
    from PySide6.QtWidgets import QApplication

    window, tokens = _open_window(QApplication(sys.argv)), _tokens(length, rounds + 3)
    painted = _count_paints()
    taken = [_time_paste(window, token) for token in tokens][3:]
    if len(painted) < len(tokens):
        raise SystemExit("a verdict was not painted in its round")
    print(" ".join(f"{each:.3f}" for each in taken))
    print_resident()


def _count_paints() -> list[float]:
    """Return a list that grows whenever a verdict is painted."""
    from inspector.ui.verdict_banner import VerdictBanner

    painted: list[float] = []
    paint = VerdictBanner.paintEvent

    def counted(self: VerdictBanner, event: object) -> None:
        paint(self, event)  # type: ignore[arg-type]
        painted.append(time.perf_counter())

    VerdictBanner.paintEvent = counted  # type: ignore[method-assign,assignment]
    return painted


def _open_window(application: object) -> object:
    from inspector import app
    from inspector.storage.settings import Settings
    from inspector.ui.theme import Theme
    from inspector.ui.window import MainWindow

    services = app.window_services()._replace(settings=Settings(), save_settings=lambda _settings: None)
    window = MainWindow(services, Theme())
    window.show()
    for _ in range(20):
        application.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.01)
    window.warm_up()
    return window


def _time_paste(window: object, token: str) -> float:
    from PySide6.QtWidgets import QApplication

    QApplication.clipboard().setText(token)
    QApplication.processEvents()
    begun = time.perf_counter()
    window.paste()  # type: ignore[attr-defined]
    for _ in range(2):  # layout requests, then the paint that they ask for
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    taken = (time.perf_counter() - begun) * 1000
    window._inspection.pastes.clear()  # type: ignore[attr-defined]
    return taken


def _tokens(length: int, count: int) -> list[str]:
    from inspector.samples import mint_token

    now = time.time()
    claims = {
        "aud": "00000003-0000-0000-c000-000000000000", "iss": "https://sts.windows.net/6f2b1f0e-4c7d-4e1a-9b55-2f1c7d3a9e10/",
        "exp": {"now": 3600}, "iat": {"now": -60}, "nbf": {"now": -60}, "appid": "b0d1a7c2-5e34-4f9b-8a21-6c9d0e7f1a34",
        "name": "Ada Lindqvist", "oid": "d3a9c1e7-2b4f-4a6d-9c8e-1f0a2b3c4d5e", "scp": "User.Read profile openid email",
        "tid": "6f2b1f0e-4c7d-4e1a-9b55-2f1c7d3a9e10", "upn": "ada@contoso.com", "ver": "1.0", "appidacr": "1", "idtyp": "user",
    }  # fmt: skip
    empty = len(mint_token({"alg": "RS256", "typ": "JWT"}, claims, now))
    filling = max((length - empty) * 3 // 4 // 40, 1)
    groups = [f"{at:036x}" for at in range(filling)]
    return [
        mint_token({"alg": "RS256", "typ": "JWT"}, claims | {"groups": groups, "uti": str(at)}, now)
        for at in range(count)
    ]
