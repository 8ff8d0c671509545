"""Failures told without a code: messages whose code was trimmed, libraries' sentences, people's own words."""

import re
from itertools import pairwise

import pytest

from inspector import resource_files
from inspector.knowledge import refusals

SAID = {
    "symptom-roles-missing": (
        "I decoded the access token and the roles claim is missing.",
        "There are no app roles in the token although I assigned them",
        "token.roles: the 'roles' array is always empty",
        "We don't see roles in the JWT after signing in.",
        "App roles are not included in the access token",
    ),
    "symptom-role-not-recognised": (
        'User.IsInRole("Admin") always returns false',
        '[Authorize(Roles = "Manager")] gives a 403 for everybody',
        "RolesAuthorizationRequirement:User.IsInRole must be true for one of the following roles: (Writer)",
        "You don't have sufficient privileges to access this page",
    ),
    "symptom-groups-missing": (
        "The groups claim is not present in the ID token.",
        "I can't see any groups in the access token",
        "the token has hasgroups: true and nothing else about groups",
        "login failed: user is not a member of one of the required groups",
        'claim "groups" not found in token',
    ),
    "symptom-groups-as-ids": (
        "The groups claim contains only object IDs",
        "I need group names instead of GUIDs",
    ),
    "symptom-email-missing": (
        "After login the email claim is null",
        "KeyError: 'email'",
        "Email missing in token",
        "can't get email from this user",
        "No email found in the user info",
        "OAuth 2.0 id_token email claim not found",
    ),
    "symptom-upn-missing": (
        "Error returning user info: 'upn'",
        "upn claim missing from v2 token",
        "unique_name is not in the access token anymore",
        "The preferred_username claim is empty",
    ),
    "symptom-claim-missing": (
        "my extension_abc_department attribute does not appear in the token: the custom claim is missing",
        "given_name claim is not returned",
        "There is no oid claim",
        "the optional claims don't appear",
    ),
    "symptom-refresh-token-missing": (
        "the response contains access_token but no refresh token",
        "refresh_token is null",
        "KeyError: 'refresh_token'",
        "We are not getting a refresh token from the v2 endpoint",
        "Refresh token is never returned",
    ),
    "symptom-id-token-missing": ("id_token is undefined in the response", "the answer comes without an id_token"),
    "symptom-scope-missing": (
        "scp claim is missing",
        "the access token does not contain the scope I asked for",
        "The permissions I granted do not show up in the token",
        "There is no scp in the token",
    ),
    "symptom-wrong-audience": (
        "token has the wrong audience",
        "the aud claim is always 00000003-0000-0000-c000-000000000000",
        "Audience does not match",
        "my API says: incorrect audience in the token",
        "How can I change the audience of my token?",
    ),
    "symptom-wrong-issuer": (
        "token has wrong issuer",
        "the iss is https://sts.windows.net/x/ instead of login.microsoftonline.com",
        "I always get v1.0 tokens although I call the v2 endpoint",
        "Exception: Invalid token issuer",
        "Invalid token issuer. Expected 'https://login.example/x'",
        "issuer mismatch",
    ),
    "symptom-signature-not-verified": (
        "jwt.io says invalid signature",
        "I cannot verify the access token that I got for Graph",
        "Signature verification always fails",
    ),
    "symptom-token-opaque": ("the access token is not a valid JWT", "we got an opaque token", "token cannot be decoded"),
    "symptom-token-short-lived": ("The token expires after 1 hour", "users are logged out every 60 minutes"),
    "symptom-redirect-loop": (
        "After login the app is in an infinite redirect loop",
        "ERR_TOO_MANY_REDIRECTS",
        "it keeps redirecting to the Microsoft page",
        "stuck in a login loop",
    ),
    "symptom-consent-every-time": ("the consent screen appears every time", "Users are asked for consent each time they sign in: consent every time"),
    "symptom-cannot-grant-consent": ("The button 'Grant admin consent' is greyed out: Grant admin consent disabled",),
    "symptom-wrong-account": ("It signs me in automatically with the wrong account", "there is no account picker"),
    "symptom-sign-in-every-time": ("it asks me to sign in every time", "I have to log in again after each restart: forced to log in every run"),
    "symptom-user-not-populated": (
        "HttpContext.User is always empty",
        "User.Identity.Name is null",
        "User.Identity.IsAuthenticated is false",
        "Authorization failed. These requirements were not met: DenyAnonymousAuthorizationRequirement",
    ),
    "symptom-logout-not-returning": ("after logging out the browser does not get redirected: logout does not redirect",),
    "symptom-http-redirect": ("the redirect_uri starts with http instead of https",),
    "symptom-token-refused": (
        "The API returns 401 although the token looks right",
        "I get Unauthorized with a valid token",
        "the API does not accept the token",
        "Invalid access token",
    ),
    "symptom-forbidden-despite-consent": (
        "403 from Graph even though admin consent was granted",
        "Permissions are granted but every call is denied",
    ),
    "symptom-token-expired": ("the access token has expired",),
    "symptom-silent-fails": ("ssoSilent fails in Safari", "third-party cookies are blocked"),
    "symptom-popup": ("the popup stays open after login", "popup blocked"),
    "symptom-guest-refused": ("Guest users cannot sign in",),
    "symptom-wrong-tenant": ("I am logged in to the wrong tenant",),
    "owin-authorization-denied": ('{"Message":"Authorization has been denied for this request."}',),
    "authorization-header-missing": ("Authorization header is missing", "Full authentication is required to access this resource"),
    "fastapi-azure-auth-refused": ("Token contains invalid claims", "Required scope missing"),
    "angular-oidc-token-invalid": ("authorizedCallback, token(s) validation failed, resetting", "incorrect iss does not match authWellKnownEndpoints issuer"),
    "clock-differs": ("Token used too early, 1 < 2", "the server time is out of sync"),
    "cors-sign-in-endpoint": (
        "Access to fetch at 'https://login.microsoftonline.com/common/oauth2/v2.0/token' from origin 'https://x' has been blocked by CORS policy",
    ),
    "cors-own-api": ("Access to XMLHttpRequest at 'https://api.example/x' from origin 'https://app' has been blocked by CORS policy",),
    "headers-too-large": ("HTTP Error 400. The size of the request headers is too long.", "400 Request Header Or Cookie Too Large"),
    "tls-not-trusted": ("ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED]", "Error: unable to get local issuer certificate"),
    "sign-in-host-unreachable": ("getaddrinfo ENOTFOUND login.microsoftonline.com",),
    "oauth-state-mismatch": (
        "mismatching_state: CSRF Warning! State not equal in request and response.",
        "(csrf_detected) CSRF detected",
        "Laravel\\Socialite\\Two\\InvalidStateException",
        "Invalid state",
        "Callback handler failed. CAUSE: Missing state cookie from login request",
        "The state parameter did not match the one in the session",
    ),
    "browser-state-not-found": (
        "No matching state found in storage",
        "Error: No state in response",
        "There are no query params available for parsing.",
    ),
    "appauth-no-stored-state": (
        "W/AppAuth: No stored state - unable to handle response",
        "Response state param did not match request state",
        "E/AppAuth: Response received for unknown request with state null",
    ),
    "keycloak-audience-account": (
        "invalid claims, 'aud' claim and 'client_id' do not match, aud=account, client_id=webapp",
        "audience from claim aud with value [shop account] does not match with any of allowed audiences map[shop:{}]",
        '"aud": "account"',
    ),
    "google-refresh-token-ended": ("Token has been expired or revoked.",),
    "google-not-verified": (
        "Access blocked: Mailer has not completed the Google verification process",
        "The app is currently being tested, and can only be accessed by developer-approved testers.",
    ),
    "issuer-redirect-mismatch": (
        "Error 400: redirect_uri_mismatch",
        "The redirect URI in the request, https://a.example/cb, does not match the ones authorized for the OAuth client.",
        "Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.",
        "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings",
        "Invalid parameter: redirect_uri",
        "https://pool.auth.eu-west-1.amazoncognito.com/error?error=redirect_mismatch",
    ),
    "client-authenticated-twice": (
        "Cannot supply multiple client credentials. Use one of the following",
        "More than one authentication method used",
    ),
    "okta-policy-denied": (
        "Policy evaluation failed for this request, please check the policy configurations.",
        "error=access_denied&error_description=Policy+evaluation+failed+for+this+request",
    ),
    "issuer-client-unknown": (
        "Invalid client or Invalid client credentials",
        "UNKNOWN_CLIENT: Client was not identified by any client authenticator",
        "Invalid client secret.",
    ),
    "issuer-grant-off": (
        "Grant type 'password' not allowed for the client.",
        "Client not allowed for direct access grants",
        "Client not enabled to retrieve service account",
        "requested grant type is restricted to this client",
    ),
    "keycloak-session-ended": (
        '{"error":"invalid_grant","error_description":"Token is not active"}',
        '{"error":"invalid_grant","error_description":"Session not active"}',
        "invalid_grant (Session not active)",
    ),
    "cognito-token-use": ("CognitoJwtInvalidTokenUseError: Token use not allowed: id. Expected: access",),
    "issuer-code-not-valid": (
        '{"error":"invalid_grant","error_description":"Code not valid"}',
        "Invalid authorization code",
        "The authorization code is invalid or has expired.",
    ),
    "issuer-pkce-mismatch": (
        "PKCE verification failed: Code mismatch",
        "Failed to verify code verifier",
    ),
    "issuer-pkce-required": (
        "Missing parameter: code_challenge_method",
        "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.",
    ),
    "issuer-redirect-second-leg": ("Incorrect redirect_uri",),
    "issuer-refresh-token-unknown": (
        "Unknown or invalid refresh token.",
        "The refresh token is invalid or expired.",
        "Refresh Token has been revoked",
    ),
    "google-disallowed-useragent": ("Error 403: disallowed_useragent",),
    "admin_policy_enforced": ("Error 400: admin_policy_enforced",),
    "auth0-audience-unknown": ("access_denied: Service not found: https://orders.example",),
    "auth0-client-grant-missing": ('Client is not authorized to access "https://orders.example".',),
    "openid-client-issuer-differs": (
        'OperationProcessingError: "response" body "issuer" property does not match the expected value',
        'body "issuer" does not match "expectedIssuer"',
        "invalid issuer in discovery document",
    ),
    "openid-client-key-unknown": (
        "RPError: no valid key found in issuer's jwks_uri for key parameters {\"kid\":\"a\"}",
        '"kid" invalid, unable to lookup correct key',
        "Unable to find a matching key with kid abc",
    ),
    "spring-azure-audience": ("Invalid token audience. Provided value [a] does not match neither client-id nor AppIdUri.",),
    "msal-reserved-scopes": ("(openid) are reserved scopes and may not be specified",),
    "msal-ios-url-scheme": ('The required app scheme "msauth.com.x" is not registered in the app\'s info.plist file.',),
    "msal-ios-error": ('Error Domain=MSALErrorDomain Code=-50002 "(null)"',),
    "msal-android-redirect": (
        "The redirect URI in the configuration file doesn't match with the one generated with package name and signature hash.",
        "Intent filter for: BrowserTabActivity is missing.",
        "The broker redirect URI is incorrect, it should be msauth://com.x/abc=",
    ),
    "teams-resource-origin": ("App resource defined in manifest and iframe origin do not match",),
    "teams-sso-failed": ("getAuthToken failed: resourceRequiresConsent", "getAccessToken error 13005", "error code: 13004"),
    "graph-missing-scope": (
        "Missing role permissions on the request. API requires one of 'User.Read.All'. Roles on the request 'Mail.Read'.",
        "Missing application roles. API required roles: SecurityEvents.Read.All, application roles: .",
    ),
    "missing-required-scopes": ("missing required scopes: Files.Read", "the app is missing the Files.Read permission"),
    "graph-token-without-permissions": ("Either scp or roles claim need to be present in the token.",),
    "graph-protected-api": ("Invoked API requires Protected API access in application-only context",),
    "graph-application-access-policy": ("No application access policy found for this app",),
    "graph-personal-not-supported": ("This API is not supported for MSA accounts",),
    "msa-client-not-enabled": ("The client does not exist or is not enabled for consumers.",),
    "msa-redirect-uri": ("The provided value for the input parameter 'redirect_uri' is not valid.",),
    "power-query-credentials": ("We couldn't authenticate with the credentials provided. Please try again.",),
    "oauthlib-scope-changed": ('Warning: Scope has changed from "a b" to "a".',),
    "oauthlib-insecure-transport": ("(insecure_transport) OAuth 2 MUST utilize https.",),
    "token-response-without-access-token": ("oauth2: server response missing access_token", "(missing_token) Missing access token parameter."),
    "php-azure-token-invalid": ("The client_id / audience is invalid!",),
    "authlib-invalid-claim": ('invalid_claim: Invalid claim "iss"',),
    "swagger-authorize-failed": ("Auth Error TypeError: Failed to fetch",),
    "blazor-login-failed": ("There was an error trying to log you in: ''",),
    "bot-not-authorized": ("Unauthorized. Invalid AppId passed on token",),
    "authlib-metadata-missing": ('RuntimeError: Missing "jwks_uri" in metadata',),
    "social-auth-forbidden": ("ERROR social Your credentials aren't allowed.",),
    "dataverse-forbidden-anonymous": ("The HTTP request was forbidden with client authentication scheme 'Anonymous'.",),
    "power-bi-forbidden": ("Reports.GenerateToken: Operation returned an invalid status code 'Forbidden'",),
    "terraform-no-credential": ("building AzureAD Client: unable to obtain access token", "could not configure AzureCli Authorizer"),
    "powershell-assembly-conflict": ("Could not load file or assembly 'Microsoft.Identity.Client, Version=4.1'",),
    "mggraph-not-connected": ("Authentication needed. Please call Connect-MgGraph.",),
    "sharepoint-legacy-login": ("The sign-in name or password does not match one in the Microsoft account system.",),
    "sharepoint-token-type": ("Token type is not allowed.",),
    "spfx-permission-not-approved": ("SharePoint Online Client Extensibility Web Application Principal",),
    "exchange-impersonation": ("The account does not have permission to impersonate the requested user.",),
    "exchange-app-role": ("The role assigned to application 1 isn't supported in this scenario.",),
    "github-id-token-permission": ("Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable",),
    "azure-login-inputs": ("Not all values are present. Ensure 'client-id' and 'tenant-id' are supplied.",),
    "devops-service-connection": ("Could not fetch access token for Azure. Verify if the Service Principal used is valid and not expired.",),
    "certificate-key-unavailable": ("CryptographicException: Keyset does not exist",),
    "sql-entra-sign-in-failed": ("Failed to authenticate the user 'x' in Active Directory (Authentication=ActiveDirectoryPassword).",),
}  # fmt: skip

