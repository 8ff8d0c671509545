"""`token-inspector verify`: the four checks of a resource, with the keys that the person gives or lets fetch."""

import argparse
import time
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from inspector.console.printing import in_colour, width, write
from inspector.console.reading import MisuseError, read_moment, read_paste
from inspector.diagnosis.verification import Asked, Verification
from inspector.knowledge.identifiers import is_guid
from inspector.masking import as_json
from inspector.report.verification import to_document, to_text
from inspector.tokens.key_files import LIMIT, read_keys, read_secret
from inspector.tokens.keys import KeySet, join
from inspector.tokens.reasons import Verdict
from inspector.words import _

VALID, INVALID, CANNOT_BE_JUDGED = 0, 1, 3


class Services(Protocol):
    """What `verify` needs of the program."""

    def verify(self, text: str, keys: KeySet, asked: Asked) -> Verification:
        """Verify offline."""
        ...

    def verify_online(
        self, text: str, keys: KeySet, asked: Asked, *, app_id: str | None, hosts: Collection[str], ca_file: Path | None
    ) -> Verification:
        """Verify with the keys that the issuer publishes."""
        ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `verify` takes."""
    parser.description = _(
        "Checks a signed token as an API does. Opens no connection unless --online is given. "
        "Exit status: 0 valid, 1 something is invalid, 2 the call's words are off, 3 cannot be judged."
    )
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE|-",
        help=_("a file with the token alone, or - for standard input; a token is never an argument"),
    )
    parser.add_argument(
        "--keys",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help=_("keys: JWKS, JWK, PEM, DER, certificate, discovery document with its JWKS; may be repeated"),
    )
    parser.add_argument(
        "--secret-file",
        type=Path,
        metavar="FILE",
        help=_("the shared secret of HS256 to HS512, the file's exact bytes"),
    )
    parser.add_argument(
        "--audience", action="append", default=[], metavar="A", help=_("an audience that the API accepts")
    )
    parser.add_argument("--issuer", metavar="I", help=_("the issuer that the API trusts"))
    parser.add_argument("--at", metavar="TIME", help=_("judge at this moment: Unix seconds or ISO 8601 (default: now)"))
    parser.add_argument(
        "--skew", type=int, default=300, metavar="SECONDS", help=_("clock difference that is allowed (default: 300)")
    )
    _add_online(parser)
    output = parser.add_mutually_exclusive_group()
    for name in ("json", "text"):
        output.add_argument(f"--{name}", dest="output", action="store_const", const=name)
    parser.set_defaults(output="text")


def _add_online(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--online",
        action="store_true",
        help=_("fetch the issuer's keys: from Microsoft's hosts by the token's tenant, else from --issuer"),
    )
    parser.add_argument(
        "--app-id", metavar="GUID", help=_("with --online: the application whose own signing keys are fetched")
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help=_("with --online: a further host that keys may come from"),
    )
    parser.add_argument(
        "--ca-file",
        type=Path,
        metavar="FILE",
        help=_("with --online: an extra CA file (PEM), for proxies that inspect TLS"),
    )


def run(given: argparse.Namespace, services: Services) -> int:
    """Verify and print; return 0, 1 or 3 as the checks come out."""
    asked = _asked(given)
    keys = _read_all(given)
    text = read_paste(given.file)
    if not text.strip():
        raise MisuseError(_("There is nothing to verify. Give a signed token."))
    verification = (
        _verify_online(given, text, keys, asked, services) if given.online else services.verify(text, keys, asked)
    )
    document = given.output == "json"
    shown = as_json(to_document(verification)) if document else to_text(verification, width=width(), colour=in_colour())
    write(shown if document or verification.unconfirmed_host is None else f"{shown}\n\n{_hint(verification)}")
    return _status(verification)


def _hint(verification: Verification) -> str:
    return _("If you trust it: --allow-host {host}").format(host=verification.unconfirmed_host)


def _status(verification: Verification) -> int:
    if verification.is_refused:
        return INVALID
    return VALID if verification.verdict is Verdict.VALID else CANNOT_BE_JUDGED


def _verify_online(
    given: argparse.Namespace, text: str, keys: KeySet, asked: Asked, services: Services
) -> Verification:
    hosts = {host.lower() for host in given.allow_host}
    try:
        return services.verify_online(text, keys, asked, app_id=given.app_id, hosts=hosts, ca_file=given.ca_file)
    except OSError as problem:  # ssl.SSLError among them
        raise MisuseError(f"{given.ca_file}: {problem.strerror or problem}") from None


def _asked(given: argparse.Namespace) -> Asked:
    if given.skew < 0:
        raise MisuseError(_("--skew takes seconds, 0 or more."))
    if not given.online and (given.app_id or given.allow_host or given.ca_file):
        raise MisuseError(_("--app-id, --allow-host and --ca-file go together with --online."))
    if given.app_id and not is_guid(given.app_id):
        raise MisuseError(_("--app-id takes an application id, a GUID."))
    at = read_moment(given.at)
    return Asked(time.time() if at is None else at, tuple(given.audience), given.issuer, given.skew)


def _read_all(given: argparse.Namespace) -> KeySet:
    keys = join(read_keys(_read_file(path), path.name) for path in given.keys)
    if given.secret_file is not None:
        keys = keys + KeySet((read_secret(_read_file(given.secret_file), given.secret_file.name),))
    return keys


def _read_file(path: Path) -> bytes:
    if str(path).startswith("eyJ"):
        raise MisuseError(_("A token as an argument is visible to other programs. Pipe it."))
    try:
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except OSError as problem:
        raise MisuseError(f"{path}: {problem.strerror}") from None
