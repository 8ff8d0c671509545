"""What the window is made of besides the judgement, each part built when it is first needed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector.ui.background import Background
from inspector.ui.inspection import Inspection
from inspector.ui.services import Services
from inspector.ui.theme import Theme

if TYPE_CHECKING:
    from inspector.signin.api_call import ApiAnswer, ApiCall
    from inspector.signin.cancellation import Cancellation
    from inspector.ui.api_call_panel import ApiCallPanel
    from inspector.ui.comparison_page import ComparisonPage
    from inspector.ui.flow_page import FlowPage
    from inspector.ui.flow_trial import Trial
    from inspector.ui.request_log import RequestLog
    from inspector.ui.sign_in_page import SignInPage
    from inspector.ui.sign_in_part import SignInPart
    from inspector.ui.signature_tab import SignatureTab


class Tools(NamedTuple):
    """What the parts need of the window; `show_sign_in` brings the sign-in page to the front, and makes it first."""

    copy: Callable[[str], None]
    copy_secret: Callable[[str], None]
    clipboard: Callable[[], str]
    complain: Callable[[str], None]
    show_sign_in: "Callable[[], SignInPage]"


class Parts(QObject):
    """Makes the parts and keeps those of which there is one.

    `sign_in_made` carries the SignInPart, once; `requests_left` the number of requests that have left this machine;
    `taken_in` says that a page took something in without showing it.
    """

    sign_in_made = Signal(object)
    requests_left = Signal(int)
    taken_in = Signal()

    def __init__(
        self,
        theme: Theme,
        services: Services,
        background: Background,
        inspection: Inspection,
        tools: Tools,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._theme, self._services, self._background = theme, services, background
        self._inspection, self._tools, self._window = inspection, tools, window
        self._requests: RequestLog | None = None
        self._sign_in: SignInPart | None = None
        self._flow_page: FlowPage | None = None

    @property
    def requests(self) -> "RequestLog":
        """The list of every request made; whatever contacts anybody adds to it, from any thread."""
        if self._requests is None:
            from inspector.ui.request_log import RequestLog

            self._requests = RequestLog(self)
            self._requests.changed.connect(self._on_request_made)
        return self._requests

    @property
    def sign_in(self) -> "SignInPart":
        """What the window has of signing in."""
        if self._sign_in is None:
            from inspector.ui.sign_in_part import SignInPart, WindowParts

            parts = WindowParts(
                self._theme, self._background, self.requests, self._inspection, self._tools.copy, self._tools.complain,
                self._tools.show_sign_in,
            )  # fmt: skip
            self._sign_in = SignInPart(self._services.sign_in, parts, self._window)
            self.sign_in_made.emit(self._sign_in)
        return self._sign_in

    def make_sign_in_page(self) -> "SignInPage":
        """Return the sign-in page."""
        return self.sign_in.make_page()

    def make_flow_page(self) -> "FlowPage":
        """Return the page that says which flow fits."""
        from inspector.ui.flow_page import FlowPage

        self._flow_page = page = FlowPage(self._theme, self._tools.copy)
        page.hide_values(self._inspection.hidden)
        page.try_asked.connect(self._on_try_asked)
        return page

    def make_comparison_page(self) -> "ComparisonPage":
        """Return the page that puts two artifacts side by side."""
        from inspector.ui.comparison_page import ComparisonPage

        page = ComparisonPage(self._theme, self._inspection, self._tools.clipboard)
        page.copy_asked.connect(self._tools.copy)
        page.took_in.connect(self.taken_in)
        return page

    def make_signature(self) -> "SignatureTab":
        """Return the Signature tab, with what verifies; its requests are counted."""
        from inspector.ui.signature_tab import SignatureTab

        verifier = self._services.make_verifier()
        verifier.tell(self.requests.add)
        return SignatureTab(self._theme, verifier, self._background)

    def make_call(self) -> "ApiCallPanel":
        """Return the tab that calls an API; its requests are counted."""
        from inspector.ui.api_call_panel import ApiCallPanel
        from inspector.ui.calling import choose_way

        log, desk = self.requests, self.sign_in.desk

        def network(asked: "ApiCall", token: str, cancellation: "Cancellation") -> "ApiAnswer":
            return self._services.call_api(asked, token, cancellation, log.add)

        way = choose_way(network, lambda: desk.practice_session)
        return ApiCallPanel(self._theme, self._background, way, self._tools.copy, self._tools.copy_secret)

    def hide_values(self, hidden: bool) -> None:
        """Mask names, addresses and ids in every part that there is."""
        self.sign_in.hide_values(hidden)
        if self._flow_page is not None:
            self._flow_page.hide_values(hidden)

    def close(self) -> None:
        """End every sign-in, session and server."""
        if self._sign_in is not None:
            self._sign_in.close()

    def _on_try_asked(self, trial: "Trial") -> None:
        self.sign_in.begin(trial.request, trial.practice)

    def _on_request_made(self) -> None:
        if self.requests.left:
            self.requests_left.emit(self.requests.left)
