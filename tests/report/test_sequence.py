"""The sequence drawing: who takes part, which arrows, what they say."""

from dataclasses import replace

import pytest
from drawn_flows import ORDERS, code_flow, device_flow, from_memory, good_flow, refused_flow
from hypothesis import given
from hypothesis import strategies as st

from inspector.exchanges.attempt import Attempt, Trouble
from inspector.exchanges.exchange import Channel, Check, Exchange, Message, Step
from inspector.exchanges.har import to_har
from inspector.masking import Mask
from inspector.report.comparisons import with_comparisons
from inspector.report.sequence import Manner, Party, draw
from inspector.report.step_details import Look, open_step

HEADERS = st.lists(st.tuples(st.sampled_from(["location", "Retry-After", "x-ms-request-id"]) | st.text(), st.text()))
MESSAGES = st.builds(
    Message,
    HEADERS.map(tuple),
    st.dictionaries(
        st.sampled_from(["scope", "error", "error_description", "code", "state", "access_token"]) | st.text(), st.text()
    ),
    st.text(),
)
EXCHANGES = st.builds(
    Exchange,
    step=st.sampled_from(Step),
    channel=st.sampled_from(Channel),
    method=st.sampled_from(["GET", "POST", ""]) | st.text(),
    url=st.sampled_from(["https://login.microsoftonline.com/x", ORDERS, "http://localhost:1/", "https://[/"])
    | st.text(),
    request=MESSAGES,
    started=st.floats(0, 4e9),
    seconds=st.none() | st.floats(0, 1e6),
    status=st.none() | st.integers(-1, 1000),
    response=st.none() | MESSAGES,
    fault=st.none() | st.text(),
    note=st.none() | st.text(),
    checks=st.lists(
        st.builds(Check, st.sampled_from(["state", "iss"]) | st.text(), st.none() | st.booleans(), st.text())
    ).map(tuple),
)
ATTEMPTS = st.builds(
    Attempt,
    st.text(),
    st.lists(EXCHANGES, max_size=8).map(tuple),
    st.lists(st.builds(Trouble, st.integers(-1, 9), st.text()), max_size=3).map(tuple),
)


def words(attempt: Attempt) -> list[str]:
    """Return the words of every arrow."""
    return [arrow.words for line in draw(attempt).lines for arrow in line.arrows]


def test_code_flow() -> None:
    """App, browser, issuer and API take part; requests and answers are arrows in their order."""
    drawing = draw(code_flow())
    assert [(lane.party, lane.name) for lane in drawing.lanes] == [
        (Party.APP, "App"),
        (Party.BROWSER, "Browser"),
        (Party.ISSUER, "Entra ID"),
        (Party.API, "API"),
    ]
    assert drawing.lanes[3].host == "orders.contoso.com"
    assert [line.number for line in drawing.lines] == ["1", "2", "3", "4", "5", "6"]
    assert [(arrow.origin, arrow.target) for line in drawing.lines for arrow in line.arrows] == [
        (0, 2), (0, 1), (1, 2), (2, 1), (1, 0), (0, 2), (2, 0), (0, 3), (3, 0), (0, 3), (3, 0),
    ]  # fmt: skip
    assert words(code_flow()) == [
        "discovery",
        "authorization request",
        "sign-in page",
        "code",
        "authorization response",
        "token request: code + code_verifier",
        "access token, ID token, refresh token",
        "GET /orders with the token",
        "200 OK",
        "POST /orders/7/approve with the token",
        "403 MissingRole",
    ]


def test_second_lines() -> None:
    """The second line says what protects the request, how long it took, what was granted."""
    lines = draw(code_flow()).lines
    assert lines[1].arrows[0].detail == "state ✓  nonce ✓  S256 ✓"
    assert lines[2].arrows[1].detail == "by form_post  state ✓"
    assert lines[3].arrows[0].detail == "214 ms · 200"
    assert lines[3].arrows[1].detail == "asked Orders.Read · granted Orders.Read"


@pytest.mark.parametrize(
    ("asked", "granted", "words"),
    [
        ("api://o/A api://o/B openid", "api://o/A", "asked A B · granted A · not granted B"),
        ("https://graph.microsoft.com/.default", "User.Read Mail.Read", "asked .default · granted User.Read Mail.Read"),
        ("user.read", "User.Read openid", "asked user.read · granted User.Read"),
        ("", "User.Read", "granted User.Read"),
        ("A", "", ""),
    ],
)
def test_asked_and_granted(asked: str, granted: str, words: str) -> None:
    """What was asked for and not granted is named; OIDC's own scopes and .default are no permissions."""
    whole = good_flow().exchanges[3]
    answer = Message(parameters={"access_token": "…", "scope": granted})
    changed = replace(whole, request=Message(parameters={"scope": asked}), response=answer)
    assert draw(Attempt("", (changed,))).lines[0].arrows[1].detail == words


def test_trouble_is_marked() -> None:
    """The trouble of an attempt stands at its step, in the answer's arrow and in a sentence."""
    drawing = draw(code_flow())
    assert drawing.first_trouble == 5
    assert drawing.lines[5].trouble == "The API wants the role Orders.Approve, and the user has none."
    assert [arrow.bad for arrow in drawing.lines[5].arrows] == [False, True]
    assert "the user has none" in drawing.lines[5].spoken


