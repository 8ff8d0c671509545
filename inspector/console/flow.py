"""`token-inspector flow`: which flow fits, asked question by question or answered by words, and all that follows."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from inspector.console.printing import in_colour, width, write
from inspector.console.reading import MisuseError
from inspector.diagnosis.flow_advice.advice import Advice, advise
from inspector.diagnosis.flow_advice.decision import Impossibility, decide, open_questions
from inspector.diagnosis.flow_advice.details import Details
from inspector.diagnosis.flow_advice.questions import Answers, Question, wording
from inspector.knowledge.clouds import Cloud, authority_of
from inspector.report.flow_snippets import FlowSnippet, Language, flow_snippets
from inspector.words import _

ANSWERED, MISUSED = 0, 2
_CLOUDS = [each.value for each in (Cloud.GLOBAL, Cloud.US_GOV, Cloud.CHINA)]

# The words that answer each question with yes and with no.
_WORDS = {
    Question.USER: (("--user",), ("--no-user",)),
    Question.SECRET: (("--secret",), ("--no-secret",)),
    Question.BROWSER: (("--browser",), ("--no-browser",)),
    Question.IN_PAGE: (("--in-page",), ("--installed",)),
    Question.FURTHER_API: (("--further-api", "--calls-api-as-user"), ("--no-further-api", "--no-calls-api-as-user")),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `flow` takes."""
    parser.description = _(
        "Says which OAuth flow fits a client, how to register it, what to ask for and what comes back. In a terminal "
        "it asks what was not answered. Exit status: 0 answered, 2 a question is open, two answers can't both be "
        "true, or the call's words are off."
    )
    _add_answers(parser)
    _add_details(parser)
    _add_output(parser)


def _add_answers(parser: argparse.ArgumentParser) -> None:
    answers = parser.add_argument_group(_("the answers"))
    for question, (yes, no) in _WORDS.items():
        words = wording(question)
        either = answers.add_mutually_exclusive_group()
        said = f"{words.text} {words.yes}." if question is Question.IN_PAGE else words.text
        either.add_argument(*yes, dest=question.value, action="store_const", const=True, help=said)
        denied = _("no") if question is not Question.IN_PAGE else f"{words.no}."
        either.add_argument(*no, dest=question.value, action="store_const", const=False, help=denied)


def _add_details(parser: argparse.ArgumentParser) -> None:
    details = parser.add_argument_group(_("what fills requests and code"))
    details.add_argument("--client-id", default="", metavar="ID", help=_("the client ID of your app registration"))
    details.add_argument("--tenant", default="", metavar="T", help=_("the tenant's id or domain"))
    details.add_argument(
        "--scope", action="append", default=[], metavar="S", help=_("a scope of the API to call; may be repeated")
    )
    details.add_argument("--cloud", choices=_CLOUDS, default="global", help=_("the cloud (default: global)"))
    details.add_argument("--redirect-uri", default="", metavar="URI", help=_("where the answer goes"))


def _add_output(parser: argparse.ArgumentParser) -> None:
    shown = parser.add_argument_group(_("what is shown"))
    shown.add_argument(
        "--language", choices=[each.value for each in Language], help=_("show the code in this language")
    )
    shown.add_argument("--decision", action="store_true", help=_("print the decision as a short Markdown note"))
    shown.add_argument(
        "--permission", action="append", default=[], metavar="NAME=WHY",
        help=_("with --decision: a permission and what it is for; may be repeated"),
    )  # fmt: skip
    shown.add_argument("--review", metavar="DATE", help=_("with --decision: when to look again (default: in a year)"))
    output = shown.add_mutually_exclusive_group()
    output.add_argument("--json", dest="output", action="store_const", const="json")
    output.add_argument("--text", dest="output", action="store_const", const="text")
    parser.set_defaults(output="text")