TRIMMED = {
    "Need admin approval\nTracker needs permission to access resources in your organization": "AADSTS90094",
    "The app requires admin consent": "AADSTS90094",
    "The certificate with identifier used to sign the client assertion is not registered on application.": "AADSTS700027",
    "The redirect URI 'https://x/cb' specified in the request does not match the redirect URIs configured for the app": "AADSTS50011",
    "The user or administrator has not consented to use the application with ID 'x' named 'y'.": "AADSTS65001",
    "Application with identifier 'x' was not found in the directory 'y'.": "AADSTS700016",
    "Invalid client secret provided. Ensure the secret being sent in the request is the value": "AADSTS7000215",
    "The client secret has expired": "AADSTS7000222",
    "Application 'x'(y) is not configured as a multi-tenant application.": "AADSTS50194",
    "You must use multi-factor authentication to access '000'": "AADSTS50076",
    "The signed in user 'a@b.c' is not assigned to a role for the application 'x'(y).": "AADSTS50105",
    "The resource principal named api://x was not found in the tenant named y.": "AADSTS500011",
    "The provided value for the input parameter 'scope' is not valid.": "AADSTS70011",
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code": "AADSTS54005",
    "must contain the following parameter: 'client_assertion' or 'client_secret'": "AADSTS7000218",
    "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.": "AADSTS9002326",
    "No matching federated identity record found for presented assertion subject 'repo:a/b'": "AADSTS700213",
    "Your sign-in was successful but does not meet the criteria to access this resource.": "AADSTS53003",
    "Selected user account does not exist in tenant 'X' and cannot access the application 'y' in that tenant.": "AADSTS50020",
    "You can't sign in here with a personal account. Use your work or school account instead.": "AADSTS500200",
    "Proof Key for Code Exchange is required for cross-origin authorization code redemption.": "AADSTS9002325",
    "The request body must contain the following parameter: 'grant_type'": "AADSTS900144",
    "Audience validation failed. Audiences: 'a'. Did not match: validationParameters.ValidAudience: 'b'": "IDX10214",
    "Lifetime validation failed. The token is expired. ValidTo: 'x'": "IDX10223",
    "Unable to obtain configuration from: 'https://x'": "IDX20803",
    "Neither scope or roles claim was found in the bearer token": "IDW10201",
    "Access is denied. Check credentials and try again.": "ErrorAccessDenied",
    "The provided authority is not a trusted authority.": "untrusted_authority",
    "TypeError: Cannot read property 'digest' of undefined": "pkce_not_created",
    "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://api.example/x": "403",
}  # fmt: skip

