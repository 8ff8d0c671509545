"""The pages that the browser shows at the end: plain, fixed, with nothing in them that somebody sent."""

from html import escape

from inspector.words import _

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Token Inspector</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1rem}}h1{{font-size:1.4rem}}
</style></head><body><h1>{heading}</h1><p>{text}</p></body></html>
"""


def answered_page() -> bytes:
    """Return the page for an answer with a code."""
    return _page(_("Back to Token Inspector"), _("The answer has arrived. You can close this page."))


def refused_page() -> bytes:
    """Return the page for an answer with an error."""
    return _page(
        _("The sign-in was not completed"),
        _("Token Inspector has received the reason and explains it. You can close this page."),
    )


def foreign_page() -> bytes:
    """Return the page for an answer that belongs to no sign-in that is waiting."""
    return _page(
        _("This answer was not expected"),
        _("It belongs to another sign-in, or comes a second time. Go back to Token Inspector and start again."),
    )


def error_page(status: int) -> bytes:
    """Return the page for a request that is no answer at all."""
    return _page(str(status), _("Token Inspector waits here for the end of a sign-in, and for nothing else."))


def _page(heading: str, text: str) -> bytes:
    return _PAGE.format(heading=escape(heading), text=escape(text)).encode()
