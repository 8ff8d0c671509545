"""Recording, trace and HAR: nothing secret is kept, and what is kept can be read by others."""

import json

import pytest
from drawn_flows import code_flow
from hypothesis import given
from hypothesis import strategies as st
from minting import entra, mint

from inspector import app
from inspector.exchanges.exchange import Channel, Check, Exchange, Message, Step
from inspector.exchanges.har import to_har
from inspector.exchanges.parameters import explain_parameter
from inspector.exchanges.recording import mask_json, record_request, record_response, split_address
from inspector.exchanges.trace import Trace
from inspector.masking import SECRET_NAMES, Mask

TOKEN = mint(entra())
SECRET = "s3cret-s3cret-s3cret-s3cret"


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_named_secrets(name: str) -> None:
    """Whatever is called like a credential is masked, as parameter, header and JSON member."""
    url, message = record_request(f"https://a.test/x?{name}={SECRET}", {name: SECRET}, {name: SECRET})
    answer = record_response([(name, SECRET)], json.dumps({"inside": [{name: SECRET}]}))
    kept = f"{url}{message}{answer}"
    if name != "code":  # in JSON an error's own name
        assert SECRET not in kept
    assert SECRET not in f"{url}{message}"


@pytest.mark.parametrize(
    "body",
    [
        TOKEN,
        f"<p>{TOKEN}</p>",
        json.dumps({"anything": f"Bearer {TOKEN}"}),
        json.dumps([TOKEN]),
        json.dumps({"a": {"b": TOKEN}}),
    ],
)
def test_tokens_by_their_shape(body: str) -> None:
    """A token is masked wherever it stands."""
    assert TOKEN not in repr(record_response([("location", f"https://a.test/#access_token={TOKEN}")], body))


def test_private_headers() -> None:
    """Headers that name the user are masked, user information in an address is left out."""
    url, message = record_request("https://me:pw@a.test/x", {"X-AnchorMailbox": "UPN:ada@contoso.test"}, None)
    assert url == "https://a.test/x"
    assert "ada@contoso.test" not in repr(message)


@pytest.mark.parametrize(
    ("value", "begins"),
    [(f"Bearer {TOKEN}", "Bearer eyJ"), (f"basic {SECRET}", "basic s3cr"), (f"My {SECRET}", "My s…")],
)
def test_how_a_credential_is_presented(value: str, begins: str) -> None:
    """The scheme of an Authorization header is kept where it is a known one, the credential never is."""
    kept = record_request("https://a.test/", {"Authorization": value}, None)[1].header("authorization")
    assert kept.startswith(begins)
    assert "hidden" in kept
    assert TOKEN not in kept
    assert SECRET not in kept


def test_a_saved_recording_is_read_again() -> None:
    """What was saved is a recording like any other: each step of it is read again, the refusal too."""
    flow = code_flow()
    diagnosis = app.explain_file(iter([to_har(flow.exchanges).encode()]))
    assert [[each.step for each in attempt.exchanges] for attempt in diagnosis.attempts] == [
        [each.step for each in flow.exchanges]
    ]
    assert diagnosis.attempts[0].troubles[0].index == 5


def test_long_bodies() -> None:
    """A body is kept up to a limit, and what follows is counted."""
    body = record_response([], "x" * 200_000).body
    assert len(body) < 70_000
    assert "characters more" in body


@given(st.text())
def test_any_address(url: str) -> None:
    """No address makes the reading raise."""
    split_address(url)
    record_request(url, None, None)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json(value: object) -> None:
    """Masking keeps the shape of every document."""
    assert type(mask_json(value)) is type(value)
    record_response([], json.dumps(value))


def _trace() -> Trace:
    trace = Trace(lambda: 1_800_000_000.5)
    front = trace.begin(
        Step.AUTHORIZATION_REQUEST, "GET", "https://a.test/authorize?state=s&login_hint=ada@contoso.test"
    )
    trace.change(front, seconds=2.0)
    back = trace.begin(
        Step.TOKEN_REQUEST,
        "POST",
        "https://a.test/token",
        {"client-request-id": "c-1"},
        {"code": SECRET, "grant_type": "authorization_code"},
    )
    trace.answer(
        back,
        200,
        {"X-MS-Request-Id": "r-1", "content-type": "application/json"},
        json.dumps({"access_token": TOKEN, "scope": "a"}),
    )
    trace.check(back, Check("state", passed=True, text="It fits."))
    trace.add(Exchange(Step.CACHE_HIT, Channel.BACK, "", "https://a.test/", Message(), 1_800_000_001.0, note="kept"))
    failed = trace.begin(Step.POLL, "POST", "https://a.test/token", None, {})
    trace.fail(failed, "cut off")
    return trace


def test_trace() -> None:
    """Whoever watches hears of each change; ids are found whatever their letter case."""
    told: list[int] = []
    trace = Trace(lambda: 0.0, lambda index, _exchange: told.append(index))
    trace.begin(Step.DISCOVERY, "GET", "https://a.test/")
    trace.answer(0, 200, {}, "{}")
    assert told == [0, 0]
    exchange = _trace().exchanges[1]
    assert (exchange.request_id, exchange.correlation_id) == ("r-1", "c-1")
    assert _trace().sent == 2
    assert _trace().last(Step.TOKEN_REQUEST) == 1


def test_har() -> None:
    """The file has what HAR 1.2 demands of every entry, and no secret; names are replaced on request."""
    log = json.loads(to_har(_trace().exchanges))["log"]
    assert log["version"] == "1.2"
    assert {"name", "version"} <= log["creator"].keys()
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()
        assert {
            "method",
            "url",
            "httpVersion",
            "cookies",
            "headers",
            "queryString",
            "headersSize",
            "bodySize",
        } <= entry["request"].keys()
        assert {
            "status",
            "statusText",
            "httpVersion",
            "cookies",
            "headers",
            "content",
            "redirectURL",
            "headersSize",
            "bodySize",
        } <= entry["response"].keys()
        assert {"send", "wait", "receive"} <= entry["timings"].keys()
    assert log["entries"][0]["request"]["queryString"][0] == {"name": "state", "value": "s"}
    assert log["entries"][1]["request"]["postData"]["mimeType"] == "application/x-www-form-urlencoded"
    assert log["entries"][1]["_checks"][0]["passed"] is True
    text = to_har(_trace().exchanges)
    assert SECRET not in text
    assert TOKEN not in text
    assert "ada@contoso.test" in text
    assert "ada@contoso.test" not in to_har(_trace().exchanges, Mask())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("code_challenge", "", "PKCE"),
        ("prompt", "none", "No page"),
        ("prompt", "odd", "page"),
        ("grant_type", "refresh_token", "refresh token"),
    ],
)
def test_parameters_are_explained(name: str, value: str, words: str) -> None:
    """A parameter says what it is for, by its value where that decides."""
    assert words in str(explain_parameter(name, value))
    assert explain_parameter("made_up") is None