ORDINARY = (
    "I followed the tutorial and signed in. The roles of the team are described in the wiki, and everything works.",
    "Please add the user to the group and assign the role. We use email for notifications; the email was sent yesterday.",
    "The state of the deployment is fine. The signature of the package was verified and the token was issued for our API.",
    "2026-11-23 10:00:00 INFO  Started application in 3.2 seconds (process running for 4.1)",
    '2026-11-23T10:00:01Z level=info msg="request completed" method=GET path=/healthz status=200 duration=3ms',
    "Acquired token for scope https://graph.microsoft.com/.default from the cache; it is valid for another hour.",
    '10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] "GET /signin-oidc HTTP/1.1" 302 0 "-" "Mozilla/5.0"',
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJhdWQiOiJhcGk6Ly94IiwiaXNzIjoiaHR0cHM6Ly9sb2dpbiJ9.c2ln",
    '{"aud": "api://x", "iss": "https://sts.windows.net/t/", "roles": ["Reader"], "scp": "access", "email": "a@b.c", "groups": []}',
    "Register the application, choose single-page application, copy the client ID and create a client secret.",
    "The audience of this guide are developers who have used OAuth before. An issuer publishes its keys as a JWKS.",
    "curl -H 'Authorization: Bearer TOKEN' https://graph.microsoft.com/v1.0/me",
    "services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddMicrosoftIdentityWebApi(Configuration);",
    "await msalInstance.acquireTokenSilent({ scopes: ['User.Read'], account });",
    "The certificate was renewed, uploaded to the app registration and works. The refresh token was used successfully.",
    "Users sign in with their work account and give consent once; then the page loads its data from the API.",
)  # fmt: skip


