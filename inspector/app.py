"""The one file that knows every package: builds, connects, reads the clock, owns the executor.

Imports stand inside functions, so that nothing is loaded before it is needed: the window paints first, and `explain`
never loads Qt.
"""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from inspector.diagnosis.diagnose import Diagnosis
    from inspector.diagnosis.expectation import Expectation
    from inspector.diagnosis.verification import Asked, Verification
    from inspector.exchanges.redaction.har_copy import Copied
    from inspector.network.verifier import Verifier
    from inspector.practice.tenant import PracticeTenant
    from inspector.report.compose import Report
    from inspector.samples import Sample
    from inspector.signin.api_call import ApiAnswer, ApiCall
    from inspector.signin.cancellation import Cancellation
    from inspector.signin.session import Session
    from inspector.storage.settings import Settings
    from inspector.storage.vault import Vault
    from inspector.tokens.artifact import Pasted
    from inspector.tokens.keys import KeySet
    from inspector.ui.services import ListedText, LogText, Services, SignInServices


def explain(text: str, expectation: "Expectation | None" = None, now: float | None = None) -> "Diagnosis":
    """Recognise, read and judge `text` at `now` (Unix seconds; the clock where None). Opens no socket."""
    from inspector.diagnosis.expectation import Expectation

    return _judge(_recognise(text), expectation or Expectation(), time.time() if now is None else now)


def verify(text: str, keys: "KeySet", asked: "Asked") -> "Verification":
    """Verify a compact JWS as an API with `keys` would. Opens no socket."""
    from inspector.diagnosis import verification

    return verification.verify(text, keys, asked)


def verify_online(
    text: str,
    keys: "KeySet",
    asked: "Asked",
    *,
    app_id: "str | None" = None,
    hosts: "Collection[str]" = frozenset(),
    ca_file: "Path | None" = None,
) -> "Verification":
    """Verify with the keys that the issuer publishes; `hosts` may be contacted wherever they lead.

    Raises OSError where `ca_file` can't be read.
    """
    from inspector.knowledge.metadata import host_of
    from inspector.network.client import open_client
    from inspector.network.key_sets import KeySets
    from inspector.network.online import verify_online

    typed = {*hosts, host_of(asked.issuer)} if asked.issuer else set(hosts)
    with open_client(ca_file=ca_file, typed_hosts=typed) as client:
        return verify_online(text, keys, asked, KeySets(client, typed), app_id=app_id)


def open_session(
    *, ca_file: "Path | None" = None, keep: bool = False, on_request: "Callable[[str, str], None] | None" = None
) -> "AbstractContextManager[Session]":
    """Give a session that signs in over the network; with `keep`, accounts are kept in the system's keyring.

    `on_request` hears of each request's method and address. Raises OSError where `ca_file` can't be read.
    """
    from contextlib import contextmanager

    return contextmanager(_session)(ca_file, _vault() if keep else None, on_request)


def open_kept_session(
    on_request: "Callable[[str, str], None] | None" = None, *, ca_file: "Path | None" = None
) -> "AbstractContextManager[tuple[Session, Vault]]":
    """Give a session that keeps its accounts in the system's keyring, with the vault that says where they are kept.

    Raises OSError where `ca_file` can't be read.
    """
    from contextlib import contextmanager

    return contextmanager(_kept_session)(ca_file, on_request)


def open_practice(
    fault: "str | None" = None, on_request: "Callable[[str, str], None] | None" = None
) -> "AbstractContextManager[tuple[Session, PracticeTenant]]":
    """Give a session at a practice tenant of its own, whose pages are served on loopback meanwhile.

    Nothing of it is kept. Raises KeyError for an unknown fault.
    """
    from contextlib import contextmanager

    return contextmanager(_practice)(fault, on_request)


def _vault() -> "Vault":
    from inspector.storage.vault import Vault

    return Vault()


def _kept_session(
    ca_file: "Path | None", on_request: "Callable[[str, str], None] | None"
) -> "Iterator[tuple[Session, Vault]]":
    from contextlib import contextmanager

    vault = _vault()
    with contextmanager(_session)(ca_file, vault, on_request) as session:
        yield session, vault


