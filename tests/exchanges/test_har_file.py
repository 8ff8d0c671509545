"""HAR files as programs write them, and as they arrive: cut off, in other encodings, odd, or no HAR at all."""

import base64
import gzip
import json
import zlib

import pytest
from hars import Tape, good
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.exchanges import json_stream
from inspector.exchanges.dialects import is_recording
from inspector.exchanges.har_file import read_chunks, read_recording
from inspector.exchanges.recorded import Recorded


def read(text: str | bytes, piece: int = 1 << 16) -> Recorded:
    """Read a HAR in pieces of `piece` bytes."""
    content = text.encode() if isinstance(text, str) else text
    return read_recording(content[at : at + piece] for at in range(0, len(content), piece))


def steps(recorded: Recorded) -> list[list[str]]:
    """Return the steps of each attempt."""
    return [[each.step.value for each in strand.sightings] for strand in recorded.strands]


GOOD = [["authorization_request", "authorization_response", "token_request", "api_call"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("piece", [1, 7, 1 << 16])
def test_every_encoding_of_json_is_read(encoding: str, piece: int) -> None:
    """With its mark and without, however the pieces fall."""
    content = good().text().encode(encoding)
    assert is_recording(content)
    assert steps(read(content, piece)) == GOOD


def test_bytes_that_are_no_text_do_no_harm() -> None:
    """A body in Latin-1 in the middle of a UTF-8 file."""
    content = good().add("GET", "https://x.test/a", answer="CAFÉ").text().encode().replace(b"CAF\\u00c9", b"CAF\xe9")
    recorded = read(content)
    assert steps(recorded) == GOOD
    assert recorded.truncated is None


def test_a_file_cut_anywhere_gives_what_stands_before_the_cut() -> None:
    """At each of its bytes: never an exception, never fewer messages than were whole, and a sentence that says it."""
    content = good().text().encode()
    whole = 0
    for cut in (*range(0, len(content), 13), len(content) - 1):
        recorded = read(content[:cut])
        assert recorded.messages >= whole
        whole = recorded.messages
        assert recorded.truncated is not None, cut
        assert "breaks off" in recorded.truncated
    assert whole == 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"log":{}}',
        b'{"log":{"entries":{}}}',
        b'{"log":{"entries":[1,null,"x",[],{}]}}',
        b"\xff\xfe",
        b"hello",
    ],
)
def test_what_is_no_har_holds_nothing(content: bytes) -> None:
    """No attempt comes of it, and nothing is raised."""
    assert read(content).strands == ()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2000))
def test_no_bytes_make_the_reader_raise(noise: bytes, at: int) -> None:
    """Noise by itself, and noise in the middle of a recording."""
    read(noise, 5)
    content = good().text().encode()
    assert read(content[:at] + noise + content[at:], 97).messages <= 5


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 600) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["request", "response", "url", "method", "headers", "name", "value", "postData", "text", "params", "content",
         "status", "encoding", "startedDateTime", "time", "redirectURL", "mimeType", "_error"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(VALUES, VALUES)
def test_no_members_of_an_entry_make_the_reader_raise(request_: object, response: object) -> None:
    """Every member may be missing or of another type than HAR 1.2 gives it."""
    entry = {"request": request_, "response": response, "startedDateTime": request_}
    odd = {
        "request": {"url": "https://x.test/token?code=1", "method": request_, "postData": response, "headers": response}
    }
    assert read(json.dumps({"log": {"entries": [entry, odd]}})).messages == 2


def test_an_entry_that_stands_twice_is_one_message() -> None:
    """Some programs export entries twice: a response seen again is no second response."""
    tape = good()
    tape.entries[2:2] = [tape.entries[1], tape.entries[2]]
    assert steps(read(tape.text())) == GOOD


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        pytest.param(lambda text: text, "", id="base64"),
        pytest.param(gzip.compress, "gzip", id="gzip"),
        pytest.param(zlib.compress, "deflate", id="deflate"),
    ],
)
def test_bodies_in_base64_and_compressed_are_read(packed, encoding: str) -> None:
    """As mitmproxy and Fiddler keep what came over the wire."""
    tape = good()
    content = tape.entries[3]["response"]["content"]
    content["text"], content["encoding"] = base64.b64encode(packed(content["text"].encode())).decode(), "base64"
    tape.entries[3]["response"]["headers"].append({"name": "Content-Encoding", "value": encoding})
    recorded = read(tape.text())
    assert len(recorded.strands[0].sightings[2].tokens) == 2


