"""Addresses and form bodies."""

import urllib.parse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.artifact import Kind, Place
from inspector.tokens.recognise import recognise
from tests.tokens.pastes import CODE, REFRESH, TENANT, TOKEN, TRACE, find, kinds, only

AUTHORIZE = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/authorize"


def query(**parameters: str) -> str:
    """Return parameters as a query string."""
    return urllib.parse.urlencode(parameters)


@pytest.mark.parametrize("name", ["access_token", "id_token"])
def test_a_redirect_with_a_token_in_its_fragment(name: str) -> None:
    """The implicit flow: the response, and the token inside it."""
    response, token = recognise(
        f"https://localhost:3000/#{name}={TOKEN}&token_type=Bearer&expires_in=3600&state=1"
    ).artifacts
    assert (response.kind, response.place) == (Kind.AUTHORIZATION_RESPONSE, Place.FRAGMENT)
    assert (token.text, token.name, token.place, token.inside) == (TOKEN, name, Place.FRAGMENT, response.id)


def test_a_redirect_with_a_code() -> None:
    """The code is an artifact of its own."""
    response, code = recognise(f"http://localhost/?code={CODE}&state=12345&session_state={TRACE}").artifacts
    assert response.parameters["state"] == "12345"
    assert (code.kind, code.text, code.place, code.inside) == (Kind.AUTHORIZATION_CODE, CODE, Place.QUERY, response.id)


def test_a_redirect_with_an_error() -> None:
    """The error is decoded from the query."""
    description = f"AADSTS65004: User declined to consent to access the app.\r\nTrace ID: {TRACE}"
    found = only("http://localhost/?" + query(error="access_denied", error_description=description, state="2"))
    assert found.kind is Kind.AUTHORIZATION_RESPONSE
    assert found.error is not None
    assert (found.error.code, found.error.error, found.error.trace_id) == ("AADSTS65004", "access_denied", TRACE)
    assert found.error.description == description


@pytest.mark.parametrize("lead", ["#", "?", ""])
def test_a_redirect_without_its_address(lead: str) -> None:
    """People copy what follows the # or ? alone."""
    response = find(f"{lead}error=access_denied&error_description=denied&state=1", Kind.AUTHORIZATION_RESPONSE)
    assert response.place is {"#": Place.FRAGMENT, "?": Place.QUERY, "": Place.FORM}[lead]


def test_an_authorization_request() -> None:
    """With its parameters decoded and its claims request inside."""
    address = f"{AUTHORIZE}?" + query(
        client_id=TRACE,
        response_type="code",
        redirect_uri="http://localhost/x?y=1",
        claims='{"id_token":{"acrs":null}}',
    )
    request, claims = recognise(address).artifacts
    assert request.kind is Kind.AUTHORIZATION_REQUEST
    assert request.parameters["redirect_uri"] == "http://localhost/x?y=1"
    assert (claims.kind, claims.name, claims.inside) == (Kind.CLAIMS_REQUEST, "claims", request.id)


def test_an_authorization_request_over_several_lines() -> None:
    """As documentation prints it."""
    found = only(
        f"{AUTHORIZE}?\nclient_id={TRACE}\n&response_type=code\n&redirect_uri=http%3A%2F%2Flocalhost\n&scope=openid%20profile"
    )
    assert found.parameters["scope"] == "openid profile"


def test_an_address_in_html_has_its_ampersands_undone() -> None:
    """&amp; stands for &."""
    assert (
        only(f"{AUTHORIZE}?client_id=x&amp;response_type=code&amp;scope=openid").parameters["response_type"] == "code"
    )


def test_an_admin_consent_address_and_its_answer() -> None:
    """A request and a response."""
    assert kinds(
        f"https://login.microsoftonline.com/{TENANT}/adminconsent?client_id={TRACE}&redirect_uri=http://localhost"
    ) == ["authorization_request"]
    assert kinds(f"http://localhost/?admin_consent=True&tenant={TENANT}") == ["authorization_response"]


def test_the_error_page_names_a_code() -> None:
    """`error_uri` points at it."""
    found = only("https://login.microsoftonline.com/error?code=50011")
    assert found.kind is Kind.ERROR_CODE
    assert found.error is not None
    assert found.error.code == "AADSTS50011"


@pytest.mark.parametrize(
    ("body", "inner"),
    [
        (f"grant_type=refresh_token&refresh_token={REFRESH}&client_id=x", Kind.REFRESH_TOKEN),
        (f"client_id=x&code={CODE}&grant_type=authorization_code&code_verifier=v", Kind.AUTHORIZATION_CODE),
        (f"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={TOKEN}", Kind.ACCESS_TOKEN),
        (f"client_assertion={TOKEN}&grant_type=client_credentials&client_id=x", Kind.CLIENT_ASSERTION),
    ],
)
def test_a_token_request(body: str, inner: Kind) -> None:
    """Form-encoded, with the credential inside."""
    request, credential = recognise(body).artifacts
    assert (request.kind, request.place) == (Kind.TOKEN_REQUEST, Place.FORM)
    assert (credential.kind, credential.inside) == (inner, request.id)


def test_a_token_request_over_several_lines() -> None:
    """As documentation prints it."""
    found = only(
        "client_id=x\n&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default\n&client_secret=s\n&grant_type=client_credentials"
    )
    assert found.parameters == {
        "client_id": "x",
        "scope": "https://graph.microsoft.com/.default",
        "client_secret": "s",
        "grant_type": "client_credentials",
    }


def test_a_token_in_the_query_of_a_call() -> None:
    """It stands in every log on its way."""
    found = only(f"https://api.example/orders?access_token={TOKEN}")
    assert (found.text, found.place, found.name) == (TOKEN, Place.QUERY, "access_token")


def test_a_saml_response_in_a_form() -> None:
    """Named, not decoded."""
    body = query(
        SAMLResponse="PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6cHJvdG9jb2wiPg==",
        RelayState="x",
    )
    assert kinds(body) == ["authorization_response", "saml_assertion"]


def test_ordinary_addresses_are_nothing() -> None:
    """A query alone is no sign-in."""
    assert kinds("see https://example.com/search?q=token&page=2 and https://aka.ms/x#part and a=b&c=d") == []


@given(st.text(alphabet="https://a?b=c&d#e%3Ccode=error=\n", max_size=120))
@settings(max_examples=200)
def test_no_text_raises(text: str) -> None:
    """Whatever stands where an address could."""
    recognise(text)
    recognise(f"https://x/?code={text}")


def test_a_token_request_as_lines_of_a_tool() -> None:
    """Names and values with a colon between them."""
    found = only("grant_type:client_credentials\nclient_id: x\nscope:api://x/.default")
    assert found.kind is Kind.TOKEN_REQUEST
    assert found.parameters["scope"] == "api://x/.default"


def test_a_description_that_was_not_encoded_is_read_to_the_end_of_its_line() -> None:
    """As some programs print a redirect."""
    text = f"https://app/cb#error=unauthorized_client&error_description=AADSTS700016: Application with identifier '{TRACE}' was not found. Trace ID: {TENANT}&state=x"
    found = only(text)
    assert found.parameters["state"] == "x"
    assert found.error is not None
    assert (found.error.trace_id, found.error.values["client_id"]) == (TENANT, TRACE)
