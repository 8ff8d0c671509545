"""The words of `signin`, and the request and credential that they make; a secret is never one of them."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from inspector.console.reading import MisuseError, read_paste
from inspector.knowledge.clouds import Cloud
from inspector.masking import visible
from inspector.signin.proof import (
    ProofError,
    needs_passphrase,
    read_proof,
    secret_from_environment,
    secret_from_file,
)
from inspector.signin.request import (
    GRAPH_COMMAND_LINE_TOOLS,
    Credential,
    Flow,
    Loopback,
    Prompt,
    ResponseMode,
    SignInRequest,
    from_profile,
)
from inspector.words import _

_FLOWS = {
    "code": Flow.AUTHORIZATION_CODE,
    "device": Flow.DEVICE_CODE,
    "client": Flow.CLIENT_CREDENTIALS,
    "obo": Flow.ON_BEHALF_OF,
}
# Germany's has closed; of practice there is --practice.
_CLOUDS = (Cloud.GLOBAL.value, Cloud.US_GOV.value, Cloud.CHINA.value)


def add_request_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that make a request."""
    _add_where(parser)
    _add_what(parser)
    _add_proof(parser)
    _add_page(parser)


def _add_where(parser: argparse.ArgumentParser) -> None:
    where = parser.add_argument_group(_("where"))
    where.add_argument("--flow", choices=list(_FLOWS), help=_("how (default: code; device where there is no display)"))
    where.add_argument("--profile", metavar="NAME", help=_("begin with a saved profile"))
    where.add_argument("--save", metavar="NAME", help=_("save these words as a profile, without secrets"))
    where.add_argument("--authority", metavar="URL", help=_("https://{host}/{tenant}, in place of cloud and tenant"))
    where.add_argument("--issuer", metavar="URL", help=_("an OpenID Connect issuer that is no Entra ID"))
    where.add_argument("--cloud", choices=list(_CLOUDS), help=_("the cloud (default: global)"))
    where.add_argument("--tenant", metavar="T", help=_("an id, a domain, organizations, common or consumers"))
    where.add_argument("--client-id", metavar="ID", help=_("the client ID of your app registration"))
    where.add_argument(
        "--borrow-graph-tools",
        action="store_true",
        help=_("sign in as Microsoft Graph Command Line Tools: widens a consent that others share"),
    )
    where.add_argument("--practice", action="store_true", help=_("at a practice tenant inside this program"))
    where.add_argument("--fault", metavar="NAME", help=_("with --practice: what goes wrong"))
    where.add_argument("--ca-file", type=Path, metavar="FILE", help=_("an extra CA file (PEM), for TLS inspection"))


def _add_what(parser: argparse.ArgumentParser) -> None:
    what = parser.add_argument_group(_("what is asked for"))
    what.add_argument("--scope", action="append", default=[], metavar="S", help=_("a scope; may be repeated"))
    what.add_argument("--no-refresh-token", action="store_true", help=_("leave offline_access out"))
    what.add_argument("--claims", metavar="JSON", help=_("a claims request, such as the answer to a challenge"))
    what.add_argument("--cae", action="store_true", default=None, help=_("say that continuous access evaluation works"))
    what.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help=_("an extra parameter; may be repeated")
    )


def _add_proof(parser: argparse.ArgumentParser) -> None:
    proof = parser.add_argument_group(_("what the client proves itself with (client, obo)"))
    proof.add_argument("--secret-file", type=Path, metavar="FILE", help=_("a file with the client secret"))
    proof.add_argument("--secret-env", metavar="NAME", help=_("an environment variable with the client secret"))
    proof.add_argument("--certificate", type=Path, metavar="FILE", help=_("PEM or PFX with certificate and key"))
    proof.add_argument("--passphrase-env", metavar="NAME", help=_("an environment variable with its passphrase"))
    proof.add_argument("--assertion", metavar="FILE|-", help=_("obo: the access token to exchange"))
    proof.add_argument("--insist", action="store_true", help=_("obo: send the token even if it does not fit"))


def _add_page(parser: argparse.ArgumentParser) -> None:
    page = parser.add_argument_group(_("the sign-in page (code)"))
    page.add_argument("--no-browser", action="store_true", help=_("show the address instead of opening it"))
    page.add_argument("--prompt", choices=[each.value for each in Prompt], help=_("what the page asks"))
    page.add_argument("--login-hint", metavar="NAME", help=_("the account that the page suggests"))
    page.add_argument("--domain-hint", metavar="NAME", help=_("the tenant or kind of account that it suggests"))
    page.add_argument("--response-mode", choices=[each.value for each in ResponseMode], help=_("default: form_post"))
    page.add_argument("--redirect-host", choices=[each.value for each in Loopback], help=_("default: localhost"))
    page.add_argument("--redirect-port", type=int, metavar="N", help=_("default: any free one"))
    page.add_argument("--redirect-path", metavar="PATH", help=_("default: /"))


def read_request(given: argparse.Namespace) -> SignInRequest:
    """Return the request that the words make. Raises MisuseError."""
    request = _profile(given.profile) if given.profile else SignInRequest(flow=_default_flow())
    return replace(request, **dict(_changes(given)))


