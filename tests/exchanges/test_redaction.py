"""Redacted copies of what was written to get past it: secrets in odd places and spellings, and files that are no HAR."""

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hars import CODE, GRAPH_TOKEN, REFRESH_TOKEN, SECRET, Tape, good, id_token
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.exchanges.json_stream import NotARecordingError
from inspector.exchanges.redaction.har_copy import copy_redacted

PERSON = "Ada Countess-Lovelace"
MAIL = "ada.lovelace@contoso.com"
SESSION = "light-Sess10n-value-of-a-cookie"


def copy(text: str) -> str:
    """Return the redacted copy of a HAR."""
    pieces: list[str] = []
    copy_redacted(lambda: iter([text.encode()]), pieces.append)
    return "".join(pieces)


def with_answer(answer: str, kind: str = "application/json") -> str:
    """Return the copy of a sign-in that is followed by an answer of some kind."""
    tape = Tape().authorize().come_back().redeem(answer={"access_token": GRAPH_TOKEN, "refresh_token": REFRESH_TOKEN,
        "id_token": id_token(name=PERSON, preferred_username=MAIL), "token_type": "Bearer"})  # fmt: skip
    tape.add("GET", "https://app.contoso.com/x", answer=answer)
    tape.entries[-1]["response"]["content"]["mimeType"] = kind
    return copy(tape.text())


SECRETS = (CODE, SECRET, REFRESH_TOKEN, *GRAPH_TOKEN.split("."))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(f'{{"leak": "{CODE}"}}', id="under another name"),
        pytest.param(json.dumps({"log": json.dumps({"inner": {"deep": REFRESH_TOKEN}})}), id="JSON in JSON"),
        pytest.param(f"received {CODE} and {SECRET}.", id="in words"),
        pytest.param(f"url={quote(f'https://x.test/cb?code={CODE}', safe='')}", id="percent-encoded"),
        pytest.param(quote(quote(f"https://x.test/cb?code={CODE}", safe=""), safe=""), id="encoded twice"),
        pytest.param(f"<p>Hello {PERSON}, {MAIL}</p><input name='code' value='{CODE}'>", id="a page"),
        pytest.param(
            f"<html><script>var t = '{REFRESH_TOKEN}'; user = '{PERSON}';</script></html>", id="a script in a page"
        ),
        pytest.param(
            json.dumps([{"displayName": PERSON, "mail": MAIL, "id": "11112222-bbbb-3333-cccc-4444dddd5555"}]),
            id="a directory",
        ),
        pytest.param(base64.b64encode(f"{CODE} {SECRET}".encode()).decode(), id="base64"),
        pytest.param(f"Set-Cookie: auth={REFRESH_TOKEN}; Path=/", id="a header in a body"),
        pytest.param(
            f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2hunter\r\n--x--{CODE}',
            id="multipart",
        ),
        pytest.param(f"<Response><Assertion>{PERSON}</Assertion><token>{REFRESH_TOKEN}</token></Response>", id="XML"),
        pytest.param("\ud83d\ude00" * 3 + CODE + "\u202e" + MAIL, id="among odd characters"),
    ],
)
def test_a_secret_that_is_known_is_found_wherever_it_stands(answer: str) -> None:
    """In whatever body; and the person that the ID token named, too."""
    for kind in ("application/json", "text/html", "text/plain"):
        text = with_answer(answer, kind)
        for secret in (*SECRETS, PERSON, MAIL, "Countess-Lovelace", "hunter2hunter"):
            assert secret not in text
            assert quote(secret, safe="") not in text
        json.loads(text)


def test_the_same_value_becomes_the_same_word() -> None:
    """The code of the answer is the code that is redeemed; the tenant is one word everywhere."""
    entries = json.loads(copy(good().text()))["log"]["entries"]
    assert "code=code-1" in entries[1]["response"]["redirectURL"]
    assert "code=code-1" in entries[3]["request"]["postData"]["text"]
    assert entries[0]["request"]["url"].split("/")[3] == entries[3]["request"]["url"].split("/")[3]
    assert entries[4]["request"]["headers"][0]["value"] == "Bearer access-token-1"


