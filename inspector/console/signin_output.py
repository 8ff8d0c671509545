"""What a sign-in prints in the end: how it ended, the tokens explained, the steps; or all of it as JSON."""

import argparse
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from inspector.console.printing import in_colour, width, write
from inspector.console.signin_call import Called, lines_of, to_json
from inspector.diagnosis.diagnose import Diagnosis
from inspector.masking import as_json, visible
from inspector.report import trace
from inspector.report.compose import compose
from inspector.report.document import to_document
from inspector.report.plain import to_text
from inspector.signin.outcome import SignInOutcome, Status
from inspector.signin.registration_guide import Guide, GuideStep
from inspector.words import _

Explain = Callable[[str], Diagnosis]


def show(outcome: SignInOutcome, given: argparse.Namespace, explain: Explain, called: Called | None = None) -> None:
    """Print `outcome`, and what came of a call, as the words say."""
    text = outcome.for_explain
    report = compose(explain(text), hide_values=given.hide_values) if text else None
    if given.hide_values:
        outcome = _hidden(outcome)
    if given.output == "json":
        document = _document(outcome, given) | {"report": to_document(report) if report else None}
        document["call"] = to_json(called, given, explain) if called else None
        write(as_json(document))
        return
    lines = [*_heading(outcome), *_scopes(outcome), *_checks(outcome)]
    if report:
        lines += ["", to_text(report, width=width(), colour=in_colour())]
    lines += lines_of(called, given, explain) if called else ()
    if outcome.trace:
        lines += ["", _("Steps"), trace.to_text(outcome.trace, width=width(), full=given.trace)]
    lines += [*_tokens(outcome)] if given.show_token else []
    write("\n".join(lines))


def _hidden(outcome: SignInOutcome) -> SignInOutcome:
    """Return `outcome` for a shared screen: names, addresses and ids replaced, the same by the same."""
    from inspector.exchanges.hiding import hide_exchange
    from inspector.masking import Mask

    mask, account = Mask(), outcome.account
    if account is not None:
        hidden = {name: mask.value(name, getattr(account, name)) for name in ("username", "id", "client_id")}
        account = replace(account, **hidden)
    return replace(
        outcome,
        account=account,
        sentence=mask.text(outcome.sentence),
        next_step=mask.text(outcome.next_step),
        notes=tuple(map(mask.text, outcome.notes)),
        checks=tuple(replace(each, text=mask.text(each.text)) for each in outcome.checks),
        trace=tuple(hide_exchange(each, mask) for each in outcome.trace),
    )


def _document(outcome: SignInOutcome, given: argparse.Namespace) -> dict[str, Any]:
    account = outcome.account
    return {
        "schema": 1,
        "status": outcome.status.value,
        "sentence": outcome.sentence,
        "next_step": outcome.next_step or None,
        "account": {"username": account.username, "id": account.id, "kept": account.kept} if account else None,
        "asked_scopes": list(outcome.asked_scopes),
        "granted_scopes": list(outcome.granted_scopes),
        "missing_scopes": list(outcome.missing_scopes),
        "from_cache": outcome.from_cache,
        "claims_challenge": outcome.claims_challenge or None,
        "checks": [{"name": each.name, "passed": each.passed, "text": each.text} for each in outcome.checks],
        "notes": list(outcome.notes),
        "tokens": dict(outcome.tokens) if given.show_token else [name for name, _token in outcome.tokens],
        "trace": [trace.to_document(each) for each in outcome.trace],
    }


def _heading(outcome: SignInOutcome) -> Iterator[str]:
    yield from _wrap(outcome.sentence)
    if outcome.account:
        yield from _wrap(_("Account: {name}").format(name=outcome.account.username or outcome.account.id))
    if outcome.next_step:
        yield from _wrap(f"→ {outcome.next_step}", "  ")
    for note in outcome.notes:
        yield from _wrap(f"! {note}", "  ")


def _scopes(outcome: SignInOutcome) -> Iterator[str]:
    if outcome.status is not Status.SIGNED_IN:
        return
    asked, granted = " ".join(outcome.asked_scopes), " ".join(outcome.granted_scopes) or _roles(outcome)
    yield from _wrap(_("Asked for: {scopes}").format(scopes=asked or _("nothing but a sign-in")), "  ")
    yield from _wrap(_("Granted: {scopes}").format(scopes=granted or _("not said")), "  ")
    if outcome.missing_scopes:
        yield from _wrap(_("Not granted: {scopes}").format(scopes=" ".join(outcome.missing_scopes)), "  ")
    names = ", ".join(name for name, _token in outcome.tokens)
    yield from _wrap(_("Received: {names}").format(names=names), "  ")


def _roles(outcome: SignInOutcome) -> str:
    """Return the application permissions in an app's own token; its answer names no scopes."""
    from inspector.diagnosis.subject import read_subject
    from inspector.tokens.recognise import recognise

    read = next((each for each in recognise(outcome.tokens.access_token).artifacts if each.claims is not None), None)
    roles = " ".join(read_subject(read).roles) if read else ""
    return _("{roles} (application permissions, in the token)").format(roles=roles) if roles else ""


def _checks(outcome: SignInOutcome) -> Iterator[str]:
    if not outcome.checks:
        return
    yield ""
    yield _("The ID token, checked by this program") if outcome.status is Status.SIGNED_IN else _("The token")
    for check in outcome.checks:
        mark = {True: "✓", False: "✗", None: "?"}[check.passed]
        yield from _wrap(f"   {mark} {check.name}: {check.text}", "     ")


def _tokens(outcome: SignInOutcome) -> Iterator[str]:
    for name, token in outcome.tokens:
        yield from ("", name, visible(token))


def guide_text(guide: Guide) -> str:
    """Return a registration guide as text; what is to be copied stands on lines of its own."""
    lines = [_("In the portal") if guide.commands else _("At the issuer"), *_steps(guide.portal)]
    lines += ["", _("With the Azure CLI"), *_steps(guide.commands)] if guide.commands else []
    return "\n".join([*lines, "", guide.reference])


def _steps(steps: tuple[GuideStep, ...]) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        yield from _wrap(f"{number}. {step.text}", "   ")
        if step.snippet:
            yield f"     {visible(step.snippet)}"


def _wrap(text: str, hanging: str = "") -> list[str]:
    """Return lines; an address stays whole, to be copied."""
    shown = visible(text)
    return textwrap.wrap(shown, width(), subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False)
