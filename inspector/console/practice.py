"""`token-inspector practice`: serve the practice tenant on loopback, for programs to sign in at."""

import argparse
import errno
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector.console.printing import write
from inspector.console.reading import MisuseError
from inspector.masking import as_json
from inspector.words import _

if TYPE_CHECKING:
    from inspector.practice.registrations import Registration
    from inspector.practice.tenant import PracticeTenant

_DONE = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `practice` takes."""
    parser.description = _(
        "Serves a practice tenant, shaped like Entra ID, at https://localhost until Ctrl+C. Keys, secrets and the "
        "certificate authority are made afresh at each start and removed at the end."
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help=_("the port (default: a free one)"))
    parser.add_argument("--fault", metavar="NAME", help=_("what goes wrong; --list-faults shows the names"))
    parser.add_argument("--list-faults", action="store_true", help=_("list the faults and stop"))
    parser.add_argument("--ca-file", type=Path, metavar="FILE", help=_("where to write the CA certificate"))
    parser.add_argument(
        "--issuer-is-address",
        action="store_true",
        help=_("let tokens name https://localhost as their issuer, for programs that compare it with the authority"),
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", dest="output", action="store_const", const="json")
    output.add_argument("--text", dest="output", action="store_const", const="text")
    parser.set_defaults(output="text")


def run(given: argparse.Namespace, _services: Any) -> int:
    """Serve until interrupted; return 0."""
    from inspector.practice import faults

    if given.list_faults:
        write(_faults_as(given.output))
        return _DONE
    if given.fault and given.fault not in faults.names():
        raise MisuseError(_("There is no fault “{name}”. --list-faults shows the names.").format(name=given.fault))
    if not 0 <= given.port <= 65535:
        raise MisuseError(_("--port takes a number from 0 to 65535."))
    with tempfile.TemporaryDirectory(prefix="token-inspector-practice-") as folder:
        return _serve(given, Path(folder))


def _serve(given: argparse.Namespace, folder: Path) -> int:
    from inspector.practice.certificates import make_tls
    from inspector.practice.tenant import practice_app

    ca, tls = make_tls(time.time())
    ca_file = given.ca_file or folder / "practice-ca.pem"
    tenant = practice_app()
    tenant.set_fault(given.fault)
    _stop_on_termination()
    try:
        ca_file.write_text(ca, encoding="ascii")
        tenant.serve_everything(tls, given.port, as_issuer=given.issuer_is_address)
        tenant.serve_pages()
        _announce(given.output, tenant, ca_file, _write_certificates(tenant, folder))
        while True:
            time.sleep(3600)  # the one wait that Ctrl+C ends on every system
    except KeyboardInterrupt:
        pass
    except OSError as problem:
        raise MisuseError(_complaint(problem, given.port)) from None
    finally:
        tenant.close()
    return _DONE


def _complaint(problem: OSError, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return _("Port {port} is taken by another program. Choose another one, or leave it out.").format(port=port)
    return f"{problem.filename or _('The port')}: {problem.strerror}"


def _stop_on_termination() -> None:
    """End as Ctrl+C does when told to terminate, so that nothing stays behind."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _write_certificates(tenant: "PracticeTenant", folder: Path) -> dict[str, Path]:
    """Write key and certificate of each app that has one; return the files by client id."""
    files = {}
    for app in tenant.registrations:
        for key in app.certificates:
            file = folder / f"{app.client_id}.pem"
            file.touch(0o600)
            file.write_text(key.private_pem() + key.certificate_pem(), encoding="ascii")
            files[app.client_id] = file
    return files


def _announce(output: str, tenant: "PracticeTenant", ca_file: Path, certificates: dict[str, Path]) -> None:
    document = _document(tenant, ca_file, certificates)
    write(as_json(document) if output == "json" else "\n".join(_lines(document)))
    sys.stdout.flush()


def _document(tenant: "PracticeTenant", ca_file: Path, certificates: dict[str, Path]) -> dict[str, Any]:
    return {
        "schema": 1,
        "authority": tenant.authority,
        "issuer": tenant.issuer,
        "ca_file": str(ca_file),
        "fault": tenant.fault.name if tenant.fault else None,
        "apps": [_app(each, certificates.get(each.client_id)) for each in tenant.registrations],
        "users": [{"name": each.name, "sign_in": each.sign_in_name, "is": each.title} for each in tenant.users],
        "apis": [{"name": each.name, "address": each.address, "scope": each.scope} for each in tenant.apis],
    }


def _app(app: "Registration", certificate: Path | None) -> dict[str, Any]:
    return {
        "name": app.name,
        "about": app.about,
        "client_id": app.client_id,
        "redirect_uris": [f"{each.address} ({each.platform})" for each in app.redirect_uris],
        "application_id_uris": list(app.identifier_uris),
        "secret": app.secrets[0].value if app.secrets else None,
        "expired_secret": app.secrets[1].value if len(app.secrets) > 1 else None,
        "certificate_file": str(certificate) if certificate else None,
    }


def _lines(document: dict[str, Any]) -> Iterator[str]:
    yield _("Practice tenant. Nothing here is real; its tokens are worth nothing anywhere else.")
    yield ""
    yield _("Authority   {address}").format(address=document["authority"])
    yield _("Issuer      {issuer}").format(issuer=document["issuer"])
    yield _("CA file     {file}").format(file=document["ca_file"])
    if document["fault"]:
        yield _("Fault       {name}").format(name=document["fault"])
    yield ""
    for app in document["apps"]:
        yield f"{app['client_id']}  {app['name']}: {app['about']}"
        for word in ("redirect_uris", "application_id_uris"):
            yield from (f"    {each}" for each in app[word])
        if app["secret"]:
            yield _("    secret: {value}").format(value=app["secret"])
        if app["certificate_file"]:
            yield _("    certificate and key: {file}").format(file=app["certificate_file"])
    yield ""
    yield _("People:")
    yield from (f"    {each['sign_in']} ({each['is']})" for each in document["users"])
    yield _("APIs:")
    yield from (f"    GET {each['address']}  {each['scope']}" for each in document["apis"])
    yield ""
    yield _("Press Ctrl+C to stop.")


def _faults_as(output: str) -> str:
    from inspector.practice.faults import faults

    if output == "json":
        rows = [{"name": each.name, "does": each.does, "code": each.code} for each in faults()]
        return as_json({"schema": 1, "faults": rows})
    width = max(len(each.name) for each in faults())
    return "\n".join(
        f"{each.name:{width}}  {each.does}" + (f" AADSTS{each.code}" if each.code else "") for each in faults()
    )
