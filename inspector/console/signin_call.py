"""Calling an API with the token that a sign-in brought: what is asked first, and what came back."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from inspector.console.printing import in_colour, width
from inspector.console.reading import MisuseError, read_paste
from inspector.console.signin_waiting import carry_out
from inspector.masking import visible
from inspector.report.compose import compose
from inspector.report.document import to_document
from inspector.report.plain import to_text
from inspector.signin.api_call import ApiAnswer, ApiCall, concerns, exchange_text, obstacle
from inspector.signin.session import Session
from inspector.words import _

_SAFE = ("GET", "HEAD")
_MOST_LINES = 60  # of a response


@dataclass(frozen=True, slots=True)
class Called:
    """A call that was asked for. `answer` is None where it was not made, for the reasons in `concerns`."""

    call: ApiCall
    answer: ApiAnswer | None
    concerns: tuple[str, ...]
    text: str = ""  # request and response, made to be given to explain; "" where nothing was refused


def add_call_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that make a call."""
    call = parser.add_argument_group(_("calling an API with the token"))
    call.add_argument("--call", metavar="“GET URL”", help=_("call this API once signed in, and explain a refusal"))
    call.add_argument("--body", metavar="FILE|-", help=_("JSON to send with the call"))
    call.add_argument("--yes", action="store_true", help=_("make the call even where there is a question to answer"))
    call.add_argument(
        "--answer-challenge",
        action="store_true",
        help=_("where claims are asked for, sign in again with them, and repeat the call"),
    )


def read_call(given: argparse.Namespace, own_host: str = "") -> ApiCall | None:
    """Return the call that the words name, or None. `own_host` is the only one that practice can call.

    Raises MisuseError for one that is never made, and for one that would have to be confirmed where nobody can.
    """
    if not given.call:
        if given.body:
            raise MisuseError(_("--body goes with --call."))
        return None
    method, _space, url = given.call.strip().rpartition(" ")
    call = ApiCall(method.strip().upper() or "GET", url)
    problem = obstacle(call)
    if problem:
        raise MisuseError(_("--call takes a method and an address, such as “GET https://…”. {why}").format(why=problem))
    if own_host and not call.url.lower().startswith(f"https://{own_host}/"):
        raise MisuseError(_("In practice only https://{host}/… can be called.").format(host=own_host))
    if call.method not in _SAFE and not given.yes and not sys.stdin.isatty():
        text = _("{method} may change or delete data. Add --yes to make the call where nobody can be asked.")
        raise MisuseError(text.format(method=call.method))
    return replace(call, body=read_paste(given.body)) if given.body else call


def make_call(
    given: argparse.Namespace,
    session: Session,
    call: ApiCall,
    token: str,
    known_as: Callable[[str], str] | None = None,
) -> Called:
    """Ask what must be asked, make the call and return what came of it.

    In practice, `known_as` returns the address whose rules explain a refusal.
    """
    found = concerns(call, token)
    if known_as:  # the token goes nowhere but to the tenant's own APIs
        found = found[:1] if call.method not in _SAFE else ()
    if found and not given.yes and not confirmed(found, _("Make the call?")):
        return Called(call, None, found)
    answer = carry_out(lambda stop: session.call(call, token, stop))
    refused = answer.status is not None and 400 <= answer.status < 500 and answer.status != 429
    explained = replace(call, url=known_as(call.url)) if known_as else call
    return Called(call, answer, found, exchange_text(explained, token, answer) if refused else "")


def confirmed(sentences: tuple[str, ...], question: str) -> bool:
    """Ask on the terminal; where there is none, the answer is no."""
    if not sys.stdin.isatty():
        return False
    for sentence in sentences:
        print(f"! {visible(sentence)}", file=sys.stderr)
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def lines_of(called: Called, given: argparse.Namespace, explain: Any) -> Iterator[str]:
    """Yield the call, what came back, and the explanation of a refusal."""
    yield ""
    yield visible(f"{called.call.method} {called.call.url}")
    if called.answer is None:
        yield _("The call was not made; --yes makes it without asking.")
        yield from (f"  ! {visible(each)}" for each in called.concerns)
        return
    yield visible(called.answer.sentence)
    yield from _response(_raw(called.answer, given))
    if called.text:
        report = compose(explain(called.text), hide_values=given.hide_values)
        yield from ("", to_text(report, width=width(), colour=in_colour()))


def to_json(called: Called, given: argparse.Namespace, explain: Any) -> dict[str, Any]:
    """Return the call as the plain values of `--json`."""
    answer = called.answer
    return {
        "method": called.call.method,
        "url": called.call.url,
        "made": answer is not None,
        "concerns": list(called.concerns),
        "status": answer.status if answer else None,
        "sentence": answer.sentence if answer else None,
        "response": _raw(answer, given) or None if answer else None,
        "claims_challenge": answer.claims_challenge or None if answer else None,
        "report": to_document(compose(explain(called.text), hide_values=given.hide_values)) if called.text else None,
    }


def _raw(answer: ApiAnswer, given: argparse.Namespace) -> str:
    """Return the answer as it came, or with names, addresses and ids replaced."""
    if not given.hide_values:
        return answer.for_explain
    from inspector.exchanges.hiding import hide_answer
    from inspector.masking import Mask

    return hide_answer(answer.for_explain, Mask())


def _response(raw: str) -> Iterator[str]:
    lines = raw.splitlines()
    yield from (f"  {visible(line)}" for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield _("  … and {count} lines more").format(count=len(lines) - _MOST_LINES)
