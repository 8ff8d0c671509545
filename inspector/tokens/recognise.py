"""From a paste to artifacts: each reader takes what it knows and leaves the rest to the next."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

from inspector.tokens.artifact import Artifact, Kind, Pasted, Place
from inspector.tokens.layer import Draft, Layer
from inspector.tokens.tokens_in_text import read_compact, read_opaque
from inspector.words import _

LARGE = 1_000_000  # characters; what is larger is read as a log
MANY = 400  # beginnings of tokens; what holds more is read as a log
NEWEST = 50  # refusals kept of a text that holds very many


def recognise(text: str) -> Pasted:
    """Return everything usable in `text`, in order of appearance, duplicates folded; never raises.

    A text of over a million characters, or with hundreds of tokens, is read as a log: all its tokens are
    listed, the newest are read in full.
    """
    if len(text) > LARGE or text.count("eyJ") > MANY:
        from inspector.tokens.log import read_log

        return read_log(text)
    return read_paste(text)


def read_paste(text: str) -> Pasted:
    """Read a text that is short enough to be read in full."""
    drafts: list[Draft] = []
    layer = Layer(text, 0, len(text), drafts, read_layer)
    read_layer(layer)
    artifacts, left_out = finish(drafts)
    left_out = " ".join(filter(None, (left_out, *dict.fromkeys(layer.left_out)))) or None
    return Pasted(text, artifacts, () if artifacts else looked_for(), left_out)


def looked_for() -> tuple[str, ...]:
    """Return what is said to have been looked for where nothing was found."""
    return (
        _("a token (three parts joined by dots, beginning with eyJ)"),
        _("a token response, an error response or another JSON document"),
        _("a redirect or a sign-in address"),
        _("an error code such as AADSTS50011, or an HTTP status"),
        _("a WWW-Authenticate header, an HTTP request or response, a curl command"),
    )


def read_layer(layer: Layer) -> None:
    """Let every reader that can find something look at `layer`, containers before what they contain."""
    text = layer.text
    if "HTTP/" in text or "curl" in text or "://" in text or "fetch(" in text or " /" in text:
        from inspector.tokens.http_message import read_messages

        read_messages(layer)
    if "ssuer" in text and layer.depth == 0:
        _read_federation(layer)
    if "{" in layer.text:
        _read_braces(layer)
    if "<" in text and ">" in text:
        from inspector.tokens.markup import read_markup

        read_markup(layer)
    if "://" in layer.text and ("?" in layer.text or "#" in layer.text):
        from inspector.tokens.addresses import read_addresses

        read_addresses(layer)
    if "=" in layer.text:
        _read_pairs(layer)
    if "grant_type" in layer.text:
        from inspector.tokens.addresses import read_lines

        read_lines(layer)
    _read_tokens(layer)
    if not layer.is_used_up():
        _read_words(layer)


def _read_federation(layer: Layer) -> None:
    from inspector.tokens.federated import read_credentials, read_details

    if "Federated token details" in layer.text:
        read_details(layer)
    if "ubject" in layer.text:
        read_credentials(layer)


def _read_braces(layer: Layer) -> None:
    from inspector.tokens.documents import read_documents

    read_documents(layer)
    if '\\"' in layer.text and "{" in layer.text:
        from inspector.tokens.escapes import read_escaped

        read_escaped(layer)


def _read_pairs(layer: Layer) -> None:
    low = layer.text.lower()
    if "authenticate" in low or "bearer " in low or "pop " in low:
        from inspector.tokens.challenge import read_challenges

        read_challenges(layer)
    if (
        "&" in layer.text
        or "?" in layer.text
        or "#" in layer.text
        or "SAMLRe" in layer.text
        or "client_assertion=" in layer.text
    ):
        from inspector.tokens.addresses import read_forms

        read_forms(layer)


def _read_tokens(layer: Layer) -> None:
    text = layer.text
    if "ey" in text or "ew" in text:
        read_compact(layer)
    read_opaque(layer)


def _read_words(layer: Layer) -> None:
    from inspector.tokens.error_text import read_bare_number, read_errors, read_statuses

    if layer.depth == 0 and len(layer.text) < 200:
        read_bare_number(layer)
    if layer.is_used_up():
        return
    if layer.depth == 0 and ("rror" in layer.text or "esult" in layer.text) and "\n" in layer.text:
        from inspector.tokens.rows import read_rows

        read_rows(layer)
    if layer.depth == 0 or any(mark in layer.text for mark in ("AADSTS", "IDX", "IDW", "_", "Code", "code", "AKV")):
        read_errors(layer)
    if layer.depth == 0:
        read_statuses(layer)
    _read_rest(layer)


def _read_rest(layer: Layer) -> None:
    """Look, where a layer yielded nothing, for what has no mark of its own."""
    text = layer.text.strip("\0 \t\r\n\"'`")
    if len(text) >= 40 and " " not in text[:2_000]:
        from inspector.tokens.remnants import read_remnant

        read_remnant(layer, text)


def finish(drafts: list[Draft]) -> tuple[tuple[Artifact, ...], str | None]:
    """Order drafts by appearance, fold duplicates, number them; also say what was left out."""
    if len(drafts) == 1:
        return (_artifact(drafts[0], 1, {}),), None
    kept = _folded(sorted(drafts, key=lambda draft: (draft.start, -draft.end)) if _disordered(drafts) else drafts)
    from inspector.tokens.grouping import group_errors

    kept, left_out = group_errors(kept, NEWEST)
    ids: dict[int, str] = {}
    return tuple(_artifact(draft, number, ids) for number, draft in enumerate(kept, 1)), left_out


def _disordered(drafts: list[Draft]) -> bool:
    return any(later.start < earlier.start for earlier, later in pairwise(drafts))


_CREDENTIALS = frozenset(
    {
        Kind.ACCESS_TOKEN,
        Kind.ID_TOKEN,
        Kind.TOKEN,
        Kind.POP_TOKEN,
        Kind.ENCRYPTED_TOKEN,
        Kind.OPAQUE_TOKEN,
        Kind.REFRESH_TOKEN,
        Kind.AUTHORIZATION_CODE,
        Kind.CLIENT_ASSERTION,
    }
)


def _folded(drafts: list[Draft]) -> list[Draft]:
    """Leave out what stands in the paste already; the first one learns the name and place of later ones."""
    first: dict[tuple[object, ...], Draft] = {}
    folded: dict[int, Draft] = {}
    kept: list[Draft] = []
    for draft in drafts:
        key = (
            (draft.text,)
            if draft.kind in _CREDENTIALS
            else (draft.kind, draft.text, draft.error.code if draft.error else None)
        )
        known = first.setdefault(key, draft)
        if known is draft:
            kept.append(draft)
            continue
        known.name = known.name or draft.name
        known.place = draft.place if known.place is Place.BARE else known.place
        if known.kind is Kind.TOKEN:
            known.kind = draft.kind
        folded[id(draft)] = known
    for draft in kept:  # what stood inside a duplicate stands inside the first
        if draft.parent is not None:
            draft.parent = folded.get(id(draft.parent), draft.parent)
    return kept


def _artifact(draft: Draft, number: int, ids: dict[int, str]) -> Artifact:
    name = f"a{number}"
    ids[id(draft)] = name
    return Artifact(
        id=name,
        kind=draft.kind,
        text=draft.text,
        start=draft.start,
        end=draft.end,
        inside=ids.get(id(draft.parent)) if draft.parent else None,
        name=draft.name,
        place=draft.place,
        flaws=tuple(draft.flaws),
        token=draft.token,
        parameters=draft.parameters,
        document=draft.document,
        error=draft.error,
        challenge=draft.challenge,
        http=draft.http,
        fingerprint=fingerprint(draft.text) if draft.kind in _CREDENTIALS else None,
    )


def fingerprint(text: str) -> str:
    """Return "sha256:" and the first 12 hex digits of the text's SHA-256."""
    return f"sha256:{_sha256()(text.encode('utf-8', 'replace')).hexdigest()[:12]}"


@cache
def _sha256() -> Callable[[bytes], Any]:
    """Return SHA-256 as Python itself brings it: hashlib would load OpenSSL, 3 MB and 3 ms for twelve digits."""
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # Python 3.11; later ones call it _sha2
    except ImportError:
        from hashlib import sha256
    return sha256  # type: ignore[no-any-return]
