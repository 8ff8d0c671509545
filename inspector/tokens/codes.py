"""The names of refusals: Entra ID's codes, the libraries' codes, OAuth's and the APIs' error names."""

import re
from collections.abc import Iterable
from functools import cache

# Cheap tests before the expressions: any of these must stand in a text that names a code.
MARKS = (
    "AADSTS",
    "IDX",
    "IDW",
    "AADB2C",
    "AKV",
    "TF4",
    "TF2",
    "TF3",
    "VS",
    "MSIS",
    "ID4",
    "ID3",
    "0x",
    "aadsts",
    "Aadsts",
)
OAUTH_ERRORS = frozenset(
    """
    access_denied account_selection_required authorization_declined authorization_pending
    bad_verification_code consent_required expired_token insufficient_claims insufficient_scope
    insufficient_user_authentication interaction_required invalid_assertion invalid_client
    invalid_dpop_proof invalid_grant invalid_request invalid_request_object invalid_request_uri
    invalid_resource invalid_scope invalid_target invalid_token login_required registration_not_supported
    request_not_supported request_uri_not_supported server_error slow_down temporarily_unavailable
    unauthorized_client unmet_authentication_requirements unsupported_grant_type unsupported_response_mode
    unsupported_response_type unsupported_token_type use_dpop_nonce
    """.split()
)
# Names that APIs of Microsoft give to refusals about identity and permission.
API_ERRORS = frozenset(
    """
    AccessDenied accessDenied Authentication_ExpiredToken Authentication_MissingOrMalformed
    Authentication_MSGraphPermissionMissing Authentication_RequestFromNonPremiumTenantOrB2CTenant
    Authentication_RequestFromUnsupportedUserRole Authentication_Unauthorized AuthenticationFailed
    AuthenticationFailedInvalidHeader AuthenticationFailedMissingToken AuthenticationTypeDisabled
    Authorization_IdentityNotFound Authorization_RequestDenied Authorization_UnauthorizedClient
    AuthorizationFailed AuthorizationFailure AuthorizationInfoNotFound AuthorizationPermissionMismatch
    AuthorizationProtocolMismatch AuthorizationRequiredError AuthorizationResourceTypeMismatch
    AuthorizationServiceMismatch AuthorizationSourceIPMismatch
    Client_Credential_Authentication_Types_Are_Mutually_Exclusive
    Client_Credentials_Required_In_Confidential_Client_Application CompactToken
    DenyAssignmentAuthorizationFailed Directory_ObjectNotFound Directory_QuotaExceeded ErrorAccessDenied
    ErrorInsufficientPermissionsInAccessToken ErrorInvalidUser ErrorItemNotFound ExpiredAuthenticationToken
    ExtensionError ForbiddenByConnection ForbiddenByFirewall ForbiddenByPolicy ForbiddenByRbac generalException
    http_status_not_200 InsufficientAccessError InsufficientAccountPermissions InvalidAudience
    InvalidAuthenticationInfo InvalidAuthenticationToken InvalidAuthenticationTokenAudience
    InvalidAuthenticationTokenIssuer InvalidAuthenticationTokenSignature InvalidAuthenticationTokenTenant
    InvalidSubscriptionId InvalidTenant InvalidToken InvalidTokenError InvalidUpn
    KeyBasedAuthenticationNotPermitted LinkedAuthorizationFailed MailboxNotEnabledForRESTAPI
    MailboxNotSupportedForRESTAPI MissingClaim MissingClaimType MissingSubscriptionRegistration
    NoAuthenticationInformation notAllowed OperationFailed OrganizationFromTenantGuidNotFound PermissionDenied
    PowerBIEntityNotFound PowerBINotAuthorizedException PowerBINotLicensedException PrincipalNotFound
    PublicAccessNotPermitted quotaLimitReached Request_BadRequest Request_ResourceNotFound
    Request_UnsupportedQuery RequestDisallowedByAzure RequestDisallowedByPolicy ResourceNotFound
    RoleAssignmentExists RoleAssignmentUpdateNotPermitted RoleDefinitionDoesNotExist SasTokenExpired ScopeLocked
    SubscriptionNotFound TenantNotFound TokenExpired TokenNotFound TooManyRequests unauthenticated
    UnauthorizedAccessException UnknownError
    """.split()
)
# Codes that wrap another one in the same message, and words that say less than any other name.
_WRAPPERS = frozenset({"AADSTS70002", "AADSTS50000", "AADSTS90000", "AADSTS70000"})
VAGUE = frozenset(
    "Unauthorized Forbidden BadRequest UnknownError InternalServerError NotFound unauthenticated Unknown Error".split()
)


