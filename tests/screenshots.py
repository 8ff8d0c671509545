"""Draw the window's main states under a real window system, for people to look at.

    python tests/screenshots.py [FOLDER]      PNG files in FOLDER (screenshots/ beside this folder)

Runs itself under Xvfb where there is no display.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

DAMAGED = "Authorization: Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJhcGk6Ly9vcmRlcnMiLCJhdWQiOiJhcGk6Ly9vdGhlciIsImV4cCI6IjE3OTU0MzA0OTYi*LCJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC82ZjJiMWYwZS00YzdkLTRlMWEtOWI1NS0yZjFjN2QzYTllMTAvIiwic2Nw"
NOTHING = "please help, it does not work any more since this morning"

SIGN_IN = ("form", "obstacles", "waiting", "device-code", "outcome", "refused", "guide")
# name, sample or text, what is done then
STATES = (
    ("empty", None, ()),
    ("rejected", "graph-token-at-own-api", ()),
    ("accepted", "fits", ()),
    ("refusal", "aadsts65001", ()),
    ("refusal-spa-secret", "aadsts7000218", ()),
    ("cae", "cae-challenge", ()),
    ("claims", "graph-token-at-own-api", ("claims",)),
    ("token", "graph-token-at-own-api", ("token",)),
    ("damaged", DAMAGED, ("token",)),
    ("hidden", "graph-token-at-own-api", ("hide",)),
    ("hidden-claims", "graph-token-at-own-api", ("hide", "claims")),
    ("nothing", NOTHING, ()),
    ("comparison", "graph-token-at-own-api", ("compare",)),
    ("comparison-unfolded", "graph-token-at-own-api", ("hide", "compare", "unfold")),
    ("comparison-empty", None, ("compare",)),
    ("permissions", "graph-token-at-own-api", ("review",)),
    ("flow", "fits", ("flow",)),
    ("which-flow", None, ("which-flow",)),
    ("which-flow-spa", None, ("which-flow", "answer-spa")),
    ("which-flow-daemon", "fits", ("which-flow", "answer-daemon")),
    ("which-flow-impossible", None, ("which-flow", "answer-impossible")),
    ("flow-trouble", "fits", ("flow-trouble",)),
    *((f"sign-in-{each}", None, (f"sign-in-{each}",)) for each in SIGN_IN),
    ("api-call", "fits", ("call",)),
    ("api-call-question", "fits", ("call-question",)),
)
EVERY = tuple(name for name, _what, _then in STATES)
# file suffix, theme, Qt's scale, size, zoom, states
LOOKS = (
    ("light", "light", "1", (1320, 840), 1.0, EVERY),
    ("dark", "dark", "1", (1320, 840), 1.0, EVERY),
    ("200-percent", "light", "2", (1320, 840), 1.0, ("rejected", "empty")),
    (
        "narrow",
        "light",
        "1",
        (900, 600),
        1.0,
        (
            "empty",
            "rejected",
            "claims",
            "token",
            "flow-trouble",
            "api-call",
            "api-call-question",
            "which-flow-spa",
            "comparison",
            "sign-in-form",
            "sign-in-waiting",
            "sign-in-outcome",
        ),
    ),
    (
        "large-text",
        "dark",
        "1",
        (1320, 840),
        1.75,
        (
            "empty",
            "rejected",
            "claims",
            "flow-trouble",
            "api-call",
            "which-flow-spa",
            "comparison",
            *(f"sign-in-{each}" for each in SIGN_IN),
        ),
    ),
    (
        "high-contrast",
        "contrast",
        "1",
        (1320, 840),
        1.0,
        ("empty", "rejected", "accepted", "flow-trouble", "which-flow-spa"),
    ),
)


def main() -> None:
    """Draw every look in a process of its own: Qt takes its scale at the start."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    for look in LOOKS:
        environment = os.environ | {"QT_SCALE_FACTOR": look[2], "QT_QPA_PLATFORM": "xcb"}
        subprocess.run([sys.executable, __file__, "--look", look[0], str(folder)], check=True, env=environment)
    print(f"{sum(len(look[5]) for look in LOOKS)} pictures in {folder}")


