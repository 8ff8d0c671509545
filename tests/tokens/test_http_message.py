"""Raw HTTP messages and commands that send one."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.artifact import Kind, Place
from inspector.tokens.recognise import recognise
from tests.tokens.pastes import CORRELATION, REFRESH, TOKEN, TRACE, base64_of, find, kinds

ENDPOINT = "https://login.microsoftonline.com/common/oauth2/v2.0/token"


def test_a_raw_request() -> None:
    """Method, address, headers, and the token in the Authorization header."""
    request, token = recognise(
        f"GET /v1.0/me HTTP/1.1\r\nHost: graph.microsoft.com\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
    ).artifacts
    assert request.http is not None
    assert (request.http.method, request.http.url, request.http.header("host")) == (
        "GET",
        "/v1.0/me",
        "graph.microsoft.com",
    )
    assert (token.text, token.place, token.name, token.inside) == (
        TOKEN,
        Place.AUTHORIZATION_HEADER,
        "authorization",
        request.id,
    )


def test_a_raw_token_request_with_a_form() -> None:
    """The body is read as what it is."""
    text = f"POST /oauth2/v2.0/token HTTP/1.1\nHost: x\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=refresh_token&refresh_token={REFRESH}"
    assert kinds(text) == ["http_request", "token_request", "refresh_token"]


def test_a_token_request_sent_as_json() -> None:
    """The endpoint reads forms only, so the place matters to a rule."""
    text = f'POST {ENDPOINT} HTTP/1.1\nContent-Type: application/json\n\n{{"grant_type": "client_credentials", "client_id": "x"}}\n\nHTTP/1.1 400 Bad Request ... AADSTS900144: parameter: \'grant_type\'.'
    assert kinds(text) == ["http_request", "token_request", "http_response", "error_response"]
    assert find(text, Kind.TOKEN_REQUEST).parameters["grant_type"] == "client_credentials"
    error = find(text, Kind.ERROR_RESPONSE).error
    assert error is not None
    assert (error.code, error.status) == ("AADSTS900144", 400)


def test_a_raw_response() -> None:
    """Challenges and body are inside it; the status goes to each refusal."""
    body = json.dumps(
        {
            "error": {
                "code": "InvalidAuthenticationToken",
                "message": "m",
                "innerError": {"request-id": TRACE, "client-request-id": CORRELATION},
            }
        }
    )
    challenge = f'Bearer realm="", error="insufficient_claims", claims="{base64_of({"access_token": {}})}"'
    text = f'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Type: application/json\r\n\r\n{body}'
    response, *inner = recognise(text).artifacts
    assert response.http is not None
    assert (response.http.status, response.http.reason) == (401, "Unauthorized")
    assert [artifact.kind for artifact in inner] == [Kind.CHALLENGE, Kind.CHALLENGE, Kind.ERROR_RESPONSE]
    assert {artifact.inside for artifact in inner} == {response.id}
    assert [artifact.error.status for artifact in inner if artifact.error] == [401, 401]


def test_a_response_that_says_nothing_but_its_status_is_a_refusal() -> None:
    """401 or 403 without any text; the headers' ids are kept."""
    error = find(f"HTTP/2 403 Forbidden\nrequest-id: {TRACE}\ncontent-length: 0\n\n", Kind.ERROR_RESPONSE).error
    assert error is not None
    assert (error.code, error.status, error.trace_id) == (None, 403, TRACE)


def test_a_verbose_trace_of_curl_is_two_messages() -> None:
    """> and < stand before the lines."""
    text = f"> GET /me HTTP/1.1\n> Host: x\n> Authorization: Bearer {TOKEN}\n>\n< HTTP/1.1 401 Unauthorized\n< Content-Length: 0\n<\n"
    assert kinds(text) == ["http_request", "access_token", "http_response", "error_response"]


def test_a_cookie_is_a_place() -> None:
    """A token in a cookie stands there."""
    assert find(f"GET / HTTP/1.1\nCookie: a=b; session={TOKEN}\n\n", Kind.ACCESS_TOKEN).place is Place.COOKIE


COMMANDS = {
    "bash": "curl -X POST '{url}' \\\n  -H 'Authorization: Bearer {token}' \\\n  -H \"Accept: application/json\" \\\n  --data-raw 'grant_type=client_credentials&client_id=x'",
    "bash, other quoting": 'curl --request POST --url={url} --header "Authorization: Bearer {token}" -d grant_type=client_credentials -d client_id=x',
    "cmd": 'curl -X POST ^"{url}^" ^\r\n  -H ^"Authorization: Bearer {token}^" ^\r\n  --data-raw ^"grant_type=client_credentials^&client_id=x^"',
    "PowerShell": 'curl.exe -X POST "{url}" `\n  -H "Authorization: Bearer {token}" `\n  --data-raw "grant_type=client_credentials&client_id=x"',
    "dollar": "$ curl -sS -XPOST $'{url}' -H $'Authorization: Bearer {token}' --data $'grant_type=client_credentials&client_id=x'",
}


@pytest.mark.parametrize("shell", COMMANDS)
def test_a_curl_command(shell: str) -> None:
    """As each shell quotes it."""
    pasted = recognise(COMMANDS[shell].format(url=ENDPOINT, token=TOKEN))
    request = find(pasted, Kind.HTTP_REQUEST)
    assert request.http is not None
    assert (request.http.method, request.http.url) == ("POST", ENDPOINT)
    assert request.http.header("authorization") == f"Bearer {TOKEN}"
    token = find(pasted, Kind.ACCESS_TOKEN)
    assert (token.text, token.place, token.inside) == (TOKEN, Place.AUTHORIZATION_HEADER, request.id)
    form = find(pasted, Kind.TOKEN_REQUEST)
    assert (form.parameters["client_id"], form.inside) == ("x", request.id)