def test_every_trouble_is_said() -> None:
    """A step, or a run of polls, shows the trouble that matters most, and opened all of them."""
    flow = device_flow(4)
    troubled = replace(
        flow, troubles=(Trouble(3, "It polls too fast."), Trouble(3, "It never stops."), Trouble(1, "x"))
    )
    lines = draw(troubled).lines
    assert lines[2].trouble == "It polls too fast."
    assert lines[2].arrows[0].bad
    rows = open_step("3–6", troubled.exchanges[5], lines[2].troubles).rows
    assert [row.meaning for row in rows if row.look is Look.TROUBLE] == ["It polls too fast.", "It never stops."]
    assert lines[1].trouble == "x"


def test_a_refusal_without_a_name() -> None:
    """Where nobody named the trouble, the server's own sentence stands there, without its ids."""
    line = draw(refused_flow()).lines[-1]
    assert line.trouble.startswith("AADSTS7000218: The request body must contain")
    assert "Trace ID" not in line.trouble
    assert line.arrows[1].words == "401 invalid_client AADSTS7000218"


def test_what_is_broken_off() -> None:
    """A request without an answer has no arrow back, and is itself marked."""
    whole = good_flow().exchanges
    cut = replace(whole[3], status=None, response=None, fault="The connection broke.")
    line = draw(Attempt("", (cut,))).lines[0]
    assert [arrow.bad for arrow in line.arrows] == [True]
    assert line.trouble == "The connection broke."


def test_polls_are_folded() -> None:
    """Polls that came too early share a line with their count; the one that ended it has its own."""
    lines = draw(device_flow(6)).lines
    assert [line.number for line in lines] == ["1", "2", "3–8", "9"]
    assert lines[2].manner is Manner.FOLDED
    assert lines[2].arrows[0].words == "polled 6 times: not entered yet"
    assert lines[2].arrows[0].detail == "every 5 s"
    assert (lines[2].first, lines[2].last) == (2, 7)
    assert not any(line.trouble for line in lines)


def test_folding_keeps_its_place_while_it_grows() -> None:
    """Each line begins at the same exchange however many polls follow."""
    firsts = [[line.first for line in draw(device_flow(polls, ends=False)).lines] for polls in (1, 2, 5)]
    assert firsts == [[0, 1, 2]] * 3


def test_from_memory() -> None:
    """What MSAL answered by itself is no arrow to anybody."""
    drawing = draw(from_memory())
    assert [line.manner for line in drawing.lines] == [Manner.MEMORY] * 2
    assert all(arrow.origin == arrow.target == 0 for line in drawing.lines for arrow in line.arrows)
    assert all("nothing was sent" in line.arrows[0].detail for line in drawing.lines)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("login.microsoftonline.us", "Entra ID"),
        ("login.contoso.com:8443", "Issuer"),
        ("contoso.ciamlogin.com", "External ID"),
        ("contoso.b2clogin.com", "Azure AD B2C"),
        ("practice.test", "Practice tenant"),
    ],
)
def test_issuers_are_named(host: str, name: str) -> None:
    """An issuer is called by what is known of its host."""
    exchange = replace(good_flow().exchanges[3], url=f"https://{host}/token")
    lane = draw(Attempt("", (exchange,))).lanes[1]
    assert (lane.name, lane.host) == (name, host)


def test_practice_is_one_issuer() -> None:
    """The practice tenant's pages have a host of their own, and are the practice tenant."""
    asked, redeemed = good_flow().exchanges[1], good_flow().exchanges[3]
    page = replace(asked, url="http://127.0.0.1:42385/x/oauth2/v2.0/authorize")
    token = replace(redeemed, url="https://practice.test/x/oauth2/v2.0/token")
    drawing = draw(Attempt("", (page, token)))
    assert [lane.name for lane in drawing.lanes] == ["App", "Browser", "Practice tenant"]
    assert [arrow.target for arrow in drawing.lines[0].arrows] == [1, 2]
    alone = draw(Attempt("", (page,)))
    assert [lane.host for lane in alone.lanes][2:] == ["127.0.0.1:42385"]


@pytest.mark.parametrize(
    ("status", "challenge", "words"),
    [
        (401, 'Bearer error="insufficient_claims"', "more claims"),
        (401, "", "does not accept"),
        (403, "", "refuses this call"),
        (429, "", "Retry-After"),
        (503, "", "failed (HTTP 503)"),
        (404, "", "404 Not Found"),
    ],
)
def test_a_refusal_without_words(status: int, challenge: str, words: str) -> None:
    """Where an API refuses without a sentence, its status has one."""
    call = replace(good_flow().exchanges[4], status=status, response=Message((("WWW-Authenticate", challenge),)))
    assert words in draw(Attempt("", (call,))).lines[0].trouble