def draw_look(name: str, folder: Path) -> None:
    """Draw the states of one look."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    _name, theme_name, _scale, size, zoom, states = next(look for look in LOOKS if look[0] == name)
    application = QApplication(sys.argv[:1])
    for state, what, then in STATES:
        if state in states:
            window = _open(theme_name, zoom, size)
            _settle(application)
            _bring_to(window, what, then)
            _settle(application)
            shown = application.activeModalWidget() or window
            shown.grab().save(str(folder / f"{state}-{name}.png"))
            shown.close()
            window.close()
            window.deleteLater()  # every window that is left would be painted anew with the next theme
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _open(theme_name: str, zoom: float, size: tuple[int, int]):
    from inspector import app
    from inspector.storage.settings import Settings
    from inspector.ui.palette import from_system
    from inspector.ui.services import Services
    from inspector.ui.theme import Theme
    from inspector.ui.window import MainWindow
    from inspector.workers import DaemonExecutor

    services = Services(
        app._recognise, app._judge, app._compose, app._to_markdown, app._samples, app._read_log,
        DaemonExecutor(), Settings(width=size[0], height=size[1]), lambda _settings: None, app._make_verifier,
        app._call_api, app._sign_in_services(), app.redact_recording,
    )  # fmt: skip
    theme = Theme(theme_name, zoom)
    if theme_name == "contrast":
        theme._system = _contrast_palette()
        theme._contrast = True
        theme._apply()
        assert theme.colours == from_system(theme._system)
    window = MainWindow(services, theme)
    window.show()
    return window


def _contrast_palette():
    from PySide6.QtGui import QColor, QPalette

    palette = QPalette()
    for role, colour in (
        ("Base", "#000000"), ("Text", "#ffffff"), ("Highlight", "#1aebff"), ("HighlightedText", "#000000"),
    ):  # fmt: skip
        palette.setColor(getattr(QPalette.ColorRole, role), QColor(colour))
    return palette


def _bring_to(window, what: str | None, then: tuple[str, ...]) -> None:
    from inspector.samples import mint_samples

    samples = {sample.name[3:]: sample for sample in mint_samples(time.time())}
    if what in samples:
        for other in ("aadsts50011", "daemon-calling-me", what):
            window.explain_sample(samples[other])
    elif what is not None:
        window.explain_text(what)
    for step in then:
        {**_sign_in_steps(window), "claims": lambda: window._go_to_tab(1), "token": lambda: window._go_to_tab(2),
         "which-flow": lambda: _answer(window, "", ""), "answer-spa": lambda: _answer(window, "USER BROWSER IN_PAGE", "SECRET"),
         "answer-daemon": lambda: _answer(window, "SECRET", "USER"), "answer-impossible": lambda: _answer(window, "IN_PAGE", "BROWSER"),
         "hide": window._toolbar.hiding.toggle, "flow": lambda: _show_steps(window, "good_flow"),
         "flow-trouble": lambda: _show_steps(window, "code_flow", "device_flow", "from_memory"),
         "compare": lambda: _compare(window), "unfold": lambda: _unfold(window), "review": lambda: _review(window),
         "call": lambda: _call(window), "call-question": lambda: _ask_to_call(window)}[step]()  # fmt: skip


def _sign_in_steps(window):
    sys.path[:0] = [str(Path(__file__).parent)]
    import sign_in_states as states

    shown = (states.show_form, states.show_obstacles, states.show_waiting, states.show_device_code,
             states.show_outcome, lambda it: states.show_outcome(it, "code-expired"), states.show_guide)  # fmt: skip
    return {f"sign-in-{name}": (lambda show=show: show(window)) for name, show in zip(SIGN_IN, shown, strict=True)}


def _review(window) -> None:
    from inspector.ui.permissions_dialog import PermissionsDialog

    window._sheets.review()
    dialog = window.findChild(PermissionsDialog)
    dialog.box.setCurrentIndex(0)
    dialog.calls.setPlainText("GET https://graph.microsoft.com/v1.0/users")
    dialog._show()


def _unfold(window) -> None:
    window._comparison_page().fold.click()


def _compare(window) -> None:
    from inspector.ui.pages import Page

    window.show_page(Page.COMPARISON)


def _ask_to_call(window) -> None:
    window._go_to_tab(5)
    form = window._judgement.call.form
    form.method.setCurrentText("DELETE")
    form.address.setText("https://orders.contoso.com/orders/7")
    form.submitted.emit()


def _call(window) -> None:
    """Let an API refuse the token, and ask for more claims; nothing is sent."""
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "exchanges")]
    import drawn_flows

    window._services = window._services._replace(call_api=lambda *_given: drawn_flows.refused_call())
    window._go_to_tab(5)
    form = window._judgement.call.form
    form.address.setText("https://orders.contoso.com/orders")
    form.submitted.emit()
    window._judgement.call.question.yes.click()


def _answer(window, yes: str, no: str) -> None:
    from inspector.diagnosis.flow_advice.questions import Question
    from inspector.ui.pages import Page

    window.show_page(Page.WHICH_FLOW)
    page = window._workspace.page(Page.WHICH_FLOW)
    page.questions.tenant.setText("contoso.onmicrosoft.com" if yes else "")
    answers = {Question[name]: True for name in yes.split()} | {Question[name]: False for name in no.split()}
    page.questions.show_answers(answers)


def _show_steps(window, *flows: str) -> None:
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "exchanges")]
    import drawn_flows

    window._inspection.current.attempts = tuple(getattr(drawn_flows, name)() for name in flows)
    window._on_judged(None)
    window._go_to_tab(4)
    window._judgement.flow.view.setFocus()


def _settle(application) -> None:
    for _ in range(8):
        application.processEvents()
        time.sleep(0.02)


if __name__ == "__main__":
    if "--look" in sys.argv:
        draw_look(sys.argv[2], Path(sys.argv[3]))
    elif "DISPLAY" not in os.environ:
        os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", "-screen 0 2800x1800x24", sys.executable, *sys.argv])  # noqa: S606  no shell is wanted
    else:
        main()