def test_quotation_marks_sent_in_the_header_are_a_flaw() -> None:
    """The API would refuse them."""
    pasted = recognise(f"curl https://x -H 'Authorization: Bearer \"{TOKEN}\"'")
    assert [flaw.code for flaw in find(pasted, Kind.ACCESS_TOKEN).flaws] == ["quotes-sent"]


def test_a_fetch_call() -> None:
    """As browsers copy it."""
    text = f'fetch("https://graph.microsoft.com/v1.0/me", {{"headers": {{"authorization": "Bearer {TOKEN}"}}, "method": "GET"}});'
    pasted = recognise(text)
    request = find(pasted, Kind.HTTP_REQUEST)
    assert request.http is not None
    assert request.http.url == "https://graph.microsoft.com/v1.0/me"
    assert find(pasted, Kind.ACCESS_TOKEN).place is Place.AUTHORIZATION_HEADER


def test_invoke_rest_method() -> None:
    """PowerShell's call."""
    text = f'Invoke-RestMethod -Method Get -Uri "https://graph.microsoft.com/v1.0/me" -Headers @{{ Authorization = "Bearer {TOKEN}" }}'
    pasted = recognise(text)
    request = find(pasted, Kind.HTTP_REQUEST)
    assert request.http is not None
    assert (request.http.method, request.http.url) == ("GET", "https://graph.microsoft.com/v1.0/me")
    assert find(pasted, Kind.ACCESS_TOKEN).place is Place.AUTHORIZATION_HEADER


def test_a_call_without_a_version_leaves_the_rest_alone() -> None:
    """As Graph Explorer shows it."""
    text = 'GET https://graph.microsoft.com/v1.0/me\n\n401 Unauthorized\n{"error":{"code":"InvalidAuthenticationToken","message":"Access token is empty."}}'
    request, error = recognise(text).artifacts
    assert request.kind is Kind.HTTP_REQUEST
    assert error.inside is None
    assert error.error is not None
    assert error.error.status == 401


@given(st.text(alphabet="curl -H'\"\\^`$\n aAB:/.&|;{}", max_size=120))
@settings(max_examples=300)
def test_no_command_raises(text: str) -> None:
    """Any quoting."""
    recognise(f"curl https://a.b {text}")
    recognise(f'fetch("https://a.b", {text}')
    recognise(f"Invoke-RestMethod -Uri https://a.b {text}")


@given(st.text(alphabet="GET /HTP1.04:\r\n x<>*Bearer", max_size=120))
@settings(max_examples=300)
def test_no_message_raises(text: str) -> None:
    """Any lines."""
    recognise(f"GET / HTTP/1.1\n{text}")
    recognise(f"HTTP/1.1 401 {text}")


def test_what_developer_tools_copy() -> None:
    """The general part of a request, which names its status."""
    text = "Request URL: https://graph.microsoft.com/v1.0/me\nRequest Method: GET\nStatus Code: 403 Forbidden\n"
    request, response, refusal = recognise(text).artifacts
    assert request.http is not None
    assert (request.http.method, request.http.url) == ("GET", "https://graph.microsoft.com/v1.0/me")
    assert response.http is not None
    assert response.http.status == 403
    assert refusal.inside == response.id


TABLE = """$body = @{
  grant_type    = "password"
  'client_id'   = '11112222-bbbb-3333-cccc-4444dddd5555'
  username      = "jane+x@contoso.com"
  password      = "Winter & 2026!"
}
$r = Invoke-RestMethod -Method Post -Uri "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token" -Body $body"""
INLINE = (
    "Invoke-RestMethod -Method Post -Uri 'https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token' -Body "
    "@{grant_type='password'; client_id='11112222-bbbb-3333-cccc-4444dddd5555'; username='jane+x@contoso.com'; "
    "password='Winter & 2026!'}"
)


@pytest.mark.parametrize("text", [TABLE, INLINE])
def test_a_body_of_powershell_is_a_form(text: str) -> None:
    """A hash table in a variable or in the call is sent form-encoded."""
    request, form = recognise(text).artifacts
    assert (request.kind, form.kind, form.inside) == (Kind.HTTP_REQUEST, Kind.TOKEN_REQUEST, request.id)
    assert dict(form.parameters) == {
        "grant_type": "password",
        "client_id": "11112222-bbbb-3333-cccc-4444dddd5555",
        "username": "jane+x@contoso.com",
        "password": "Winter & 2026!",
    }


def test_a_body_that_is_not_there_is_not_made_up() -> None:
    """The variable's value stands elsewhere."""
    [request] = recognise(
        "Invoke-RestMethod -Method Post -Uri https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token -Body $body"
    ).artifacts
    assert (request.kind, request.http.body if request.http else None) == (Kind.HTTP_REQUEST, "")


@given(st.text(alphabet="@{}$=;'\"\n -Bodyx", max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_body_of_powershell_makes_the_reader_raise(text: str) -> None:
    """Whatever stands around the call."""
    for artifact in recognise(f"$x = @{{{text}\nInvoke-RestMethod -Uri https://a.b/c -Body $x {text}").artifacts:
        assert 0 <= artifact.start <= artifact.end