def test_cookies_are_named_and_emptied() -> None:
    """Their names and attributes stay, in headers and in the lists of cookies."""
    tape = good()
    request, response = tape.entries[0]["request"], tape.entries[0]["response"]
    request["headers"].append({"name": "Cookie", "value": f"theme=dark; sid={SESSION}"})
    request["cookies"] = [{"name": "sid", "value": SESSION, "httpOnly": True}]
    response["headers"].append({"name": "Set-Cookie", "value": f"sid={SESSION}; Path=/; HttpOnly"})
    text = copy(tape.text())
    assert SESSION not in text
    entry = json.loads(text)["log"]["entries"][0]
    assert entry["response"]["headers"][0]["value"].endswith("; Path=/; HttpOnly")
    assert entry["request"]["cookies"][0]["name"] == "sid"
    assert entry["request"]["cookies"][0]["httpOnly"] is True


def test_binary_and_static_bodies_are_left_out_with_a_note() -> None:
    """What can't be judged is not copied."""
    tape = good().add("GET", "https://x.test/a.png", answer="iVBORw0KGgoAAAANSUhEUg==")
    tape.entries[-1]["response"]["content"] |= {"mimeType": "application/octet-stream", "encoding": "base64"}
    tape.add("GET", "https://x.test/a.js", answer="const token = 'abc'")
    tape.entries[-1]["response"]["content"]["mimeType"] = "text/javascript"
    entries = json.loads(copy(tape.text()))["log"]["entries"]
    assert [entry["response"]["content"]["text"][:10] for entry in entries[-2:]] == ["[left out:", "[left out:"]


def test_what_stands_beside_the_entries_is_redacted_as_well() -> None:
    """Page titles and comments may name people and hold addresses."""
    page = {"id": "page_1", "title": f"{PERSON} | Mail", "startedDateTime": "2026-11-23T10:00:00Z", "pageTimings": {}}
    address = {"id": "page_2", "title": f"https://app.contoso.com/?code={CODE}", "pageTimings": {}}
    text = copy(good().text(pages=[page, address], comment=f"by {MAIL}"))
    for secret in (PERSON, CODE, MAIL):
        assert secret not in text
    assert [each["id"] for each in json.loads(text)["log"]["pages"]] == ["page_1", "page_2"]


def test_what_was_refused_can_still_be_read() -> None:
    """The words of a refusal stay, in JSON and on a page; the ids in them are replaced."""
    refused = "AADSTS50011: The redirect URI 'https://app.contoso.com/x' specified in the request does not match."
    page = f"<html><body><p>Hello {PERSON}</p><p>{refused}</p><p>Request Id: 11112222-bbbb-3333-cccc-4444dddd5555</p></body></html>"
    text = with_answer(page, "text/html")
    assert "AADSTS50011: The redirect URI" in text
    assert "11112222-bbbb" not in text


@pytest.mark.parametrize("text", ["", "{}", "[]", "hello", '{"log": 1}', '{"log": {"entries": 5}}'])
def test_what_is_no_har_is_said(text: str) -> None:
    """No copy is made of it."""
    with pytest.raises(NotARecordingError):
        copy(text)