def _session(
    ca_file: "Path | None", vault: "Vault | None", on_request: "Callable[[str, str], None] | None"
) -> "Iterator[Session]":
    from inspector.network.client import open_client
    from inspector.network.messages import Messages
    from inspector.signin.session import Session

    typed: set[str] = set()
    with open_client(ca_file=ca_file, typed_hosts=typed, on_request=on_request) as client:
        try:
            yield Session(Messages(client), vault, contacting=typed.add)
        finally:
            if vault is not None:
                vault.close()


def _practice(
    fault: "str | None", on_request: "Callable[[str, str], None] | None"
) -> "Iterator[tuple[Session, PracticeTenant]]":
    from inspector.network.messages import Messages, open_in_process
    from inspector.practice.tenant import practice_app
    from inspector.signin.session import Session

    tenant = practice_app()
    try:
        tenant.set_fault(fault)
        tenant.serve_pages()
        with open_in_process(tenant.wsgi, on_request) as client:
            yield Session(Messages(client), keys_at_hand=lambda _address: _keys_of(tenant)), tenant
    finally:
        tenant.close()


def _keys_of(tenant: "PracticeTenant") -> "KeySet":
    from inspector.tokens.keys import read_key_set

    return read_key_set(tenant.published_keys(), "practice")


def open_window(message: dict[str, str]) -> int:
    """Open the window, beginning with {"file": path}, {"text": paste} or {}; return the exit status.

    Where no window can open here, say why and what to do on standard error, and return 2.
    """
    from inspector.ui.requirements import complaint

    problem = complaint()
    if problem is not None:
        import sys

        sys.stderr.write(f"{problem}\n")
        return 2
    import gc

    gc.disable()  # what a start makes stays; the window looks for garbage once it is painted
    from inspector.ui.features import look_nowhere

    look_nowhere()
    from inspector.ui.opening import run_window

    return run_window(window_services(), message)


def window_services() -> "Services":
    """Return what the window works with: threads of its own, and the person's settings."""
    from inspector.storage import settings
    from inspector.ui.services import Services
    from inspector.workers import DaemonExecutor

    return Services(
        recognise=_recognise,
        judge=_judge,
        compose=_compose,
        to_markdown=_to_markdown,
        samples=_samples,
        read_log=_read_log,
        executor=DaemonExecutor(),
        settings=settings.load(settings.default_path()),
        save_settings=_save_settings,
        make_verifier=_make_verifier,
        call_api=_call_api,
        sign_in=_sign_in_services(),
        redact_recording=redact_recording,
    )


def explain_file(
    chunks: "Iterable[bytes]", expectation: "Expectation | None" = None, now: float | None = None
) -> "Diagnosis":
    """Read and judge a recording (`is_recording`) from chunks of bytes. Opens no socket."""
    from inspector.diagnosis.expectation import Expectation
    from inspector.exchanges.har_file import read_recording

    return _judge(read_recording(chunks), expectation or Expectation(), time.time() if now is None else now)


def is_recording(head: bytes) -> bool:
    """Whether what begins with `head` is a recording of HTTP messages, by its content."""
    if b"{" not in head[:64]:
        return False
    from inspector.exchanges import dialects

    return dialects.is_recording(head)


def _sign_in_services() -> "SignInServices":
    from inspector.ui.services import SignInServices

    return SignInServices(
        open_session=open_kept_session,
        open_practice=lambda on_request: open_practice(None, on_request),
        profiles=_profiles_path,
    )


def _profiles_path() -> "Path":
    from inspector.storage import profiles

    return profiles.default_path()


def redact_recording(
    path: "Path",
    target: "Path",
    progress: "Callable[[float], None]" = lambda _share: None,
    cancelled: "Callable[[], bool]" = lambda: False,
) -> "Copied":
    """Write the redacted copy of a HAR to `target`; nothing of it stays there where it can't be finished.

    `progress` hears of the share that was read. Raises OSError, and NotARecordingError where `path` is none.
    """
    from inspector.exchanges.har_file import read_chunks
    from inspector.exchanges.redaction.har_copy import copy_redacted

    part = target.with_name(f"{target.name}.part")
    halves = iter((0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5))

    def open_chunks() -> "Iterator[bytes]":
        begun = next(halves, 0.5)
        return read_chunks(path, lambda share: progress(begun + share / 2), cancelled)

    try:
        with part.open("w", encoding="utf-8") as file:
            copied = copy_redacted(open_chunks, file.write)
        if not cancelled():
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return copied