def test_many_hosts_share_a_lane() -> None:
    """More hosts than there is room for share the last lane."""
    call = good_flow().exchanges[4]
    calls = tuple(replace(call, url=f"https://api{at}.test/") for at in range(40))
    drawing = draw(Attempt("", calls))
    assert len(drawing.lanes) == 7
    assert drawing.lanes[-1].name == "Other hosts"
    assert drawing.lines[-1].arrows[0].target == 6


def test_a_state_that_did_not_come_back() -> None:
    """A check that failed later takes the mark of what it was to protect."""
    whole = good_flow().exchanges
    wrong = replace(whole[2], checks=(Check("state", passed=False, text="The state is another one."),))
    lines = draw(Attempt("", (whole[1], wrong))).lines
    assert lines[0].arrows[0].detail.startswith("state ✗")
    assert lines[1].trouble == "The state is another one."


@pytest.mark.parametrize(("came_back", "passed"), [("af0ifjsldkj", True), ("another", False)])
def test_compared_afterwards(came_back: str, passed: bool) -> None:
    """In a recording without checks, the state and the redirect URI are compared all the same."""
    whole = refused_flow()
    brought = replace(whole.exchanges[1], request=Message(parameters={"state": came_back}), checks=())
    compared = with_comparisons(replace(whole, exchanges=(whole.exchanges[0], brought, whole.exchanges[2])))
    assert [(check.name, check.passed) for check in compared.exchanges[1].checks] == [("state", passed)]
    assert ("redirect_uri", True) in [(check.name, check.passed) for check in compared.exchanges[2].checks]
    assert with_comparisons(code_flow()).exchanges[2] == code_flow().exchanges[2]


def test_hidden() -> None:
    """With a mask, no name and no id is in any word of the drawing or the details."""
    call = replace(good_flow().exchanges[4], url=f"{ORDERS}/users/ada@contoso.com", fault="ada@contoso.com is unknown")
    mask = Mask()
    line = draw(Attempt("", (call,)), mask).lines[0]
    assert "ada@" not in repr(line)
    assert "user-1" in line.arrows[0].words
    assert "ada@" not in repr(open_step("1", call, line.troubles, mask))


@given(ATTEMPTS)
def test_any_attempt_can_be_drawn(attempt: Attempt) -> None:
    """Whatever was recorded, each exchange is in one line, and each arrow goes from a lane to a lane."""
    drawing = draw(attempt)
    assert [at for line in drawing.lines for at in range(line.first, line.last + 1)] == list(
        range(len(attempt.exchanges))
    )
    for line in drawing.lines:
        assert line.arrows
        assert all({arrow.origin, arrow.target} <= set(range(len(drawing.lanes))) for arrow in line.arrows)
    draw(attempt, Mask())


@given(EXCHANGES)
def test_any_exchange_can_be_opened(exchange: Exchange) -> None:
    """Whatever was recorded can be shown in detail, every parameter of it."""
    details = open_step("1", exchange)
    shown = {row.name for row in details.rows}
    assert set(exchange.request.parameters) <= shown
    open_step("1", exchange, (), Mask())


def test_details() -> None:
    """A step opens to its address, its parameters with their meaning, what was compared, its answer and its ids."""
    details = open_step("4", code_flow().exchanges[3])
    rows = {row.name: row for row in reversed(details.rows)}
    assert details.title == "Step 4 · token request"
    assert rows["POST"].value.endswith("/oauth2/v2.0/token")
    assert rows["code_verifier"].look is Look.GOOD
    assert rows["code_verifier"].meaning.startswith("✓ ")
    assert "hidden" in rows["code_verifier"].value
    assert rows["grant_type"].meaning == "Redeems the code of the authorization response."
    assert rows["status"].value == "200"
    assert details.request_id.startswith("0b1c2d3e")
    assert details.correlation_id.startswith("5f0e1d2c")
    assert {"started", "took", "x-client-sku", "content-type"} <= rows.keys()


def test_apps_of_microsofts_are_named() -> None:
    """The id of an app that everybody knows is shown with its name."""
    asked = good_flow().exchanges[1]
    message = Message(
        parameters={"client_id": "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "resource": "https://graph.microsoft.com"}
    )
    rows = {row.name: row.meaning for row in open_step("1", replace(asked, request=message)).rows}
    assert rows["client_id"].startswith("Microsoft Azure CLI. The app that asks")
    assert rows["resource"].startswith("Microsoft Graph. ")


def test_pasted_without_an_answer() -> None:
    """A request that was pasted alone is not under way, and has no moment; one that was sent just now is."""
    call = replace(good_flow().exchanges[4], status=None, response=None, seconds=None)
    assert draw(Attempt("", (call,))).lines[0].arrows[0].detail == "under way …"
    alone = replace(call, started=0.0)
    assert draw(Attempt("", (alone,))).lines[0].arrows[0].detail == ""
    assert "started" not in [row.name for row in open_step("1", alone).rows]


def test_the_moment_may_be_far_off() -> None:
    """A clock that makes no sense is shown as it is, and nothing breaks."""
    exchange = replace(good_flow().exchanges[0], started=1e18)
    assert any("1e+18" in row.value for row in open_step("1", exchange).rows)
    assert "1970" in to_har([exchange])