@cache
def code_pattern() -> re.Pattern[str]:
    """Return what finds the codes of Entra ID, Azure AD B2C, the .NET libraries, Key Vault, Azure DevOps and AD FS."""
    return re.compile(
        r"(?<![A-Za-z0-9])(?:(?i:AADSTS)[ :#-]{0,2}\d{4,8}|AADB2C\d{4,6}|ID[XW]\d{5}|AKV\d{4,5}|TF\d{5,6}|VS\d{5,6}"
        r"|MSIS\d{4,5}"
        r"|ID[34]\d{3}|0x(?:800[47]|(?i:CAA)[0-9A-Fa-f])[0-9A-Fa-f]{4})(?![0-9A-Fa-f])"
    )


@cache
def name_pattern() -> re.Pattern[str]:
    """Return what finds OAuth's error values and the APIs' names for refusals."""
    names = "|".join(sorted((*OAUTH_ERRORS, *API_ERRORS), key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9_.\-/])(?:{names})(?![A-Za-z0-9_\-/]|\.\w)")


@cache
def local_pattern() -> re.Pattern[str]:
    """Return what finds the names that libraries give to their own errors, such as interaction_in_progress.

    They stand in snake case behind the class of the error or behind a label; group 1 or 2 is the name.
    """
    return re.compile(
        r"(?:Error|Exception|error)[\"']?(?: \[)?:\s{1,3}[\"']?([a-z]{2,20}(?:_[a-z]{2,20}){1,6})(?=[:.,\"'\s\]]|$)"
        r"|(?i:error[ _]?code)\\?[\"']?\s{0,9}[:=]\s{0,9}\\?[\"']?([a-z]{2,20}(?:_[a-z]{2,20}){1,6})(?![\w.])"
    )


@cache
def service_pattern() -> re.Pattern[str]:
    """Return what finds the numbers of services that are no numbers of Entra ID: SQL, Service Bus, Event Hubs."""
    return re.compile(
        r"(?i:error|number|sub-?code|sub-?status)[ \t]{0,3}(?i:number)?[ \t:=(]{1,4}(18456|33134|4010[0-3])(?!\d)"
        r"|(?<!\d)(4010[0-3]): "
    )


def codes_in(text: str) -> list[str]:
    """Return the codes in `text`, each once, in order."""
    if not any(mark in text for mark in MARKS):
        return []
    return list(dict.fromkeys(spelled(found[0]) for found in code_pattern().finditer(text)))


def spelled(code: str) -> str:
    """Return a code in its own spelling."""
    return "".join(filter(str.isalnum, code)).upper() if code[:3].lower() == "aad" else code


def rank(codes: Iterable[str]) -> tuple[str, ...]:
    """Order codes, each once: the most specific first, a wrapper after what it wraps, vague words last."""
    return tuple(sorted(dict.fromkeys(code for code in codes if code), key=_generality))


def _generality(code: str) -> int:
    if code in VAGUE:
        return 6
    if code in OAUTH_ERRORS:
        return 5
    if code in _WRAPPERS:
        return 2
    if code.startswith("AADSTS"):
        return 1 if len(code) <= 11 else 0  # long codes refine short ones
    return 1 if code[:3] in ("AAD", "AKV") or code[:4] == "MSIS" or code[:3] in ("IDX", "IDW") else 3