def first(text: str) -> str | None:
    """The code of the row that a reader would see, as diagnosis chooses it: complaints come last."""
    found = [row.code for row, _where in refusals.by_wording(text)]
    return next((code for code in found if not code.startswith("symptom-")), next(iter(found), None))


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SAID.items() for text in texts])
def test_a_failure_is_known_by_its_words(code: str, text: str) -> None:
    """Each wording leads to the row about its cause."""
    assert first(text) == code


@pytest.mark.parametrize("text", TRIMMED)
def test_a_message_is_known_without_its_code(text: str) -> None:
    """People trim the code and keep the message."""
    assert first(text) == TRIMMED[text]


def test_every_row_of_wordings_has_an_example() -> None:
    """No row of the file is untested."""
    rows = re.findall(
        r'^\{"code":"([^"]+)"', resource_files.read_text("knowledge/refusals/wordings.jsonl"), re.MULTILINE
    )
    assert sorted(set(rows) - set(SAID)) == []


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_no_failure_has_no_wording(text: str) -> None:
    """Guides, logs, tokens and code that works are not taken for a failure."""
    assert [row.code for row, _where in refusals.by_wording(text)] == []


def test_each_line_of_the_table_belongs_to_a_row_and_compiles() -> None:
    """Code, words that are always there, and the expression."""
    for line in resource_files.read_text("knowledge/wordings.tsv").splitlines()[1:]:
        code, near, words = line.split("\t")
        row = refusals.refusal(code)
        assert row is not None, line
        assert row.causes, line
        assert near == near.lower(), line
        assert len(near) >= 4, line
        re.compile(words, re.IGNORECASE)


def test_no_wording_of_the_table_stands_twice() -> None:
    """Two codes for one message would depend on their order."""
    lines = sorted(
        tuple(line.split("\t")[1:]) for line in resource_files.read_text("knowledge/wordings.tsv").splitlines()[1:]
    )
    assert [one for one, other in pairwise(lines) if one == other] == []


def test_a_long_hostile_text_is_read_to_its_end() -> None:
    """200 kB in which every pattern begins again and again takes time in proportion to its length."""
    near = {word for _code, _pattern, words in refusals._wordings() for word in words}
    text = " ".join(sorted(near))
    hostile = (text * (200_000 // len(text) + 1))[:200_000]
    assert isinstance([row.code for row, _where in refusals.by_wording(hostile)], list)
    for word in ("roles ", "no ", "token ", "state ", "consent ", "redirect ", "no email "):
        assert isinstance(list(refusals.by_wording((word * 100_000)[:200_000])), list)
