"""What each card of “Which flow?” shows of the advice."""

from collections.abc import Iterator

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.decision import Impossibility, clients_left
from inspector.diagnosis.flow_advice.questions import Answers, wording
from inspector.diagnosis.flow_advice.reasons import row_of
from inspector.diagnosis.flow_advice.registration import Setting
from inspector.diagnosis.flow_advice.requests import Request
from inspector.exchanges.exchange import Channel
from inspector.ui.advice_cards import Content, Entry
from inspector.words import _


def impossible_content(found: Impossibility) -> Content:
    """Return what can't be, and which answer to reconsider."""
    entries = (Entry(_("Reconsider"), wording(found.reconsider).text, found.hint, code=False),)
    return Content(found.sentence, "", entries, _("can't be"), "warn")


def open_content(answers: Answers) -> Content:
    """Return the flows that the answers still allow."""
    left = clients_left(answers)
    entries = tuple(Entry(row_of(client).name, row_of(client).flow, code=False) for client in left)
    title = _("Still possible") if answers and len(left) < len(Client) else _("Answer, and one of these is left")
    return Content(title, "", entries)


def contents_before_code(advice: Advice) -> tuple[Content, ...]:
    """Return the cards from the reasons to the requests."""
    return (
        _why_not(advice),
        _registration(advice),
        _scopes(advice),
        _returned(advice),
        *map(_request, advice.requests),
    )


def verify_content(advice: Advice) -> Content:
    """Return what to verify."""
    entries = tuple(Entry(f"{number}.", meaning=check) for number, check in enumerate(advice.checks, 1))
    return Content(_("Verify"), "", entries, copied="\n".join(f"- [ ] {check}" for check in advice.checks))


def _why_not(advice: Advice) -> Content:
    return Content(_("Why not"), "", tuple(Entry(each.flow, meaning=each.reason) for each in advice.tempting))


def _registration(advice: Advice) -> Content:
    entries = []
    for each in advice.registration:
        entries.append(Entry(each.name, each.value, _reason(each), each.literal))
        if each.is_credential:
            entries += [Entry("", meaning=f"{at}. {choice}") for at, choice in enumerate(advice.credentials, 1)]
    copied = "\n".join(f"{each.name}: {each.value}" for each in advice.registration)
    return Content(_("Registration"), "", tuple(entries), copied=copied)


def _reason(setting: Setting) -> str:
    if setting.manifest is None:
        return setting.why
    return _("{why} In the manifest: {name}.").format(why=setting.why, name=setting.manifest)


def _scopes(advice: Advice) -> Content:
    entries = tuple(Entry("", each.name, each.meaning) for each in advice.scopes)
    return Content(_("Ask for"), " ".join(advice.notes), entries, copied=" ".join(each.name for each in advice.scopes))


def _returned(advice: Advice) -> Content:
    entries = [
        Entry(each.name, meaning=each.about if each.comes else _("None. {why}").format(why=each.about))
        for each in advice.tokens
    ]
    entries += [Entry(each.claim, each.value, each.meaning, each.literal) for each in advice.proofs]
    return Content(_("What comes back"), "", tuple(entries))


def _request(request: Request) -> Content:
    front = request.channel is Channel.FRONT
    entries = [Entry(request.method, request.url)]
    entries += [Entry(name, value) for name, value in request.headers]
    entries += [Entry(each.name, each.value, each.meaning) for each in request.parameters]
    return Content(
        request.title,
        request.note or "",
        tuple(entries),
        _("in the browser") if front else _("from the app"),
        "warn" if front else "note",
        "\n".join(_lines(request)),
    )


def _lines(request: Request) -> Iterator[str]:
    """Give the request as it is copied: the address of a GET, or a POST with its form a line each."""
    if request.method == "GET":
        yield request.address
        return
    yield f"POST {request.url}"
    yield from (f"{name}: {value}" for name, value in request.headers)
    yield ""
    yield from (f"{each.name}={each.value}" for each in request.parameters)