def test_a_compression_that_is_unknown_is_named() -> None:
    """Brotli is not in Python's library: the step says so, and the rest is read."""
    tape = good()
    content = tape.entries[3]["response"]["content"]
    content["text"], content["encoding"] = base64.b64encode(b"\x8b\x02\x80\x00\xff\xfe" * 9).decode(), "base64"
    tape.entries[3]["response"]["headers"].append({"name": "Content-Encoding", "value": "br"})
    recorded = read(tape.text())
    assert "(br)" in (recorded.strands[0].sightings[2].exchange.note or "")


def test_a_small_bomb_stays_small() -> None:
    """What unpacks to more than 8 MB is passed over and counted."""
    tape = good()
    content = tape.entries[3]["response"]["content"]
    content["text"], content["encoding"] = base64.b64encode(gzip.compress(bytes(50_000_000))).decode(), "base64"
    recorded = read(tape.text())
    assert "1 body of over 8 MB was passed over." in (recorded.truncated or "")


def test_long_bodies_are_passed_over_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A string over the limit never reaches the memory, whatever escapes stand in it; what follows is read."""
    monkeypatch.setattr(json_stream, "LONGEST_STRING", 5_000)
    tape = (
        Tape()
        .add("GET", "https://x.test/video", answer='\\"é\\\\' * 20_000)
        .add("GET", "https://x.test/b", answer='""' * 9000)
    )
    tape.entries += good().entries
    for piece in (97, 4096):
        recorded = read(tape.text(), piece)
        assert recorded.messages == 7
        assert steps(recorded) == GOOD
        assert "2 bodies of over 8 MB were passed over." in (recorded.truncated or "")


@pytest.mark.parametrize(
    ("monster", "size"),
    [('"x":[' + "1," * 3_000_000 + "1]", 6), ('"x":' + "[" * 100_000 + "]" * 100_000, 6)],
    ids=["values", "nesting"],
)
def test_an_entry_that_would_fill_the_memory_ends_the_reading(monster: str, size: int) -> None:
    """What stands before it was read, and the sentence says which message it is."""
    text = good().add("GET", "https://x.test/after").text()
    at = text.rindex('{"startedDateTime"')
    recorded = read(f"{text[: at + 1]}{monster},{text[at + 1 :]}")
    assert steps(recorded) == GOOD
    assert f"Message {size} is too large to be read" in (recorded.truncated or "")


def test_saml_is_named_and_passed_over() -> None:
    """Two messages of SAML among those of OAuth."""
    tape = good().add("GET", "https://idp.test/saml2?SAMLRequest=abc&RelayState=x")
    tape.add("POST", "https://app.test/acs", form={"SAMLResponse": "PHNhbWw+", "RelayState": "x"})
    recorded = read(tape.text())
    assert steps(recorded) == GOOD
    assert "2 messages of SAML or WS-Federation were passed over (SAMLRequest, SAMLResponse)." in (
        recorded.truncated or ""
    )


def test_thousands_of_calls_are_told_by_a_few() -> None:
    """Calls like those before are counted, and one that is refused is shown."""
    tape = good()
    for _call in range(300):
        tape.call()
    recorded = read(tape.call(status=500).text())
    assert len(recorded.strands[0].sightings) == 7
    assert "298 further API calls" in (recorded.truncated or "")


def test_reading_can_be_cancelled_and_tells_how_far_it_is(tmp_path) -> None:
    """Progress is a share of the file; after cancelling no further byte is read."""
    path = tmp_path / "x.har"
    path.write_bytes(good().text().encode() + b" " * 1_000_000)
    shares: list[float] = []
    read_recording(read_chunks(path, shares.append))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert list(read_chunks(path, cancelled=lambda: True)) == []


def test_no_secret_is_kept_where_messages_are_compared() -> None:
    """Neither exchanges nor what judges compare hold a code, verifier, secret or token."""
    from hars import CODE, GRAPH_TOKEN, REFRESH_TOKEN, SECRET, VERIFIER

    recorded = read(good().text())
    kept = "".join(
        repr(each.exchange) + str(dict(each.asked)) + str(dict(each.answered)) for each in recorded.strands[0].sightings
    )
    for secret in (CODE, VERIFIER, SECRET, REFRESH_TOKEN, *GRAPH_TOKEN.split(".")[1:]):
        assert secret not in kept


def test_the_words_of_a_sign_in_page_are_read_out_of_its_script() -> None:
    """Entra ID's error page has the refusal in the JSON of a script, apostrophes escaped."""
    words = "AADSTS50011: The redirect URI \\u0027https://app.contoso.com/callback\\u0027 specified in the request does not match."
    page = f'<!DOCTYPE html><html><body><script>$Config={{"strServiceExceptionMessage":"{words}","sFT":"AQAB"}};</script></body></html>'
    tape = Tape().authorize()
    tape.entries[-1]["response"]["content"] |= {"mimeType": "text/html", "text": page}
    (error,) = [artifact.error for artifact in read(tape.text()).artifacts if artifact.error]
    assert error.values["redirect_uri"] == "https://app.contoso.com/callback"
    assert error.description.endswith("does not match.")


