"""A permission review as people, spreadsheets and programs read it: text, Markdown, CSV and JSON."""

import csv
import io
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from inspector.diagnosis.permission_review import Review, Right, RightKind
from inspector.diagnosis.permission_use import CallUse
from inspector.knowledge.permission_names import Action, Reach
from inspector.masking import Mask, as_json, code_span, escape_csv, escape_markdown, redact, visible
from inspector.words import _, plural


def headline(review: Review) -> str:
    """Return the review in one sentence or two: how many permissions, how many broad, unused, or missing."""
    if not review.rights:
        return _("These tokens hold no permission.")
    parts = [plural("{count} permission", "{count} permissions", len(review.rights))]
    broad = sum(1 for each in review.rights if each.is_broad)
    unused = sum(1 for each in review.rights if each.is_unused)
    narrower = sum(1 for each in review.rights if each.narrower)
    parts += [plural("{count} broad", "{count} broad", broad)] if broad else []
    parts += [plural("{count} unused", "{count} unused", unused)] if unused else []
    parts += [plural("{count} can be narrower", "{count} can be narrower", narrower)] if narrower else []
    sentence = ", ".join(parts) + "."
    missing = sum(1 for call in review.calls if call.is_met is False)
    more = plural("{count} call is not allowed by them.", "{count} calls are not allowed by them.", missing)
    return f"{sentence} {more}" if missing else sentence


def mask(review: Review) -> Review:
    """Return the review with ids and addresses masked, one word for one value."""
    masking = Mask()
    return replace(review, rights=tuple(_masked(right, masking) for right in review.rights))


def _masked(right: Right, masking: Mask) -> Right:
    return replace(right, name=masking.text(right.name), api=masking.text(right.api), allows=masking.text(right.allows))


def kind_word(kind: RightKind) -> str:
    """Return how a permission is held."""
    return {
        RightKind.DELEGATED: _("delegated"),
        RightKind.APPLICATION: _("application"),
        RightKind.APP_ROLE: _("app role"),
    }[kind]


def access_word(access: Action) -> str:
    """Return what may be done, in a word."""
    return {
        Action.SIGN_IN: _("sign-in"),
        Action.READ: _("read"),
        Action.WRITE: _("write"),
        Action.ACT: _("act"),
        Action.EVERYTHING: _("everything"),
        Action.UNKNOWN: _("unknown"),
    }[access]


def reach_word(right: Right) -> str:
    """Return whose data, in two words."""
    if right.reach is Reach.TENANT and right.kind is RightKind.DELEGATED:
        return _("what the user may reach")
    return {
        Reach.OWN: _("own data"),
        Reach.SHARED: _("own and shared"),
        Reach.CHOSEN: _("chosen ones"),
        Reach.OWNED: _("the app's own"),
        Reach.TENANT: _("whole tenant"),
        Reach.UNKNOWN: _("unknown"),
    }[right.reach]


def consent_word(right: Right) -> str:
    """Return whether an administrator must consent."""
    if right.kind is RightKind.APP_ROLE:
        return _("assigned")
    if right.admin_consent is None:
        return _("the API decides")
    if right.kind is RightKind.APPLICATION and not right.admin_consent:
        return _("consent when installed")
    return _("admin consent") if right.admin_consent else _("user consent")


def notes_of(right: Right) -> list[str]:
    """Return what is to be said of a permission besides what it allows: broad, unused, a narrower one."""
    notes = [_("broad")] if right.is_broad else []
    if right.is_unused:
        notes.append(_("not used by these calls"))
    if right.narrower:
        ways = _(" or ").join(" + ".join(way) for way in right.narrower)
        notes.append(_("enough for these calls: {ways}").format(ways=ways))
    elif right.used_by:
        notes.append(_("used"))
    return notes


def call_words(call: CallUse) -> str:
    """Return how a call fares."""
    if call.is_met is None:
        return _("{call}: no documented permission is known offline.").format(call=redact(call.call))
    if call.is_met:
        return _("{call}: allowed by {names}.").format(call=redact(call.call), names=" + ".join(call.met_by))
    if not call.least:
        return _("{call}: not possible with tokens of this kind.").format(call=redact(call.call))
    return _("{call}: not allowed; it needs {names}.").format(call=redact(call.call), names=" + ".join(call.least))


