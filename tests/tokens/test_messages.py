"""The values that refusals quote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.messages import read_values

A = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
B = "11112222-bbbb-3333-cccc-4444dddd5555"


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (
            "AADSTS50011",
            "The reply address 'http://localhost:80/A' does not match the reply addresses configured for the application",
            {"redirect_uri": "http://localhost:80/A"},
        ),
        (
            "AADSTS50011",
            f"The redirect URI 'myapp://auth' specified in the request does not match the redirect URIs configured for the application '{A}'.",
            {"redirect_uri": "myapp://auth", "client_id": A},
        ),
        (
            "AADSTS700016",
            f"Application with identifier 'YOUR_CLIENT_ID' was not found in the directory '{B}'.",
            {"client_id": "YOUR_CLIENT_ID", "tenant": B},
        ),
        (
            "AADSTS700016",
            f"Application with identifier '{A}' was not found in the directory 'Contoso'.",
            {"client_id": A, "tenant": "Contoso"},
        ),
        ("AADSTS90002", f"Tenant '{A}' not found. Check to make sure you have the correct tenant ID", {"tenant": A}),
        (
            "AADSTS900023",
            "Specified tenant identifier 'authorize' is neither a valid DNS name, nor a valid external domain.",
            {"tenant": "authorize"},
        ),
        (
            "AADSTS50194",
            f"Application '{A}'(Orders) is not configured as a multi-tenant application.",
            {"client_id": A, "client_name": "Orders"},
        ),
        (
            "AADSTS65001",
            f"The user or administrator has not consented to use the application with ID '{A}' named 'Orders'.",
            {"client_id": A, "client_name": "Orders"},
        ),
        (
            "AADSTS650053",
            f"The application 'Orders' asked for scope 'Read.X' that doesn't exist on the resource '{B}'.",
            {"client_name": "Orders", "scope": "Read.X", "resource": B},
        ),
        (
            "AADSTS500011",
            f"The resource principal named api://orders was not found in the tenant named Contoso. Trace ID: {A}",
            {"resource": "api://orders", "tenant": "Contoso"},
        ),
        (
            "AADSTS50020",
            f"User account 'a@b.c' from identity provider 'live.com' does not exist in tenant 'Contoso' and cannot access the application '{A}'(Orders) in that tenant.",
            {
                "user": "a@b.c",
                "identity_provider": "live.com",
                "tenant": "Contoso",
                "client_id": A,
                "client_name": "Orders",
            },
        ),
        (
            "AADSTS50105",
            f"Your administrator has configured the application Orders ('{A}') to block users unless they are specifically granted access. The signed in user 'a@b.c' is blocked",
            {"client_name": "Orders", "client_id": A, "user": "a@b.c"},
        ),
        ("AADSTS50076", f"you must use multi-factor authentication to access '{A}'.", {"resource": A}),
        ("AADSTS7000222", f"The provided client secret keys for app '{A}' are expired.", {"client_id": A}),
        ("AADSTS7000215", f"Invalid client secret provided, for a secret added to app '{A}'.", {"client_id": A}),
        (
            "AADSTS70011",
            "The provided value for the input parameter 'scope' is not valid. The scope https://graph.microsoft.com/User.Read is not valid.",
            {"parameter": "scope", "scope": "https://graph.microsoft.com/User.Read"},
        ),
        (
            "AADSTS900144",
            "The request body must contain the following parameter: 'grant_type'.",
            {"parameter": "grant_type"},
        ),
        ("AADSTS901002", "The 'resource' request parameter is not supported.", {"parameter": "resource"}),
        ("AADSTS700054", "response_type 'id_token' is not enabled for the application.", {"response_type": "id_token"}),
        ("AADSTS70003", "The app requested an unsupported grant type 'password'.", {"grant_type": "password"}),
        (
            "AADSTS50013",
            "The audience in the assertion was 'abc' and the expected audience is 'def'",
            {"audience": "abc", "expected_audience": "def"},
        ),
        (
            "AADSTS700213",
            "No matching federated identity record found for presented assertion subject 'repo:a/b'. ",
            {"subject": "repo:a/b"},
        ),
        (
            "AADSTS70021",
            "No matching federated identity record found for presented assertion. Assertion Issuer: 'https://i'. Assertion Subject: 's'. Assertion Audience: 'a'.",
            {"issuer": "https://i", "subject": "s", "audience": "a"},
        ),
        (
            "AADSTS700082",
            "The token was issued on 2019-01-28T08:58:16.7135740Z and was inactive for 90.00:00:00.",
            {"issued": "2019-01-28T08:58:16.7135740Z"},
        ),
        (
            "AADSTS700024",
            "Current time: 2024-12-07T12:09:18.3149355Z, assertion valid from 1970-01-01T00:00:00.0000000Z, expiry time of assertion 2024-12-07T11:14:18.0000000Z",
            {
                "now": "2024-12-07T12:09:18.3149355Z",
                "issued": "1970-01-01T00:00:00.0000000Z",
                "expires": "2024-12-07T11:14:18.0000000Z",
            },
        ),
        (
            "IDX10214",
            "Audiences: 'api://a'. Did not match: validationParameters.ValidAudience: 'b' or validationParameters.ValidAudiences: 'null'.",
            {"audience": "api://a", "expected_audience": "b"},
        ),
        (
            "IDX10205",
            "Issuer: 'https://i/'. Did not match: validationParameters.ValidIssuer: 'null' or validationParameters.ValidIssuers: 'https://e'.",
            {"issuer": "https://i/", "expected_issuer": "https://e"},
        ),
        (
            "IDX10223",
            "Lifetime validation failed. The token is expired. ValidTo (UTC): '1/2/2024 3:04:05 AM', Current time (UTC): '1/2/2024 4:04:05 AM'.",
            {"expires": "1/2/2024 3:04:05 AM", "now": "1/2/2024 4:04:05 AM"},
        ),
        (
            "IDX10503",
            "Signature validation failed. Token does not have a kid. Keys tried: 'x'. kid: 'abc'.",
            {"key_id": "abc"},
        ),
        (
            "AKV10022",
            "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://management.azure.com.",
            {"expected_audience": "https://vault.azure.net", "audience": "https://management.azure.com"},
        ),
        ("invalid_token", "The audience 'api://x' is invalid", {"audience": "api://x"}),
        ("invalid_token", "The token expired at '05/01/2024 10:00:00'", {"expires": "05/01/2024 10:00:00"}),
        (
            "ExpiredAuthenticationToken",
            "The access token expiry UTC time '5/1/2024 1:00:00 AM' is earlier than current UTC time '5/1/2024 2:00:00 AM'.",
            {"expires": "5/1/2024 1:00:00 AM", "now": "5/1/2024 2:00:00 AM"},
        ),
        (
            "AADSTS1002012",
            "The provided value for scope api://x/read openid is not valid. Client credential flows must have a scope value with /.default",
            {"scope": "api://x/read openid"},
        ),
        (
            "AADSTS650052",
            f"The app is trying to access a service '{A}'(Orders API) that your organization 'Contoso' lacks a service principal for.",
            {"resource": A, "resource_name": "Orders API", "tenant": "Contoso"},
        ),
        (
            "AuthorizationFailed",
            f"The client 'a@b' with object id '{A}' does not have authorization to perform action 'X/read' over scope '/subscriptions/y'",
            {"user": "a@b", "subject": A, "permission": "X/read", "resource": "/subscriptions/y"},
        ),
    ],
)
def test_what_english_messages_quote(code: str, message: str, expected: dict[str, str]) -> None:
    """Under the names that knowledge uses."""
    text = f"{code}: {message}"
    values = read_values(text, (code,))
    assert {name: values.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (
            "AADSTS50011",
            f"Der in der Anforderung angegebene Umleitungs-URI „https://a/b“ stimmt nicht mit der Anwendung „{A}“ überein.",
            {"redirect_uri": "https://a/b", "client_id": A},
        ),
        (
            "AADSTS50011",
            f"L'URI de redirection « https://a/b » ne correspond pas à celle de l'application « {A} ».",
            {"redirect_uri": "https://a/b", "client_id": A},
        ),
        (
            "AADSTS700016",
            f"ディレクトリ '{B}' にアプリケーション '{A}' が見つかりません",
            {"client_id": B, "tenant": A},
        ),
        (
            "AADSTS50020",
            f'La cuenta de usuario "a@b.c" del proveedor de identidades "live.com" no existe en el inquilino "Contoso" y no puede acceder a la aplicación "{A}"(Orders).',
            {"user": "a@b.c", "identity_provider": "live.com", "tenant": "Contoso", "client_id": A},
        ),
        ("AADSTS90002", "租户“contoso.example”未找到。", {"tenant": "contoso.example"}),
    ],
)
def test_what_other_languages_quote(code: str, message: str, expected: dict[str, str]) -> None:
    """In the code's own order and shape."""
    values = read_values(f"{code}: {message}", (code,))
    assert {name: values.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    "hidden", ["[PII is hidden. For more details, see https://aka.ms/IdentityModel/PII.]", "System.String"]
)
def test_hidden_values_are_kept_and_said_to_be_hidden(hidden: str) -> None:
    """So that the diagnosis can say how to unhide them."""
    values = read_values(f"IDX10214: Audience validation failed. Audiences: '{hidden}'.", ("IDX10214",))
    assert values["audience"] == hidden
    assert values["hidden"] == "yes"


def test_several_allowed_audiences_are_a_list() -> None:
    """As ARM prints them."""
    values = read_values("It should exactly match with one of the allowed audiences 'https://a/','https://b'.")
    assert values["expected_audience"] == "https://a/, https://b"


@given(
    st.text(alphabet="AADSTS50011' \"“tenant scope user is not a valid domain \\", max_size=400),
    st.sampled_from(["AADSTS50011", "IDX10214", "x"]),
)
@settings(max_examples=300)
def test_no_text_raises(message: str, code: str) -> None:
    """And every value stands in the message."""
    for name, value in read_values(message, (code,)).items():
        assert name == "hidden" or value in message or ", " in value


def test_a_quote_that_ends_begins_no_value() -> None:
    """“'Single-Page Application' client-type” names no application; what stands after its last quote is no client id."""
    said = (
        "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. "
        "Request origin: 'https://app.fabrikam.example'."
    )
    assert "client_id" not in read_values(said)