def run(given: argparse.Namespace, _services: Any) -> int:
    """Print the advice, or say which question is open or which answer to reconsider; return the exit status."""
    answers = {question: value for question in Question if (value := getattr(given, question.value)) is not None}
    if given.output == "text" and sys.stdin.isatty() and sys.stderr.isatty():
        answers = _ask(answers)
    found = decide(answers)
    advice = None if isinstance(found, Question | Impossibility) else advise(found, _details(given))
    if given.output == "json":
        from inspector.report.flow_document import flow_json

        write(flow_json(answers, found, advice, _snippets(given, advice)))
    elif isinstance(found, Impossibility):
        raise MisuseError(_impossible(found))
    elif advice is None:
        raise MisuseError(_open(answers))
    else:
        _show(given, advice)
    return ANSWERED if advice else MISUSED


def _show(given: argparse.Namespace, advice: Advice) -> None:
    if given.decision:
        write(_note(given, advice).rstrip("\n"))
        return
    from inspector.report.flow_text import flow_text

    snippets = _snippets(given, advice) if given.language else ()
    write(flow_text(advice, snippets, width=width(), colour=in_colour()))


def _note(given: argparse.Namespace, advice: Advice) -> str:
    from inspector.report.flow_note import Justified, decision_note, next_year

    today = date.today()  # noqa: DTZ011  the day where the person is
    permissions = [Justified(*_permission(each)) for each in given.permission]
    return decision_note(advice, permissions, today, _day(given.review) if given.review else next_year(today))


def _snippets(given: argparse.Namespace, advice: Advice | None) -> tuple[FlowSnippet, ...]:
    made = flow_snippets(advice) if advice else ()
    return tuple(each for each in made if given.language in (None, each.language.value))


def _details(given: argparse.Namespace) -> Details:
    scopes = tuple(scope for each in given.scope for scope in each.split())
    return Details(given.client_id, given.tenant, scopes, given.redirect_uri, authority_of(Cloud(given.cloud)))


def _permission(text: str) -> tuple[str, str]:
    name, equals, reason = text.partition("=")
    if not equals or not name.strip():
        raise MisuseError(_("--permission takes NAME=WHY, for example “User.Read=show who is signed in”."))
    return name.strip(), reason.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MisuseError(_("--review takes a date, for example 2027-11-30.")) from None


def _impossible(found: Impossibility) -> str:
    question = wording(found.reconsider).text
    return _("{sentence} Reconsider “{question}” {hint}").format(
        sentence=found.sentence, question=question, hint=found.hint
    )


def _open(answers: Answers) -> str:
    question = open_questions(answers)[0]
    yes, no = _WORDS[question]
    return _("A question is open: {question} Give {yes} or {no}.").format(
        question=wording(question).text, yes=yes[0], no=no[0]
    )


def _ask(answers: Answers) -> dict[Question, bool]:
    """Ask what still matters, one after the other, until it is settled or the input ends."""
    given = dict(answers)
    while isinstance(question := decide(given), Question):
        value = _answer(question)
        if value is None:
            break
        given[question] = value
    return given


def _answer(question: Question) -> bool | None:
    """Return what the person chooses, or None at the end of input."""
    words = wording(question)
    _say(f"\n{words.text}\n  1  {words.yes}\n  2  {words.no}\n{words.hint}")
    while True:
        print("> ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return None
        chosen = _chosen(line, (words.yes, words.no))
        if chosen is not None:
            return chosen
        _say(_("Type 1 or 2."))


def _chosen(line: str, words: Sequence[str]) -> bool | None:
    """Return whether `line` means the first of two words: its number, the word or how it begins; None for neither."""
    typed = line.strip().casefold()
    meant = [
        typed == str(number) or (bool(typed) and word.casefold().startswith(typed))
        for number, word in enumerate(words, 1)
    ]
    return meant[0] if meant[0] != meant[1] else None


def _say(text: str) -> None:
    print(text, file=sys.stderr)
