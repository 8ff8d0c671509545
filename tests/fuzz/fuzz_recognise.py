"""Fuzzes everything that reads a paste: no input may raise, whatever it is.

    pip install atheris
    python tests/fuzz/fuzz_recognise.py -runs=1000000 -max_len=4096

pytest does not collect this file; the property tests beside the readers state the same in small.
"""

import sys
from importlib import import_module
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

# Readers that `recognise` loads when it first needs them, named so that they are instrumented, too.
READERS = (
    "addresses challenge commands document_kinds documents error_documents error_response error_text escapes grouping"
    " http_message lenient_json log markup remnants rows"
).split()

with atheris.instrument_imports(include=["inspector.tokens"]):
    from inspector.tokens import log, recognise

    for reader in READERS:
        import_module(f"inspector.tokens.{reader}")

# What pastes are made of: inputs begin as these pieces, so that the readers behind them are reached soon.
PIECES = (
    "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.AAAA", "eyJ", ".", "Bearer ", "Authorization: ", "\r\n", "\n", "\n\n", " ", '{"', '":"', '","', '"}', "{'", "': '", "'}", '{\\"', '\\":\\"', "[", "]",
    '{"error":"invalid_grant","error_description":"', '{"error":{"code":"', '","message":"', "AADSTS50011: ", "IDX10214: ", "'x'", "Trace ID: 11111111-2222-4333-8444-555555555555",
    "HTTP/1.1 401 Unauthorized\n", "GET https://a.b/c HTTP/1.1\n", "WWW-Authenticate: Bearer ", 'error="invalid_token", ', 'claims="eyJ9"', "https://a.b/?", "code=", "&state=", "#access_token=", "grant_type=",
    "curl https://a.b -H '", '" -d "', "^", "`", "\\", "<html>", "</div>", "<input name=code value='", "<Error><Code>", "</Code><Message>", "<saml:Assertion SAML>", "&#39;", "%7B", "=", "+", "/", "\u200b", "\u00a0",
    "2024-01-01 10:00:00 ERROR ", "error code,x\n", "0.A", "M.C5", "EwB", "Token      : ", "...", "…", "access_token", '"secret":"', '"credentialType":"', "keys", "NaN", "1e999", "\ufeff", "\ud800",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Return the text that an input stands for: pieces and characters, or the bytes themselves."""
    provider = atheris.FuzzedDataProvider(data)
    if provider.ConsumeBool():
        return str(provider.ConsumeUnicode(400))
    parts = []
    while provider.remaining_bytes() and len(parts) < 40:
        chosen = provider.ConsumeIntInRange(0, len(PIECES) + 8)
        parts.append(PIECES[chosen] if chosen < len(PIECES) else provider.ConsumeUnicode(chosen - len(PIECES)))
    return "".join(parts)


def read(data: bytes) -> None:
    """Read one input; spans must lie in the text and ids must be in order."""
    text = text_of(data)
    known = {None}
    for number, artifact in enumerate(recognise.recognise(text).artifacts, 1):
        assert artifact.id == f"a{number}"
        assert artifact.inside in known
        assert 0 <= artifact.start <= artifact.end <= len(text)
        known.add(artifact.id)
    if len(text) % 4 == 0:
        log.read_log(text)


if __name__ == "__main__":
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()
