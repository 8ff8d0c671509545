"""Refusals: documents and running text, in any language."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.resource_files import names, read_text
from inspector.tokens.artifact import ErrorResponse, Kind, Place
from inspector.tokens.codes import code_pattern, rank
from inspector.tokens.recognise import recognise
from tests.minting import TENANT
from tests.tokens.pastes import CORRELATION, TOKEN, TRACE, base64_of, find, kinds, only

MESSAGE = f"AADSTS65001: The user or administrator has not consented to use the application with ID '{TENANT}' named 'Orders'.\r\nTrace ID: {TRACE}\r\nCorrelation ID: {CORRELATION}\r\nTimestamp: 2024-05-01 10:00:00Z"
BODY = {
    "error": "invalid_grant",
    "error_description": MESSAGE,
    "error_codes": [65001],
    "suberror": "consent_required",
    "trace_id": TRACE,
    "correlation_id": CORRELATION,
    "timestamp": "2024-05-01 10:00:00Z",
}


def error_of(text: str) -> ErrorResponse:
    """Return the one refusal of `text`."""
    found = [artifact.error for artifact in recognise(text).artifacts if artifact.error]
    assert len(found) == 1, found
    assert found[0] is not None
    return found[0]


WRITINGS = {
    "json": json.dumps(BODY),
    "escaped once": json.dumps(json.dumps(BODY)),
    "escaped twice": json.dumps(json.dumps(json.dumps(BODY))),
    "in an exception": f"com.microsoft.aad.msal4j.MsalServiceException: {json.dumps(BODY)}\n\tat com.microsoft.aad.msal4j.X(Y.java:1)",
    "in another body": json.dumps({"statusMessage": "Request failed: " + json.dumps(BODY)}),
    "as text": MESSAGE,
    "as a print": repr(BODY),
    "on one line": "azure.core.exceptions.ClientAuthenticationError: Authentication failed: "
    + MESSAGE.replace("\r\n", " "),
    "with escapes": MESSAGE.replace("\r\n", "\\r\\n"),
    "front cut": json.dumps(BODY)[40:],
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_refusal_is_read_in_every_writing(writing: str) -> None:
    """Code, ids, time and values."""
    error = error_of(WRITINGS[writing])
    assert error.code == "AADSTS65001"
    assert (error.trace_id, error.correlation_id, error.timestamp) == (TRACE, CORRELATION, "2024-05-01 10:00:00Z")
    assert (error.values["client_id"], error.values["client_name"]) == (TENANT, "Orders")


def test_the_members_of_an_oauth_error() -> None:
    """`error` and `suberror` in their own fields."""
    error = error_of(json.dumps(BODY))
    assert (error.error, error.suberror) == ("invalid_grant", "consent_required")
    assert error.description == MESSAGE


def test_a_claims_challenge_in_a_body_is_decoded() -> None:
    """Whether it comes as JSON or in base64."""
    challenge = {"access_token": {"acrs": {"essential": True, "value": "c1"}}}
    for written in (json.dumps(challenge), base64_of(challenge)):
        error = error_of(json.dumps(BODY | {"error": "interaction_required", "claims": written}))
        assert error.claims is not None
        assert dict(error.claims.values) == challenge
        assert error.claims_text == written


@pytest.mark.parametrize(
    ("body", "codes", "status"),
    [
        (
            {"error": {"code": "InvalidAuthenticationToken", "message": "Access token is empty."}},
            ("InvalidAuthenticationToken",),
            None,
        ),
        (
            {
                "error": {
                    "code": "Authorization_RequestDenied",
                    "message": "Insufficient privileges",
                    "innerError": {"date": "2024-01-01T00:00:00", "request-id": TRACE},
                }
            },
            ("Authorization_RequestDenied",),
            None,
        ),
        (
            {"error": {"code": "Forbidden", "message": "no", "innererror": {"code": "ErrorAccessDenied"}}},
            ("ErrorAccessDenied", "Forbidden"),
            None,
        ),
        (
            {"error": {"code": "AuthorizationFailed", "message": "The client does not have authorization"}},
            ("AuthorizationFailed",),
            None,
        ),
        ({"code": "AuthenticationFailed", "message": "Authentication failed."}, ("AuthenticationFailed",), None),
        (
            {
                "odata.error": {
                    "code": "-2147024891, System.UnauthorizedAccessException",
                    "message": {"lang": "en", "value": "Access denied."},
                }
            },
            ("UnauthorizedAccessException",),
            None,
        ),
        (
            {
                "error": {
                    "code": "Unauthorized",
                    "message": "AKV10032: Invalid issuer. Expected one of https://a, found https://b.",
                }
            },
            ("AKV10032", "Unauthorized"),
            None,
        ),
        ({"error": {"code": "403", "message": "Forbidden by policy", "status": "403"}}, (), 403),
        ({"statusCode": 401, "message": "Unauthorized. Access token is missing or invalid."}, (), 401),
        ({"type": "https://x", "title": "Forbidden", "status": 403, "detail": "no"}, (), 403),
        ({"timestamp": "2024", "status": 401, "error": "Unauthorized", "path": "/x"}, ("Unauthorized",), 401),
        ({"Message": "Authorization has been denied for this request."}, (), None),
        ({"error_description": "Invalid issuer or signature.", "error": "invalid_client"}, ("invalid_client",), None),
        (
            {"errorCode": "interaction_in_progress", "errorMessage": "m", "subError": "", "name": "BrowserAuthError"},
            ("interaction_in_progress",),
            None,
        ),
    ],
)
def test_the_shapes_of_apis(body: Any, codes: tuple[str, ...], status: int | None) -> None:
    """Graph, ARM, Key Vault, SharePoint, API Management, problem details, Spring, ASP.NET, MSAL.js."""
    error = error_of(json.dumps(body))
    assert error.codes == codes
    assert error.status == status


@pytest.mark.parametrize(
    "body",
    [
        {"status": 200, "message": "OK"},
        {"code": "ok", "message": "fine"},
        {"status": {"errorCode": 0}},
        {"message": "hello"},
        {"error": None},
        {"error": {}},
    ],
)
def test_what_is_no_refusal(body: Any) -> None:
    """Success, and messages of other things."""
    assert kinds(json.dumps(body)) == []


def test_xml_errors_of_storage_and_sharepoint() -> None:
    """Code, message and the detail."""
    storage = '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message><AuthenticationErrorDetail>Issuer validation failed.</AuthenticationErrorDetail></Error>'
    assert error_of(storage).code == "AuthenticationFailed"
    assert "Issuer validation failed." in error_of(storage).description
    sharepoint = '<m:error xmlns:m="x"><m:code>-2147024891, System.UnauthorizedAccessException</m:code><m:message xml:lang="en">Access denied.</m:message></m:error>'
    assert error_of(sharepoint).code == "UnauthorizedAccessException"


def test_an_html_error_page_in_any_language() -> None:
    """The code is ASCII; entities are undone; the labels before the ids may be anything."""
    page = (
        "<!doctype html><html><body><div>サインインできませんでした。</div>"
        "<div>AADSTS50011: 要求で指定されたリダイレクト URI &#39;https://a.example/b?x=1&amp;y=2&#39; が一致しません。</div>"
        f"<p>要求 ID: {TRACE}<br>関連付け ID: {CORRELATION}<br>タイムスタンプ: 2024-01-01 00:00:00Z</p></body></html>"
    )
    error = error_of(page)
    assert error.code == "AADSTS50011"
    assert error.values["redirect_uri"] == "https://a.example/b?x=1&y=2"
    assert (error.trace_id, error.correlation_id) == (TRACE, CORRELATION)


def test_a_wrappers_code_comes_after_the_one_it_wraps() -> None:
    """70002 says only that credentials failed."""
    error = error_of(
        "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion is not within its valid time range."
    )
    assert error.codes == ("AADSTS50012", "AADSTS70002")


def test_the_longer_code_refines_the_shorter_one() -> None:
    """70001 and 700016."""
    assert rank(["AADSTS70001", "invalid_client", "AADSTS700016", "Forbidden"]) == (
        "AADSTS700016",
        "AADSTS70001",
        "invalid_client",
        "Forbidden",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AADSTS50011", "AADSTS50011"),
        ("aadsts50011", "AADSTS50011"),
        ("AADSTS: 50011", "AADSTS50011"),
        ("50011", "AADSTS50011"),
        ('"AADSTS700016:"', "AADSTS700016"),
        ("IDX10214", "IDX10214"),
        ("AADB2C90118", "AADB2C90118"),
    ],
)
def test_a_code_alone(text: str, code: str) -> None:
    """It is an error code rather than a response."""
    found = only(text)
    assert found.kind is Kind.ERROR_CODE
    assert found.error is not None
    assert found.error.codes == (code,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Error: IDW10201: Neither scope or roles claim was found", "IDW10201"),
        (
            "ServiceException: Code: Authorization_RequestDenied\nMessage: Insufficient privileges",
            "Authorization_RequestDenied",
        ),
        ("BrowserAuthError: interaction_in_progress: Interaction is currently in progress.", "interaction_in_progress"),
        ("ErrorCode: user_null\nMessage: none", "user_null"),
        ("MSAL error code: 7000218 in the log", "AADSTS7000218"),
        ("oauth2: cannot fetch token: invalid_client", "invalid_client"),
        ("TF400813: The user 'x' is not authorized to access this resource.", "TF400813"),
        ("Login failed for user '<token-identified principal>'. Error Number:18456,State:1", "18456"),
        ("an Error: InvalidAudience was given", "InvalidAudience"),
        ("failed with 0xCAA20003", "0xCAA20003"),
    ],
)
def test_codes_of_libraries_and_services_in_text(text: str, code: str) -> None:
    """Each in its own spelling."""
    assert error_of(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "The token was not accepted by the API",
        "Issuer validation failed. Issuer did not match.",
        "roles are empty",
        "my code: see below",
        "HTTP 200 OK",
    ],
)
def test_prose_without_a_code_is_nothing(text: str) -> None:
    """It is for the diagnosis to look up."""
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("401 Unauthorized", 401),
        ("HTTP/1.1 403", 403),
        ("Response status code does not indicate success: 403 (Forbidden).", 403),
        ("Request failed with status code 401", 401),
        ("StatusCode: 401, ReasonPhrase: 'Unauthorized'", 401),
        ("The remote server returned an error: (401) Unauthorized.", 401),
        ("Forbidden (403)", 403),
    ],
)
def test_a_status_alone(text: str, status: int) -> None:
    """It has no code."""
    error = error_of(text)
    assert (error.status, error.codes) == (status, ())


def test_rows_of_the_sign_in_log() -> None:
    """JSON and CSV; successes are passed over; the newest comes first."""
    row = {
        "createdDateTime": "2024-01-01T00:00:00Z",
        "userPrincipalName": "ann@contoso.example",
        "appId": TENANT,
        "correlationId": CORRELATION,
        "status": {"errorCode": 50105, "failureReason": "not assigned"},
    }
    error = error_of(json.dumps([row, row | {"status": {"errorCode": 0}}]))
    assert (error.code, error.values["user"], error.correlation_id) == (
        "AADSTS50105",
        "ann@contoso.example",
        CORRELATION,
    )
    assert (
        error_of(json.dumps({"ResultType": "50126", "ResultDescription": "Invalid username or password."})).code
        == "AADSTS50126"
    )
    csv = f'"Date (UTC)","Request ID","Username","Sign-in error code","Failure reason"\n"2024-01-01T00:00:00Z","{TRACE}","a@b.c","50105","Not, assigned"\n"2024-01-02T00:00:00Z","{CORRELATION}","a@b.c","50126","Bad"\n"2024-01-03T00:00:00Z","x","a@b.c","0","Other"\n'
    first, second = recognise(csv).artifacts
    assert (first.error and first.error.code, second.error and second.error.code) == ("AADSTS50126", "AADSTS50105")
    assert first.place is Place.LOG


def line(number: int, code: str, correlation: str) -> str:
    """Return a line of a log."""
    return f"2024-05-01 10:00:{number:02} ERROR sign-in failed {code}: something. Correlation ID: {correlation}\n"


def test_several_refusals_of_several_requests() -> None:
    """One for each correlation id, newest first, whichever order the log has."""
    other = "99999999-7777-4888-8999-aaaaaaaaaaaa"
    text = line(1, "AADSTS50011", CORRELATION) + line(2, "AADSTS65001", other) + line(3, "AADSTS50011", CORRELATION)
    first, second = (artifact.error for artifact in recognise(text).artifacts)
    assert first is not None
    assert second is not None
    assert (first.code, first.timestamp, first.correlation_id) == ("AADSTS50011", "2024-05-01 10:00:03", CORRELATION)
    assert (second.code, second.correlation_id) == ("AADSTS65001", other)


def test_two_refusals_pasted_one_after_the_other() -> None:
    """Their ids, or the paragraphs, tell them apart."""
    other = MESSAGE.replace("65001", "50011").replace(TRACE, TENANT).replace(CORRELATION, CORRELATION[::-1])
    assert [artifact.error.code for artifact in recognise(f"{MESSAGE}\n{other}").artifacts if artifact.error] == [
        "AADSTS65001",
        "AADSTS50011",
    ]
    assert len(kinds("AADSTS50011: The reply address does not match.\n\nAADSTS65001: The user has not consented.")) == 2


def test_of_very_many_refusals_the_newest_are_kept() -> None:
    """And what was left out is said."""
    text = "".join(
        line(number % 60, f"AADSTS{50_000 + number}", f"{number:08x}-7777-4888-8999-aaaaaaaaaaaa")
        for number in range(120)
    )
    pasted = recognise(text)
    assert len(pasted.artifacts) == 50
    assert pasted.truncated is not None
    assert "70" in pasted.truncated


def test_a_stack_trace_is_no_part_of_the_message() -> None:
    """What follows the message is the program's, not the issuer's."""
    text = "System.Exception: IDX10214: Audience validation failed.\n   at A.B(C)\n   at D.E(F)\n" * 1
    assert error_of(text).description.endswith("failed.")


def test_no_description_holds_a_token() -> None:
    """The token is an artifact of its own, its text hidden from `repr`."""
    pasted = recognise(f"IDX10223: Lifetime validation failed for {TOKEN} of the caller")
    error = find(pasted, Kind.ERROR_RESPONSE).error
    assert error is not None
    assert TOKEN not in error.description
    assert TOKEN.rpartition(".")[2] not in repr(pasted)


def test_an_error_that_stands_twice_is_one() -> None:
    """Its JSON and the exception that repeats it."""
    assert kinds(f"{json.dumps(BODY)}\nMsalUiRequiredException: {MESSAGE}") == ["error_response"]


@given(st.text(alphabet="AADSTS50011 IDX:'\"\n{}code error_invalid_grant-:2024", max_size=150) | st.text(max_size=150))
@settings(max_examples=300)
def test_no_text_raises(text: str) -> None:
    """Around codes, too."""
    for whole in (
        text,
        f"AADSTS50011: {text}",
        f"{text}\n2024-01-01 00:00:00 IDX10214 {text}\n2024-01-01 00:00:01 {text}",
    ):
        for artifact in recognise(whole).artifacts:
            assert 0 <= artifact.start <= artifact.end <= len(whole)


def test_codes_are_matched_whole() -> None:
    """A longer number is no code, and neither is a part of a word."""
    assert code_pattern().findall("AADSTS5001 IDX102140 XIDX10214 AADSTS123456789") == ["AADSTS5001"]


def test_every_code_that_knowledge_explains_is_found() -> None:
    """Behind a label, as libraries print it; rows known by their wording have names with hyphens or dots."""
    rows = (line for name in names("knowledge/refusals", ".jsonl") for line in read_text(name).splitlines() if line)
    codes = (json.loads(line)["code"] for line in rows)
    wanted = [code for code in codes if not set("-.") & set(code) and not (code.isdigit() and len(code) == 3)]
    missed = [
        code
        for code in wanted
        if not any(
            code in artifact.error.codes
            for label in ("Error: {}: x", "ErrorCode: {}")
            for artifact in recognise(label.format(code)).artifacts
            if artifact.error
        )
    ]
    assert missed == []
