"""From answers to exactly one of three: the client whose flow fits, a named impossibility, or the next question."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.questions import Answers, Question
from inspector.words import _

USER, SECRET, BROWSER, IN_PAGE, FURTHER_API = Question
_TABLE = (Client.WEB, Client.SPA, Client.NATIVE, Client.DAEMON, Client.CLI, Client.API)


@dataclass(frozen=True, slots=True)
class Impossibility:
    """Two answers that can't both be true: why not, which one to reconsider, and what to answer when.

    `clash` holds the two answers. Ids are stable.
    """

    id: str
    clash: tuple[tuple[Question, bool], tuple[Question, bool]]
    sentence: str
    reconsider: Question
    hint: str

    def applies(self, answers: Answers) -> bool:
        """Whether both answers were given."""
        return all(answers.get(question) is value for question, value in self.clash)


def decide(answers: Answers) -> Client | Impossibility | Question:
    """Return the client that the answers describe, the first two answers that clash, or the question to ask next.

    Questions whose answer would change nothing any more are not asked.
    """
    clash = next((each for each in impossibilities() if each.applies(answers)), None)
    if clash is not None:
        return clash
    ends = _ends(answers)
    if len(ends) == 1:
        end = next(iter(ends))
        assert isinstance(end, Client)
        return end
    return next(question for question in Question if _matters(question, answers))


def impossibilities() -> tuple[Impossibility, ...]:
    """Return every pair of answers that can't be, in the order in which they are named."""
    return (_no_user_on_behalf(), _page_without_browser(), _unproven_app(), _unproven_api())


def open_questions(answers: Answers) -> tuple[Question, ...]:
    """Return the unanswered questions that still matter, in order; () where the answers settle it."""
    if not isinstance(decide(answers), Question):
        return ()
    return tuple(question for question in Question if _matters(question, answers))


def clients_left(answers: Answers) -> tuple[Client, ...]:
    """Return the clients that the answers still allow, in the order of the table; () where two answers clash."""
    if any(each.applies(answers) for each in impossibilities()):
        return ()
    ends = _ends(answers)
    return tuple(client for client in _TABLE if client in ends)


def _client(answers: Answers) -> Client:
    """Return the row of a whole set of answers in which nothing clashes."""
    if not answers[USER]:
        return Client.DAEMON
    if answers[FURTHER_API]:
        return Client.API
    if not answers[BROWSER]:
        return Client.CLI
    if answers[SECRET]:
        return Client.WEB
    return Client.SPA if answers[IN_PAGE] else Client.NATIVE


def _ends(answers: Answers) -> frozenset[Client | str]:
    """Return where the answers can still lead: clients, and impossibilities that an honest answer may run into.

    Answers that merely contradict an earlier one lead nowhere: nobody has to be asked in order to rule them out.
    """
    return frozenset(end for whole in _completions(answers) if (end := _end(whole)) is not None)


def _end(answers: Answers) -> Client | str | None:
    if any(each.applies(answers) for each in impossibilities() if each.id != "unproven-app"):
        return None
    return "unproven-app" if _unproven_app().applies(answers) else _client(answers)


def _completions(answers: Answers) -> Iterator[Answers]:
    missing = [question for question in Question if question not in answers]
    for values in product((True, False), repeat=len(missing)):
        yield dict(answers) | dict(zip(missing, values, strict=True))


def _matters(question: Question, answers: Answers) -> bool:
    """Whether both answers are possible and lead to different places."""
    if question in answers:
        return False
    ends = [_ends({**answers, question: value}) for value in (True, False)]
    return all(ends) and ends[0] != ends[1]


def _no_user_on_behalf() -> Impossibility:
    return Impossibility(
        "no-user-on-behalf",
        ((USER, False), (FURTHER_API, True)),
        _("Without a user there is nobody on whose behalf a further API could be called."),
        FURTHER_API,
        _(
            "Answer “no” if the app calls the API as itself. If its callers send a user's token, a user is present: "
            "they signed in at the caller's."
        ),
    )


def _page_without_browser() -> Impossibility:
    return Impossibility(
        "page-without-browser",
        ((BROWSER, False), (IN_PAGE, True)),
        _("A web page runs in a browser, so a client inside one has a browser."),
        BROWSER,
        _("Answer “yes” if people open it in a browser; if they install it on a device without one, it is installed."),
    )


def _unproven_app() -> Impossibility:
    return Impossibility(
        "unproven-app",
        ((USER, False), (SECRET, False)),
        _("Without a user the app signs in as itself, and so it must be able to prove that it is itself."),
        SECRET,
        _(
            "Answer “yes” if it runs on a server or cloud host of yours: a managed identity or federated credential "
            "counts. Code on other people's devices must let a service of yours make the call."
        ),
    )


def _unproven_api() -> Impossibility:
    return Impossibility(
        "unproven-api",
        ((SECRET, False), (FURTHER_API, True)),
        _("An API that acts on behalf of its caller's user must prove that it is itself, and so must keep a secret."),
        FURTHER_API,
        _(
            "Answer “no” for a page or an installed program: it signs the user in itself and asks for a token for each "
            "API that it calls. An API on a server of yours can keep a secret."
        ),
    )
