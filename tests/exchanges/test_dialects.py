"""Recordings of other programs than browsers: Postman's collections, Charles' sessions, and what HAR writers differ in."""

import json
from typing import Any

import pytest
from hars import AUTHORITY, CODE, GRAPH_TOKEN, REDIRECT, SECRET, good, refusal, tokens
from hypothesis import given, settings
from hypothesis import strategies as st
from minting import CLIENT

from inspector import app
from inspector.exchanges.dialects import is_recording
from inspector.exchanges.har_file import read_recording
from inspector.exchanges.recorded import Recorded


def read(document: Any) -> Recorded:
    """Read a recording that is one JSON value."""
    content = json.dumps(document).encode()
    assert is_recording(content)
    return read_recording([content])


def collection(*items: Any) -> dict[str, Any]:
    """Return a collection as Postman exports it (v2.1)."""
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return {"info": {"_postman_id": "x", "name": "Sign-in", "schema": schema}, "item": list(items)}


def token_item(**answer: Any) -> dict[str, Any]:
    """Return a token request by client credentials as Postman keeps it, with an answer that was saved."""
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "scope": "https://graph.microsoft.com/User.Read",
    }
    pairs = [{"key": name, "value": value, "type": "text"} for name, value in form.items()]
    request = {
        "method": "POST", "header": [], "url": {"raw": f"{AUTHORITY}/token", "host": ["login"]},
        "body": {"mode": "urlencoded", "urlencoded": [*pairs, {"key": "resource", "value": "x", "disabled": True}]},
    }  # fmt: skip
    return {
        "name": "Get a token",
        "request": request,
        "response": [{"originalRequest": request} | answer] if answer else [],
    }


def test_a_collection_of_postman() -> None:
    """A request in a folder, without an answer: judged as it would be sent, without the fields that are switched off."""
    recorded = read(collection({"name": "folder", "item": [token_item()]}))
    assert [each.step.value for each in recorded.strands[0].sightings] == ["token_request"]
    diagnosis = app.explain(json.dumps(collection({"name": "folder", "item": [token_item()]})))
    assert diagnosis.findings[0].id == "scope-not-default"
    assert recorded.source == "Postman"


def test_an_answer_that_postman_saved() -> None:
    """The refusal beside the request is explained at its step."""
    item = token_item(code=400, header=[{"key": "Content-Type", "value": "application/json"}],
                      body=json.dumps(refusal(1002012, "The provided value for scope is not valid.", "invalid_scope")))  # fmt: skip
    diagnosis = app.explain(json.dumps(collection(item)))
    assert [each.id for each in diagnosis.findings][:2] == ["scope-not-default", "aadsts1002012"]


def test_a_bearer_token_of_postman() -> None:
    """What Postman sends as a header stands elsewhere in its files."""
    auth = {"type": "bearer", "bearer": [{"key": "token", "value": GRAPH_TOKEN}]}
    recorded = read(
        collection(
            {"name": "me", "request": {"method": "GET", "url": "https://graph.microsoft.com/v1.0/me", "auth": auth}}
        )
    )
    assert recorded.strands[0].sightings[0].bearer is not None


def charles(
    url: str, method: str = "GET", body: str = "", status: int = 200, answer: str = "", redirect: str = ""
) -> dict[str, Any]:
    """Return a transaction as Charles exports it (.chlsj)."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    path, _, query = path.partition("?")
    form = [{"name": "Content-Type", "value": "application/x-www-form-urlencoded"}] if body else []
    leads = [{"name": "Location", "value": redirect}] if redirect else []
    return {
        "status": "COMPLETE", "method": method, "protocolVersion": "HTTP/1.1", "scheme": scheme, "host": host, "actualPort": 443,
        "path": f"/{path}", "query": query or None, "times": {"start": "2026-11-23T10:00:00.000+01:00"}, "durations": {"total": 100},
        "request": {"header": {"headers": form}, "body": {"text": body}},
        "response": {"status": status, "header": {"headers": leads}, "body": {"text": answer}},
    }  # fmt: skip


def test_a_session_of_charles() -> None:
    """The front channel and the redemption, in one attempt."""
    asked = f"client_id={CLIENT}&response_type=code&state=s1&scope=openid&redirect_uri={REDIRECT}"
    form = f"grant_type=authorization_code&client_id={CLIENT}&client_secret=x&code={CODE}&redirect_uri={REDIRECT}"
    recorded = read([
        charles(f"{AUTHORITY}/authorize?{asked}", status=302, redirect=f"{REDIRECT}?code={CODE}&state=s1"),
        charles(f"{AUTHORITY}/token", "POST", form, answer=json.dumps(tokens(id_token=None))),
    ])  # fmt: skip
    steps = [[each.step.value for each in strand.sightings] for strand in recorded.strands]
    assert steps == [["authorization_request", "authorization_response", "token_request"]]


def _firefox(entry: dict[str, Any]) -> None:
    entry |= {"pageref": "page_1", "serverIPAddress": "203.0.113.7", "_securityState": "secure"}
    if "postData" in entry["request"]:
        entry["request"]["postData"]["params"] = []


def _fiddler(entry: dict[str, Any]) -> None:
    entry["startedDateTime"] = entry["startedDateTime"].replace("+00:00", ".1234567+00:00")
    entry["_comment"] = "[#1]"
    entry["response"]["redirectURL"] = ""
    if entry["response"]["status"] == 302:
        entry["response"]["headers"].append({"name": "Location", "value": entry.pop("leads")})


def _params_only(entry: dict[str, Any]) -> None:
    """As some writers do: the fields of a form without its text."""
    from urllib.parse import parse_qsl

    posted = entry["request"].get("postData")
    if posted:
        posted["params"] = [{"name": name, "value": value} for name, value in parse_qsl(posted.pop("text"))]


def _bare(entry: dict[str, Any]) -> None:
    """As proxies do: no times, no cookies, no cache, methods in small letters."""
    for name in ("startedDateTime", "time", "cache", "timings"):
        del entry[name]
    entry["request"]["method"] = entry["request"]["method"].lower()
    for message in ("request", "response"):
        entry[message].pop("cookies")


@pytest.mark.parametrize("writer", [_firefox, _fiddler, _params_only, _bare])
def test_writers_of_har_differ(writer) -> None:
    """Whatever a writer adds or leaves out, the same sign-in is read."""
    tape = good()
    for entry in tape.entries:
        entry["leads"] = entry["response"]["redirectURL"]
        writer(entry)
    recorded = read_recording([tape.text().encode()])
    assert [len(strand.sightings) for strand in recorded.strands] == [4]


JSON = st.recursive(
    st.none() | st.integers(-1, 600) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["item", "request", "response", "url", "raw", "header", "key", "value", "body", "mode", "urlencoded", "auth", "bearer", "type",
         "host", "path", "query", "port", "scheme", "times", "headers", "encoded", "text", "code", "originalRequest"]), inner, max_size=4),
    max_leaves=16,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_no_item_makes_the_reader_raise(item: Any) -> None:
    """Postman's and Charles' files may hold anything."""
    read_recording([json.dumps(collection(item)).encode()])
    read_recording([json.dumps([{"protocolVersion": "HTTP/1.1", "actualPort": 1}, item]).encode()])