def _recognise(text: str) -> "Pasted":
    from inspector.tokens.recognise import recognise

    head = text[:_HEAD]
    if "{" in head[:64] and is_recording(head.encode("utf-8", "replace")):
        from dataclasses import replace

        from inspector.exchanges.har_file import read_recording

        recorded = read_recording(iter((text.encode("utf-8", "replace"),)))
        if recorded.messages:
            return recorded
        pasted = recognise(text)
        if all(artifact.kind.value == "recorded_flow" for artifact in pasted.artifacts):
            return recorded
        pasted = replace(pasted, truncated=" ".join(filter(None, (recorded.truncated, pasted.truncated))) or None)
    else:
        pasted = recognise(text)
    if not any(artifact.kind.value.endswith("request") for artifact in pasted.artifacts):
        return pasted
    from inspector.exchanges.pasted_messages import record_pasted

    return record_pasted(pasted)


def _judge(pasted: "Pasted", expectation: "Expectation", now: float) -> "Diagnosis":
    from inspector.diagnosis.case import build_case
    from inspector.diagnosis.diagnose import diagnose

    return diagnose(build_case(pasted, expectation, now))


def _compose(diagnosis: "Diagnosis", hide_values: bool) -> "Report":
    from inspector.report.compose import compose

    return compose(diagnosis, hide_values=hide_values)


def _to_markdown(report: "Report") -> str:
    from inspector.report.markdown import to_markdown

    return to_markdown(report)


def _make_verifier() -> "Verifier":
    from inspector.network.verifier import Verifier

    return Verifier()


def _call_api(
    call: "ApiCall", token: str, cancellation: "Cancellation", on_request: "Callable[[str, str], None]"
) -> "ApiAnswer":
    from inspector.knowledge.metadata import host_of
    from inspector.network.client import open_client
    from inspector.network.messages import Messages
    from inspector.signin.api_call import call_api

    typed = {host_of(call.url)} if call.typed else set()
    with open_client(typed_hosts=typed, on_request=on_request) as client:
        return call_api(Messages(client), call, token, cancellation=cancellation)


def _samples() -> "Sequence[Sample]":
    from inspector.samples import mint_samples

    return mint_samples(time.time())


def _save_settings(chosen: "Settings") -> None:
    from contextlib import suppress

    from inspector.storage import settings

    with suppress(OSError):  # a read-only home: the window's size is not worth a word at closing
        settings.save(settings.default_path(), chosen)


_HEAD = 1 << 16  # characters or bytes by which a recording is told
_CHUNK = 1 << 22  # bytes of a file between two looks at whether it is still wanted
_KEPT = 100_000  # characters of a log that stay in memory
_AROUND = 1_500  # characters before and after a code that are explained with it


def _read_log(path: "Path", progress: "Callable[[float], None]", cancelled: "Callable[[], bool]") -> "LogText":
    """Read a large file: the newest tokens and codes in full, the others by name and date. Raises OSError."""
    from dataclasses import replace

    from inspector.tokens.recognise import recognise
    from inspector.ui.intake import decode
    from inspector.ui.services import LogText

    with path.open("rb") as file:
        head = file.read(_HEAD)
    if is_recording(head):
        from inspector.exchanges.har_file import read_chunks, read_recording

        recorded = read_recording(read_chunks(path, progress, cancelled))
        if recorded.messages:
            return LogText(recorded, ())
    text = decode(_read_bytes(path, progress, cancelled))
    pasted = recognise(text)
    return LogText(replace(pasted, text=text[:_KEPT], listed=()), tuple(_listed(text, pasted)))


def _read_bytes(path: "Path", progress: "Callable[[float], None]", cancelled: "Callable[[], bool]") -> bytes:
    size, content = path.stat().st_size, bytearray()
    with path.open("rb") as file:
        while not cancelled() and (chunk := file.read(_CHUNK)):
            content += chunk
            progress(len(content) / max(size, len(content)))
    return bytes(content)


def _listed(text: str, pasted: "Pasted") -> "Iterator[ListedText]":
    from inspector.tokens.artifact import Kind
    from inspector.ui.services import ListedText

    for entry in pasted.listed:
        margin = _AROUND if entry.kind is Kind.ERROR_CODE else 0
        yield ListedText(entry, text[max(entry.start - margin, 0) : entry.end + margin])