def to_text(review: Review, *, width: int = 80, colour: bool = False) -> str:
    """Return the review as lines of at most `width` columns, the broadest permission first."""
    return "\n".join(_lines(review, width, colour)).rstrip()


def _lines(review: Review, width: int, colour: bool) -> Iterator[str]:
    for line in _wrapped(headline(review), width):
        yield f"\x1b[1m{line}\x1b[0m" if colour else line
    for right in review.rights:
        yield ""
        yield from _right_lines(right, width, colour)
    if review.calls:
        yield ""
    for call in review.calls:
        yield from _wrapped(call_words(call), width, "", "   ")
    for label in review.without:
        yield from _wrapped(_("{token} holds no permission at all.").format(token=label), width)


def _right_lines(right: Right, width: int, colour: bool) -> Iterator[str]:
    notes = "; ".join(notes_of(right))
    first, *rest = _wrapped(f"{redact(right.name)} — {redact(right.api)}", width, "", "   ")
    yield f"\x1b[31m{first}\x1b[0m" if colour and right.is_broad else first
    yield from rest
    facts = " · ".join((kind_word(right.kind), access_word(right.access), reach_word(right), consent_word(right)))
    for words in (redact(right.allows), facts, f"→ {notes}" if notes else "", *_sources(right)):
        if words:
            yield from _wrapped(words, width, "   ", "   ")


def _sources(right: Right) -> tuple[str, ...]:
    return (_("in {tokens}").format(tokens=", ".join(right.tokens)),) if right.tokens else ()


def _wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    return textwrap.wrap(
        visible(text), width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False
    ) or [""]


def columns() -> tuple[str, ...]:
    """Return the headings of the table."""
    return (
        _("permission"), _("API"), _("kind"), _("allows"), _("access"), _("reach"), _("consent"), _("notes"),
        _("tokens"),
    )  # fmt: skip


def cells_of(right: Right) -> tuple[str, ...]:
    """Return one row of the table, as values: every sink escapes them in its own way."""
    return (
        redact(right.name), redact(right.api), kind_word(right.kind), redact(right.allows), access_word(right.access),
        reach_word(right), consent_word(right), "; ".join(notes_of(right)), ", ".join(right.tokens),
    )  # fmt: skip


def to_markdown(review: Review) -> str:
    """Return the review as Markdown: a table for a ticket or a registration's documentation."""
    return "\n".join(_markdown(review)).rstrip() + "\n"


def _markdown(review: Review) -> Iterator[str]:
    yield f"## {_('Permission review')}"
    yield from ("", escape_markdown(headline(review)))
    if review.rights:
        yield from ("", f"| {' | '.join(map(escape_markdown, columns()))} |", f"|{' --- |' * len(columns())}")
    for right in review.rights:
        name, *others = cells_of(right)
        yield f"| {code_span(name).replace('|', chr(92) + '|')} | {' | '.join(map(escape_markdown, others))} |"
    if review.calls or review.without:
        yield ""
    yield from (f"- {escape_markdown(call_words(call))}" for call in review.calls)
    for label in review.without:
        yield f"- {escape_markdown(_('{token} holds no permission at all.').format(token=label))}"


def to_csv(review: Review) -> str:
    """Return the review as CSV (RFC 4180: CRLF, quotes doubled); no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns())
    writer.writerows([escape_csv(cell) for cell in cells_of(right)] for right in review.rights)
    return text.getvalue()


def to_json(review: Review) -> str:
    """Return the review as indented JSON text (schema 1)."""
    return as_json(to_document(review))


def to_document(review: Review) -> dict[str, Any]:
    """Return the review as the plain values of schema 1."""
    return {
        "schema": 1,
        "sentence": headline(review),
        "permissions": [_document(right) for right in review.rights],
        "without": list(review.without),
        "calls": [
            {"call": redact(call.call), "met": call.is_met, "met_by": list(call.met_by), "least": list(call.least)}
            for call in review.calls
        ],
    }


def _document(right: Right) -> dict[str, Any]:
    return {
        "name": redact(right.name),
        "api": redact(right.api),
        "kind": right.kind.value,
        "allows": redact(right.allows),
        "access": right.access.value,
        "reach": right.reach.value,
        "admin_consent": right.admin_consent,
        "known": right.known,
        "broad": right.is_broad,
        "used_by": [redact(call) for call in right.used_by],
        "unused": right.is_unused,
        "narrower": [list(way) for way in right.narrower],
        "tokens": list(right.tokens),
    }
