"""What a sign-in says on the way, on standard error: the address to open, the code to type, each step."""

import sys
from collections.abc import Callable

from inspector.exchanges.exchange import Step
from inspector.masking import visible
from inspector.moments import duration
from inspector.report.trace import step_name
from inspector.signin.browser import open_browser
from inspector.signin.outcome import EnterCode, NothingHappened, OpenBrowser, Progress, StepReached
from inspector.signin.surroundings import BrowserHere, browser_here
from inspector.words import _


class Announcer:
    """Tells the person what to do; opens pages where `open_pages` is true."""

    def __init__(self, *, open_pages: bool = True, start: Callable[[str], bool] = open_browser) -> None:
        self._open_pages = open_pages
        self._start = start
        self._steps = 0

    def tell(self, progress: Progress) -> None:
        """Announce what has happened."""
        if isinstance(progress, OpenBrowser):
            self._open(progress)
        elif isinstance(progress, NothingHappened):
            _say(_("Nothing happened? Open this address in a browser on this machine, or press Ctrl+C:"))
            _say(f"  {visible(progress.url)}")
            _say(_("If the page shows an error, it will not come back: copy its text for “token-inspector explain”."))
            _say(_("Without a browser here, use --flow device."))
        elif isinstance(progress, EnterCode):
            _announce_code(progress)
        else:
            self._count(progress)

    def _open(self, progress: OpenBrowser) -> None:
        if self._open_pages and self._start(progress.url):
            _say(_("A browser opens. Finish there; this goes on by itself (Ctrl+C cancels)."))
            if browser_here() is BrowserHere.PERHAPS:  # WSL's bridge to Windows may fail silently
                _say(_("If none does, open this address: {address}").format(address=visible(progress.url)))
            return
        _say(_("Open this address in a browser on this machine (Ctrl+C cancels):"))
        _say(f"  {visible(progress.url)}")

    def _count(self, progress: StepReached) -> None:
        exchange = progress.exchange
        if progress.index == 0 and self._steps > 1:
            self._steps = 0  # another sign-in of the same call has begun
        if progress.index >= self._steps and exchange.step is not Step.POLL:
            _say(f"  {progress.index + 1}. {step_name(exchange.step)}")
            self._steps = progress.index + 1
        if exchange.fault and exchange.step is Step.AUTHORIZATION_RESPONSE:
            _say(f"     {exchange.fault}")


def _announce_code(progress: EnterCode) -> None:
    import time

    code = visible(progress.user_code)
    bar = "─" * (len(code) + 6)
    _say("")
    _say(_("Open {address} on any device and enter this code:").format(address=visible(progress.verification_uri)))
    for line in (f"  ┌{bar}┐", f"  │   {code}   │", f"  └{bar}┘"):
        _say(line)
    left = duration(max(0.0, progress.until - time.time()))
    _say(_("It is good for {duration}. Ctrl+C cancels.").format(duration=left))


def _say(line: str) -> None:
    stream = sys.stderr
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    print(line, file=stream, flush=True)