def test_a_file_that_breaks_off_is_copied_as_far_as_it_goes() -> None:
    """The copy is whole JSON."""
    text = good().text()
    pieces: list[str] = []
    copied = copy_redacted(lambda: iter([text[: len(text) * 2 // 3].encode()]), pieces.append)
    assert copied.damaged
    assert len(json.loads("".join(pieces))["log"]["entries"]) == copied.entries > 0


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 600) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.sampled_from(
        ["request", "response", "url", "headers", "name", "value", "postData", "text", "params", "content", "cookies",
         "encoding", "mimeType", "redirectURL", "queryString"]), inner, max_size=4),
    max_leaves=24,
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3))
def test_no_entry_makes_copying_raise(entries: list[Any]) -> None:
    """Whatever an entry is, the copy is JSON with as many entries."""
    text = copy(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    assert len(json.loads(text)["log"]["entries"]) == len(entries)


def test_the_copy_is_written_piece_by_piece(tmp_path: Path) -> None:
    """Nothing holds the whole: each entry is written by itself."""
    pieces: list[str] = []
    copy_redacted(lambda: iter([good().text().encode()]), pieces.append)
    assert len(pieces) >= 7


HIDDEN = "Zq07-kW8m.xT4"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<Envelope><Password>{HIDDEN}</Password></Envelope>", id="an element of XML"),
        pytest.param(f"<a:clientSecret type='x'>{HIDDEN}</a:clientSecret>", id="an element with a prefix"),
        pytest.param(json.dumps([{"key": "client_secret", "value": HIDDEN}]), id="a pair of key and value"),
        pytest.param(json.dumps({"name": "password", "value": HIDDEN}), id="a pair of name and value"),
        pytest.param(json.dumps({"sessionKey": HIDDEN}), id="a name in camel case"),
        pytest.param(f'--b\r\nContent-Disposition: form-data; filename="{HIDDEN}.txt"\r\n\r\nx', id="a file's name"),
        pytest.param(json.dumps({"address": {"street": HIDDEN}}), id="a street"),
    ],
)
def test_a_secret_that_stands_nowhere_else_is_known_by_what_it_is_called(body: str) -> None:
    """Short enough to be a word, and named by an element, a pair or a name in any case."""
    copied = copy(Tape().add("POST", "https://app.contoso.com/x", answer=body).text())
    assert HIDDEN not in copied


@pytest.mark.parametrize("name", ["X-Api-Secret", "X-Session-Key", "X-Auth", "X-Amz-Signature", "X-Custom-Auth"])
def test_headers_that_are_called_after_a_credential_are_hidden(name: str) -> None:
    """Whatever program made them up."""
    copied = copy(Tape().add("GET", "https://app.contoso.com/x", headers=((name, HIDDEN),)).text())
    assert HIDDEN not in copied


@pytest.mark.parametrize("address", ["2001:db8::cafe", "fe80:0:0:a1b2::77", "2001:db8:85a3::8a2e:370:7334"])
def test_addresses_of_ipv6_are_replaced_as_a_whole(address: str) -> None:
    """In brackets, in words, and the same by the same."""
    copied = copy(Tape().add("GET", "https://app.contoso.com/x", answer=f"from {address} via [{address}]:443.").text())
    assert "from address-1 via [address-1]:443." in copied


def test_members_that_a_program_added_to_the_log_are_kept() -> None:
    """HAR 1.2 lets programs add members that begin with an underscore; what is personal in them is replaced."""
    copied = json.loads(
        copy(json.dumps({"log": {"_own": {"by": MAIL, "at": [1]}, **json.loads(good().text())["log"]}}))
    )
    assert copied["log"]["_own"]["at"] == [1]
    assert copied["log"]["_own"]["by"].startswith("user-")


def test_an_answer_without_a_state_is_an_answer_in_the_copy_too() -> None:
    """The short word in the place of the code does not hide what the message is."""
    from inspector import app

    copied = copy(Tape().authorize().come_back(state=None).redeem().text())
    assert "state-lost" in {each.id for each in app.explain(copied, now=0.0).findings}


def test_what_is_too_long_for_a_word_is_data() -> None:
    """A run of letters without an end: a picture, a key, a file; a sentence of the same length stays."""
    sentence = "nothing to see here " * 30
    copied = copy(Tape().add("GET", "https://x.test/a", answer=json.dumps({"a": "y" * 400, "b": sentence})).text())
    assert "yyyy" not in copied
    assert sentence in copied