def test_a_token_request_that_stands_twice_is_read_once() -> None:
    """A service worker's and the page's, or a merged recording; polls that are answered alike are several."""
    tape = good()
    tape.entries.insert(3, tape.entries[3] | {"_fetchedViaServiceWorker": True, "time": 13.0})
    recorded = read(tape.text())
    assert steps(recorded) == GOOD
    assert recorded.truncated == "1 token request stands twice and was read once."
    polls = Tape()
    for _each in range(3):
        polls.redeem(
            grant_type="device_code", device_code="d" * 30, status=400, answer={"error": "authorization_pending"}
        )
    assert steps(read(polls.text())) == [["poll"] * 3]


@pytest.mark.parametrize("offset", range(6))
@pytest.mark.parametrize("packed", [False, True])
def test_an_error_page_in_base64_is_found(offset: int, packed: bool) -> None:
    """Fiddler and Charles write bodies so, at an address that says nothing."""
    page = (" " * offset + "<html>AADSTS50105: Not assigned.</html>").encode()
    tape = Tape().authorize().add("POST", "https://login.microsoftonline.com/common/login")
    content = base64.b64encode(gzip.compress(page) if packed else page).decode()
    tape.entries[-1]["response"]["content"] = {"mimeType": "text/html", "encoding": "base64", "text": content}
    assert steps(read(tape.text())) == [["authorization_request", "other"]]


@pytest.mark.parametrize("cut", [120, 200, 300])
def test_a_recording_that_breaks_off_in_its_first_message_says_so(cut: int) -> None:
    """However much of it looks like something else."""
    from inspector import app

    diagnosis = app.explain(good().text()[:cut], now=0.0)
    assert "no readable HAR" in diagnosis.verdict.sentence


def test_what_is_read_of_a_damaged_recording_as_text_comes_with_the_damage() -> None:
    """A number that JSON does not know, in the first message: the tokens after it are still found."""
    from inspector import app

    text = good().text().replace('"time": 12.5', '"time": NaN')
    pasted = app.explain(text, now=0.0).case.pasted
    assert len(pasted.artifacts) > 3
    assert "no message in it can be read" in str(pasted.truncated)


def test_each_address_that_refuses_a_token_is_kept() -> None:
    """Of calls that went through three are enough; of five addresses that refuse the same token, each is shown."""
    tape = good()
    for each in "abcde":
        for _again in range(5):
            tape.call(f"https://graph.microsoft.com/v1.0/{each}?$top=1", status=403)
            tape.call(f"https://graph.microsoft.com/v1.0/ok/{each}")
    (calls,) = [
        [call for call in strand.sightings if call.step.value == "api_call"] for strand in read(tape.text()).strands
    ]
    assert len([each for each in calls if each.exchange.status == 403]) == 15
    assert len([each for each in calls if each.exchange.status == 200]) == 3


def test_a_correlation_id_ties_messages_whose_codes_are_left_out() -> None:
    """Of two sign-ins that overlap, each token request goes to its own."""
    tape, hidden = Tape(), {"code": "[redacted]", "code_verifier": "[redacted]", "client_secret": None}
    for each in ("one", "two"):
        tape.authorize(state=each, code_challenge="[redacted]", **{"client-request-id": f"id-of-{each}"})
    for each in ("one", "two"):
        tape.redeem(**{"client-request-id": f"id-of-{each}"}, **hidden)
    strands = read(tape.text()).strands
    assert [[each.asked["client-request-id"] for each in strand.sightings] for strand in strands] == [
        ["id-of-one"] * 2,
        ["id-of-two"] * 2,
    ]


@pytest.mark.parametrize("content", [gzip.compress(b"{}" * 400), b"PK\x03\x04" + bytes(range(30)) * 40])
def test_a_packed_file_is_called_one(content: bytes) -> None:
    """A .har.gz, or Fiddler's .saz: what to do instead is said."""
    from inspector import app

    verdict = app.explain(content.decode("utf-8-sig", "replace"), now=0.0).verdict
    assert verdict.sentence.startswith("This file is packed")
