"""Federated credentials in a paste, as tools write them, and the values that a workflow's log prints of its token."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

from inspector.tokens.artifact import JsonObject, Kind, Token
from inspector.tokens.json_text import read_object
from inspector.tokens.layer import Layer

_FARTHEST = 1_500  # characters between two settings of one credential
_MOST = 40  # credentials read in one text; an application has twenty at most


def is_federated_credential(values: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a federated credential as Graph, ARM and `az` write it, or the parameters of one."""
    values = _lowered(values)
    issuer, subject = values.get("issuer"), values.get("subject")
    if not isinstance(issuer, str) or values.keys() & {"jwks_uri", "token_endpoint", "authorization_endpoint"}:
        return False
    told = isinstance(subject, str) or isinstance(values.get("claimsmatchingexpression"), Mapping)
    return told and ("://" in issuer or bool(values.keys() & {"audiences", "audience"}))


def _lowered(values: Mapping[str, Any]) -> dict[str, Any]:
    """PowerShell writes the names with capital letters."""
    return {name.lower(): value for name, value in values.items()}


def credential_parameters(document: JsonObject) -> dict[str, str]:
    """Return issuer, subject, audiences (separated by line feeds), name and expression of such an object."""
    given = _lowered(document.values)
    audiences = given.get("audiences", given.get("audience"))
    listed = audiences if isinstance(audiences, list) else [audiences]
    matching = given.get("claimsmatchingexpression")
    parts = {
        "issuer": given.get("issuer"),
        "subject": given.get("subject"),
        "audiences": "\n".join(each for each in listed if isinstance(each, str)),
        "name": given.get("name"),
        "expression": matching.get("value") if isinstance(matching, Mapping) else None,
        "id": given.get("id"),
    }
    return {name: value for name, value in parts.items() if isinstance(value, str) and value}


@cache
def _setting() -> re.Pattern[str]:
    """One setting: `issuer = "…"` (Terraform), `subject: '…'` (Bicep, YAML), `--issuer …` (az), `-Subject …`."""
    value = (
        r"(?P<list>\[[^\]\n]{0,2000}(?:\n[^\]\n]{0,300}){0,6}\])"
        r"|\"(?P<double>[^\"\n]{1,1000})\"|'(?P<single>[^'\n]{1,1000})'|(?P<bare>[^\s\"',;|`\\]{1,1000})"
    )
    assigned = r"\s{0,40}=\s{0,9}|[ \t]{0,40}:[ \t]{0,9}(?:\n[ \t]{0,40}-[ \t])?"
    spoken = r"[ \t]{1,9}(?=[\"'h\w\[])|[ \t]{0,9}\n[ \t]{0,9}(?=https?:|repo:|api:|system:)"
    return re.compile(
        r"(?:(?<![\w.\"'/-])(?<!ssertion )|(?<=[^\w]-)|(?<=--))"
        r"(?P<name>issuer|subject(?: identifier)?|audiences?|(?:display_)?name|claims_matching_expression)"
        rf"(?:{assigned}|{spoken})(?:{value})",
        re.IGNORECASE,
    )


def read_credentials(layer: Layer) -> None:
    """Add the federated credentials of `layer` that are written as settings or options rather than as JSON."""
    if not _TELLING.search(layer.text):
        return
    spans = []
    for start, end, parts in list(islice((*_rows(layer.text), *_groups(layer.text)), _MOST)):
        layer.add(Kind.FEDERATED_CREDENTIAL, layer.whole[start:end], start, end, parameters=parts)
        spans.append((start, end))
    layer.claim(spans)


def _rows(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield the rows of a table that a command printed: names, a line of dashes, and a credential a line."""
    for ruled in _RULED.finditer(text):
        header = ruled["header"]
        columns = [
            (found.start(), header[found.start() :].split("  ")[0].strip()) for found in _DASHES(ruled["dashes"])
        ]
        names = [(at, _named(name.lower())) for at, name in columns]
        if not {"issuer", "subject"} <= {name for _at, name in names}:
            continue
        ends = [at for at, _name in names[1:]] + [None]
        start = ruled.end()
        for line in text[start : start + 20_000].split("\n")[:_MOST]:
            if "://" not in line:
                break
            parts = {name: line[at:end].strip(" {}\r") for (at, name), end in zip(names, ends, strict=True)}
            yield from _whole(start, start + len(line), {name: value for name, value in parts.items() if value})
            start += len(line) + 1


_RULED = re.compile(r"^(?P<header>[^\n]{0,400}Issuer[^\n]{0,400})\n(?P<dashes>-[- ]{6,800})\r?\n", re.MULTILINE)
_DASHES = re.compile(r"-+").finditer
_TELLING = re.compile(r"(?i)federated|AzureADTokenExchange|repo:|serviceaccount|azure\.workload")


def _groups(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield settings that stand together and make a credential: an issuer's address and a subject."""
    parts: dict[str, str] = {}
    start = end = 0
    for found in _setting().finditer(text):
        name = _named(found["name"].lower())
        value = _value(found)
        if not value or (name == "issuer" and "://" not in value and not is_variable(value)):
            continue
        whole = name == "name" and {"issuer", "subject", "audiences"} <= parts.keys()
        if name in parts or whole or (parts and found.start() - end > _FARTHEST):
            yield from _whole(start, end, parts)
            parts = {}
        start = found.start() if not parts else start
        parts[name] = value
        end = found.end()
    yield from _whole(start, end, parts)


def _whole(start: int, end: int, parts: dict[str, str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    if "issuer" in parts and ("subject" in parts or "expression" in parts):
        yield start, end, parts


def _named(name: str) -> str:
    if name.startswith("audience"):
        return "audiences"
    return "expression" if name.startswith("claims") else name.removeprefix("display_").partition(" ")[0]


def _value(found: re.Match[str]) -> str:
    if found["list"]:
        return "\n".join(re.findall(r"[\"']([^\"'\n]{1,600})[\"']", found["list"]))
    return found["double"] or found["single"] or (found["bare"] or "").strip("[](){}")


def is_variable(value: str) -> bool:
    """Whether a value is only known when the template runs (Terraform's `var.x`, `${…}`, a shell's `$X`)."""
    return (
        "${" in value or "$(" in value or re.match(r"\$\w|(?:var|local|data|module|azurerm_\w+)\.\w", value) is not None
    )


@cache
def _details() -> re.Pattern[str]:
    """What azure/login prints of the token that it presents, the line's date before each."""
    date, end = r"(?:[\dTZ:.+-]{10,40}[ \t])?[ \t]*", r"[ \t]*\r?\n"
    return re.compile(
        rf"Federated token details:{end}{date}issuer - (?P<iss>\S{{1,600}}){end}"
        rf"{date}subject claim - (?P<sub>[^\n]{{1,700}})"
        rf"(?:\n{date}audience - (?P<aud>\S{{1,600}}))?"
        rf"(?:{end}{date}job_workflow_ref - (?P<job_workflow_ref>\S{{1,600}}))?"
    )


def read_details(layer: Layer) -> None:
    """Add what a log of azure/login says of the presented token as claims of it; the token itself is not there."""
    import json

    for found in list(_details().finditer(layer.text))[:20]:
        claims = {name: value.strip() for name, value in found.groupdict().items() if value}
        document = read_object(json.dumps(claims)).object
        token = Token((), None, document, partial=True)
        layer.add(Kind.CLAIMS, found[0], *found.span(), token=token, document=document)
        layer.claim([found.span()])
