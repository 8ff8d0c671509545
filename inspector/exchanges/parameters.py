"""What each parameter of an authorization, token or device exchange is for, in one sentence."""

from inspector.words import _


def explain_parameter(name: str, value: str = "", *, answered: bool = False) -> str | None:
    """Return what the parameter or member `name` is for, here with `value` where that matters; None if unknown.

    `answered` says that it stands in an answer, where a few names mean something else.
    """
    if answered and name in _in_answers():
        return _in_answers()[name]
    return _by_value(name, value) or _meanings().get(name)


def _in_answers() -> dict[str, str]:
    return {
        "scope": _("What was granted, which may be more or less than was asked for."),
        "client_info": _("The account's identifiers, which MSAL keeps its cache by."),
        "expires_in": _("Seconds until it expires."),
    }


def _by_value(name: str, value: str) -> str | None:
    known = {
        ("response_mode", "form_post"): _("The browser posts the answer; nothing of it stays in its history."),
        ("response_mode", "query"): _("The answer stands in the address, and so in the browser's history."),
        ("response_mode", "fragment"): _("The answer stands after the #, where only scripts in the page read it."),
        ("prompt", "none"): _("No page may be shown: the answer is an error where one would be needed."),
        ("prompt", "login"): _("The person signs in afresh, whatever session there is."),
        ("prompt", "consent"): _("The person is asked for consent again."),
        ("prompt", "select_account"): _("The person chooses the account."),
        ("response_type", "code"): _("A code comes back through the browser; tokens don't pass through it."),
        ("grant_type", "authorization_code"): _("Redeems the code of the authorization response."),
        ("grant_type", "refresh_token"): _("Redeems a refresh token for new tokens."),
        ("grant_type", "client_credentials"): _("The app signs in as itself."),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"): _("Asks whether the code was entered yet."),
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"): _("Exchanges a token (on-behalf-of)."),
    }
    if name == "scope" and value.endswith("/.default"):
        return _("Everything that was granted of one API, which stands before “/.default”.")
    return known.get((name, value))


def _meanings() -> dict[str, str]:
    return _asked() | _proven() | _answered()


def _asked() -> dict[str, str]:
    return {
        "client_id": _("The app that asks, by its registration."),
        "response_type": _("What the answer should hold; “code” keeps tokens out of the browser."),
        "response_mode": _("How the browser brings the answer back."),
        "redirect_uri": _("Where the answer goes; must be registered, and the same in both requests."),
        "scope": _("What is asked for: permissions of one API, and openid, profile, offline_access."),
        "resource": _("The API, as the v1.0 endpoint names it; v2.0 uses scope."),
        "prompt": _("What the sign-in page must or must not ask."),
        "login_hint": _("The account that the page suggests."),
        "domain_hint": _("The tenant or kind of account, so that the page skips a question."),
        "claims": _("Claims that the tokens must fulfil, such as the answer to a challenge."),
        "max_age": _("How long ago, in seconds, the person may have signed in."),
        "client_info": _("Asks for the account's identifiers, which MSAL keeps its cache by."),
        "grant_type": _("What is handed in for the tokens."),
        "requested_token_use": _("Says that the token is exchanged on behalf of its user."),
    }


def _proven() -> dict[str, str]:
    return {
        "state": _("Ties the answer to this request; an answer with another one is refused."),
        "nonce": _("Ties the ID token to this request; it must come back in the token."),
        "code_challenge": _("The hash of a secret that only this program knows (PKCE)."),
        "code_challenge_method": _("How the challenge was made; S256 is the safe one."),
        "code_verifier": _("The secret behind the challenge: proves that the same program redeems the code."),
        "code": _("Good for one redemption within minutes."),
        "client_secret": _("The app's password."),
        "client_assertion": _("A statement signed with the app's certificate, in place of a secret."),
        "client_assertion_type": _("Says that the assertion is a JWT."),
        "assertion": _("The token that is exchanged."),
        "refresh_token": _("Brings new tokens without the person."),
        "device_code": _("What this program polls with."),
        "user_code": _("What the person types."),
        "iss": _("The issuer that answers; it must be the one that was asked (RFC 9207)."),
        "session_state": _("The session at the issuer, for noticing a sign-out."),
    }


def _answered() -> dict[str, str]:
    return {
        "access_token": _("For the API, and for nobody else."),
        "id_token": _("Tells this app who signed in; never send it to an API."),
        "token_type": _("How the access token is presented."),
        "expires_in": _("Seconds until the access token expires."),
        "ext_expires_in": _("Seconds for which it might still be used while the issuer is down."),
        "refresh_in": _("Seconds after which it should be renewed ahead of time."),
        "foci": _("The refresh token belongs to a family of Microsoft's own apps."),
        "error": _("The kind of refusal, which programs go by."),
        "error_description": _("The refusal in the issuer's words; programs must not go by it."),
        "error_codes": _("The issuer's own codes, the most general first."),
        "suberror": _("The refusal more closely."),
        "timestamp": _("When it was refused."),
        "trace_id": _("The request at the issuer, for its support."),
        "correlation_id": _("The whole attempt, for the issuer's support and its sign-in logs."),
        "error_uri": _("A page about the code."),
        "verification_uri": _("Where the person enters the code."),
        "verification_uri_complete": _("The same, with the code in it."),
        "interval": _("Seconds between two polls."),
        "issuer": _("The name that its tokens carry as iss."),
        "authorization_endpoint": _("Where the browser goes."),
        "token_endpoint": _("Where tokens are asked for."),
        "device_authorization_endpoint": _("Where device codes are asked for."),
        "jwks_uri": _("Where the public keys are."),
    }
