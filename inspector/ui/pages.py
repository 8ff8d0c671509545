"""The pages that share the window with the Inspected list, and what their buttons say."""

from enum import StrEnum

from inspector.words import _


class Page(StrEnum):
    """What stands beside the Inspected list."""

    JUDGEMENT = "judgement"
    SIGN_IN = "sign_in"
    WHICH_FLOW = "which_flow"
    COMPARISON = "comparison"


def page_button(page: Page) -> tuple[str, str]:
    """Return the words of the button that leads to a page, and what they mean; the judgement comes by pasting."""
    return {
        Page.SIGN_IN: (_("S&ign in…"), _("Sign in with an app registration and see what comes back")),
        Page.WHICH_FLOW: (_("Which &flow?"), _("Answer a few questions and get the flow that fits")),
        Page.COMPARISON: (_("&Compare"), _("Put two tokens side by side")),
    }[page]
