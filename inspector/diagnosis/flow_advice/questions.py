"""The questions whose answers lead to a flow: three that lead almost there, and two that settle the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspector.words import _


class Question(StrEnum):
    """What is asked, in the order in which it is asked. Each answer is yes (True) or no (False)."""

    USER = "user"
    SECRET = "secret"
    BROWSER = "browser"
    IN_PAGE = "in_page"
    FURTHER_API = "further_api"


# What was answered so far; a question that is missing was not answered.
Answers = Mapping[Question, bool]


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as people read it: `yes` and `no` are its two answers in a few words, `hint` says what counts."""

    text: str
    yes: str
    no: str
    hint: str


def wording(question: Question) -> Wording:
    """Return the words of `question`."""
    return _wordings()[question]


def _wordings() -> dict[Question, Wording]:
    return {
        Question.USER: Wording(
            _("Is a user present at sign-in?"),
            _("Yes"),
            _("No"),
            _("Somebody who signs in, or for whom your API is called. A job that starts by itself has nobody."),
        ),
        Question.SECRET: Wording(
            _("Can the code keep a secret?"),
            _("Yes"),
            _("No"),
            _("Only code on a server of yours can. Whatever people install or open in a browser can be read by them."),
        ),
        Question.BROWSER: Wording(
            _("Does the client have a browser?"),
            _("Yes"),
            _("No"),
            _("It runs in one, its users come with one, or it can open the one of the device."),
        ),
        Question.IN_PAGE: Wording(
            _("Where does it run?"),
            _("In a web page"),
            _("Installed"),
            _("A script in the page, or a program on a device or server."),
        ),
        Question.FURTHER_API: Wording(
            _("Does it call a further API as the user?"),
            _("Yes"),
            _("No"),
            _("“Yes” is for an API only: clients call it with a user's token, and it calls another API as that user."),
        ),
    }  # fmt: skip
