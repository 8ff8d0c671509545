"""Ready code for each flow: MSAL in four languages, and curl, filled with one's own client id, tenant and scopes.

The texts lie in resources/flows/. Values enter them only in a spelling that no language reads as anything but itself,
so a hostile value leaves an answer without code instead of changing what the code does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from inspector import resource_files
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.details import CLIENT_ID, TENANT_ID, api_scopes, resource_of
from inspector.diagnosis.flow_advice.requests import redirect_uri_of
from inspector.diagnosis.quoting import snippet
from inspector.exchanges.exchange import Step
from inspector.words import _


class Language(StrEnum):
    """What the code is written in."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    DOTNET = "dotnet"
    JAVA = "java"
    CURL = "curl"


_SUFFIXES = {
    Language.PYTHON: "py",
    Language.JAVASCRIPT: "mjs",
    Language.DOTNET: "cs",
    Language.JAVA: "java",
    Language.CURL: "sh",
}
_NAMES = {
    Language.PYTHON: "Python",
    Language.JAVASCRIPT: "JavaScript",
    Language.DOTNET: ".NET",
    Language.JAVA: "Java",
    Language.CURL: "curl",
}
_MADE_AT_RUN_TIME = ("state", "nonce", "code_challenge", "code_challenge_method")


@dataclass(frozen=True, slots=True)
class FlowSnippet:
    """Ready code, or in `why_not` why there is none. `title` tells several of one language apart, or is ""."""

    language: Language
    title: str
    text: str | None
    why_not: str | None = None


def language_name(language: Language) -> str:
    """Return what people call it."""
    return _NAMES[language]


def flow_snippets(advice: Advice) -> tuple[FlowSnippet, ...]:
    """Return the code for `advice` in every language; of a daemon one for each credential, the best first."""
    values = _values(advice)
    return tuple(each for language in Language for each in _of_language(advice.client, language, values))


def _of_language(client: Client, language: Language, values: Mapping[str, str] | None) -> Iterator[FlowSnippet]:
    if client is Client.SPA and language in (Language.PYTHON, Language.JAVA):
        reason = _("A web page runs JavaScript (or .NET by Blazor): MSAL for {language} has no part in it.")
        yield FlowSnippet(language, "", None, reason.format(language=language_name(language)))
    elif values is None:
        yield FlowSnippet(language, "", None, _("A value can't be put into code safely, so there is no code for it."))
    else:
        for file, title in _variants(client).items():
            yield FlowSnippet(language, title, _fill(f"{file}.{_SUFFIXES[language]}", values))


def _variants(client: Client) -> dict[str, str]:
    """Return the texts of a client by their file's name, and what tells them apart."""
    if client is not Client.DAEMON:
        return {client.value: ""}
    return {
        "daemon-identity": _("managed identity"),
        "daemon-federated": _("federated credential"),
        "daemon-certificate": _("certificate"),
    }


def _fill(file: str, values: Mapping[str, str]) -> str:
    text = resource_files.read_text(f"flows/{file}.txt")
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _values(advice: Advice) -> Mapping[str, str] | None:
    """Return the values to fill in, or None where one is not plain."""
    client, details = advice.client, advice.details
    scopes = api_scopes(client, details)
    redirect_uri = redirect_uri_of(client, details) or ""
    plain = (*scopes, redirect_uri, details.client_id, details.tenant, details.host)
    if any(value and snippet(value) is None for value in plain):
        return None
    return {
        "client_id": details.client_id or CLIENT_ID,
        "tenant": details.tenant or TENANT_ID,
        "host": details.host,
        "authority": details.authority,
        "scopes": ", ".join(f'"{scope}"' for scope in scopes),
        "resource": resource_of(scopes[0], details.graph),
        "redirect_uri": redirect_uri,
        "redirect_path": urlsplit(redirect_uri).path or "/",
        "origin": redirect_uri.removesuffix(urlsplit(redirect_uri).path),
        **_endpoints(advice),
    }


def _endpoints(advice: Advice) -> dict[str, str]:
    """Return what curl sends: addresses, the whole scope, and the sign-in address but for what is made each time."""
    found = {"scope": advice.requests[-1].form.get("scope", "")}
    for request in advice.requests:
        if request.step is Step.AUTHORIZATION_REQUEST:
            fixed = {name: value for name, value in request.form.items() if name not in _MADE_AT_RUN_TIME}
            if fixed["response_mode"] == "form_post":  # a shell takes no post in; the address bar can be copied
                fixed["response_mode"] = "query"
            found["authorize"] = f"{request.url}?{urlencode(fixed)}"
        elif request.step is Step.DEVICE_AUTHORIZATION:
            found["device_endpoint"] = request.url
        else:
            found["token_endpoint"] = request.url
    return found