def _profile(name: str) -> SignInRequest:
    from inspector.storage import profiles

    known = profiles.load(profiles.default_path())
    if name in known:
        return from_profile(known[name])
    names = ", ".join(f"“{visible(each)}”" for each in known)
    text = _("There is no profile “{name}”. There are: {names}.") if known else _("There is no profile “{name}”.")
    raise MisuseError(text.format(name=name, names=names))


def _default_flow() -> Flow:
    from inspector.signin.surroundings import first_flow

    return first_flow()


def _changes(given: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """Yield the fields that the words set; what is not said keeps the profile's value."""
    kinds = {
        "cloud": Cloud, "prompt": Prompt, "response_mode": ResponseMode, "tenant": str, "client_id": str, "issuer": str,
        "login_hint": str, "domain_hint": str, "claims": str, "redirect_port": int, "redirect_path": str, "cae": bool,
    }  # fmt: skip
    for name, kind in kinds.items():
        value = getattr(given, name)
        if value is not None:
            yield name, kind(value)
    if given.flow:
        yield "flow", _FLOWS[given.flow]
    if given.redirect_host:
        yield "loopback", Loopback(given.redirect_host)
    if given.scope:
        yield "scopes", tuple(scope for each in given.scope for scope in each.split())
    if given.no_refresh_token:
        yield "offline_access", False
    if given.borrow_graph_tools:
        yield "client_id", GRAPH_COMMAND_LINE_TOOLS
    if given.param:
        yield "extra", tuple(_pair(each) for each in given.param)
    yield from _authority(given.authority)


def _authority(url: str | None) -> Iterator[tuple[str, str]]:
    if url is None:
        return
    parts = urlsplit(url if "://" in url else f"https://{url}")
    tenant, _slash, rest = parts.path.strip("/").partition("/")
    if rest not in ("", "v2.0"):  # such as the policy of Azure AD B2C, which would be lost
        raise MisuseError(_("--authority has one segment, the tenant. Give a longer address as --issuer."))
    if parts.scheme != "https" or not parts.netloc or not tenant:
        raise MisuseError(_("--authority takes https://{host}/{tenant}; --issuer takes any other issuer."))
    yield "host", parts.netloc
    yield "tenant", tenant


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise MisuseError(_("--param takes NAME=VALUE."))
    return name, value


def announce_flow(given: argparse.Namespace, request: SignInRequest) -> None:
    """Say why a device code is used where nobody chose it, and what a page would need where no browser opens."""
    from inspector.signin.surroundings import BrowserHere, browser_here

    text = ""
    if request.flow is Flow.DEVICE_CODE and not given.flow and not given.profile:
        text = _("No browser can be opened here (no display, or a session over SSH): this signs in with a device code.")
    elif request.flow is Flow.AUTHORIZATION_CODE and browser_here() is BrowserHere.NO:
        text = _(
            "No browser can be opened here, and one elsewhere does not reach this machine: --flow device needs none."
        )
    if text:
        print(text, file=sys.stderr, flush=True)


def read_credential(given: argparse.Namespace, request: SignInRequest, *, ask: bool = True) -> Credential:
    """Return what the client proves itself with: from files, the environment, or typed hidden. Raises MisuseError.

    Without `ask`, what no word names is left empty.
    """
    if not request.is_confidential:
        return Credential()
    wanted = request.flow is Flow.ON_BEHALF_OF and (ask or given.assertion)
    assertion = _read_assertion(given) if wanted else ""
    try:
        named = given.certificate or given.secret_file or given.secret_env
        proof = _read_proof(given) if ask or named else Credential()
    except ProofError as problem:
        raise MisuseError(str(problem)) from None
    return replace(proof, assertion=assertion)


def check_ca_file(path: Path | None) -> None:
    """Raise MisuseError where `path` holds no certificate authority that could be trusted."""
    import ssl

    try:
        if path is not None:
            ssl.create_default_context(cafile=str(path))
    except ssl.SSLError:
        raise MisuseError(_("{file} holds no certificate (PEM).").format(file=path)) from None
    except OSError as problem:
        raise MisuseError(f"{path}: {problem.strerror}") from None


def _read_proof(given: argparse.Namespace) -> Credential:
    if given.certificate:
        certificate = read_proof(given.certificate)
        return Credential(certificate=certificate, passphrase=_passphrase(given, certificate))
    return Credential(_secret(given))


def _read_assertion(given: argparse.Namespace) -> str:
    if given.assertion is None and not sys.stdin.isatty():
        raise MisuseError(_("--assertion says where the token to exchange is: a file, or - for standard input."))
    return read_paste(given.assertion).strip().removeprefix("Bearer ").strip()


def _secret(given: argparse.Namespace) -> str:
    if given.secret_file:
        return secret_from_file(given.secret_file)
    if given.secret_env:
        return secret_from_environment(given.secret_env)
    return _ask(_("Client secret: "), _("Give --secret-file, --secret-env or --certificate."))


def _passphrase(given: argparse.Namespace, certificate: bytes) -> str:
    if given.passphrase_env:
        return secret_from_environment(given.passphrase_env)
    asks = needs_passphrase(certificate) and sys.stdin.isatty()
    return _ask(_("Passphrase (empty for none): "), None) if asks else ""


def _ask(prompt: str, otherwise: str | None) -> str:
    """Ask on the terminal without echo; where there is none, say what to give instead."""
    import getpass

    if not sys.stdin.isatty():
        raise MisuseError(otherwise or prompt)
    return getpass.getpass(prompt)
