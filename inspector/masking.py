"""What is secret or personal, and how it is masked or made harmless to show: used by all, knows nobody."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

# Parameters and members whose value is a credential wherever they stand (RFC 6749, 7521, 8628; OIDC Core; cookies).
SECRET_NAMES = frozenset(
    """access_token refresh_token id_token token code code_verifier device_code client_secret client_assertion
    assertion password passwd pwd samlresponse samlrequest authorization cookie set-cookie proxy-authorization
    accesstoken idtoken refreshtoken subject_token actor_token id_token_hint login_hint_token logout_token ctx
    flowtoken secret session_state client_info sas sig ocp-apim-subscription-key x-functions-key x-api-key
    api_key apikey connectionstring at""".split()
)

# Three or five base64url parts whose first is a JSON object ("eyJ"), or what is left of one.
_COMPACT = r"eyJ[\w\-+/=%]{8,}(?:\.[\w\-+/=%]*){0,4}"
# Entra's refresh tokens and codes ("0.A…", "1.A…"), personal-account ones ("M.C…", "EwB…").
_ENTRA = r"\b[01]\.A[\w\-]{20,}(?:\.[\w\-]+)*|\bM\.[A-Z]\d{2,4}_[\w.\-!*$%]{16,}|\bEw[A-Z][\w\-+/=%]{80,}"
_NAMED = (
    r"(?P<name>\b(?:access_token|refresh_token|id_token|code_verifier|device_code|client_secret|client_assertion|assertion|"
    r"password|SAMLResponse|SAMLRequest|sig|refreshToken|accessToken|idToken|clientSecret)\b[\"'\\]*\s{0,4}[=:]\s{0,4}[\"'\\]*)"
    r"(?P<value>[^\s\"'&,;<>\\{}\[\]()]{8,})"
)
# `code` is also what error bodies call their code, so only a long value after "=" is taken for a credential.
_CODE = r"(?P<parameter>\bcode=)(?P<code>[^\s\"'&,;<>\\{}\[\]()]{20,})"
# Connection strings, environment variables, command-line options and headers that carry a secret.
_SETTING = (
    r"(?P<setting>\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|Pwd|\w*(?:SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY))"
    r"[\"']{0,2}\s{0,4}[=:]\s{0,4}[\"']{0,2}|(?<![\w-])--?(?:client-secret|password|secret|passphrase|token|refresh-token|access-token|api-key|p)"
    r"[= ]\s{0,4}[\"']?|\b(?:x-functions-key|x-api-key|ocp-apim-subscription-key|api-key)\s{0,4}:\s{0,4}|"
    r"\b(?:set-)?cookie\s{0,4}:\s{0,4})(?P<kept>[^\s\"',;&<>{}()]{6,})"
)
# The private members of a JWK (RFC 7518, section 6) in JSON or a print of it.
_JWK = r"(?P<member>\\{0,4}[\"'](?:d|p|q|dp|dq|qi|k)\\{0,4}[\"']\s{0,4}:\s{0,4}\\{0,4}[\"'])(?P<private>[\w-]{20,})"
_HEADER = r"(?P<scheme>\b(?:Bearer|Basic|PoP|DPoP|Negotiate)\s+)(?P<credential>[\w\-+/=.~]{16,})"


@cache
def _secrets() -> re.Pattern[str]:
    return re.compile(f"{_NAMED}|{_CODE}|{_SETTING}|{_JWK}|{_HEADER}|{_COMPACT}|{_ENTRA}", re.IGNORECASE)


# An id or a name by itself: a credential has a sign or a space in it, begins a token, or is longer. (Most values of a
# token are such words, and asking all the patterns above of each took most of the time of explaining.)
_WORD = re.compile(r"[\w\-]{0,80}")

_HIDDEN = " characters hidden)"
# What stands in a sample where the reader's own secret belongs ("client_secret=YOUR_SECRET_VALUE") is none itself.
_STAND_IN = re.compile(
    r"(?:(?:YOUR|NEW|THE|CLIENT|APP|API|ACCESS|REFRESH|ID|SECRET|TOKEN|KEY|PASSWORD|VALUE|ASSERTION|VERIFIER|CODE)(?:_|$)){1,4}"
)


def mask_secret(text: str) -> str:
    """Return a mask that tells two secrets apart by length and, where long enough, by their first four characters."""
    head = text[:4] if len(text) >= 24 else ""
    return f"{head}…({len(text)}{_HIDDEN}"


def redact(text: str) -> str:
    """Return `text` with every token, code, secret and credential in it masked; the words around them stay."""
    if _WORD.fullmatch(text) and "eyj" not in text.lower():
        return text
    return _secrets().sub(_mask_match, text)


_PARTS = (
    ("name", "value"),
    ("parameter", "code"),
    ("setting", "kept"),
    ("scheme", "credential"),
    ("member", "private"),
)


def _mask_match(found: re.Match[str]) -> str:
    for before, secret in _PARTS:
        if found[secret]:
            return found[0] if _STAND_IN.fullmatch(found[secret]) else found[before] + mask_secret(found[secret])
    return mask_secret(found[0])


def is_secret_name(name: str) -> bool:
    """Whether a parameter, member or header called `name` holds a credential."""
    return name.lower() in SECRET_NAMES


# Control characters, and the bidirectional and invisible ones that make text read otherwise than it is.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str, *, lines: bool = False) -> str:
    """Return `text` with control, bidirectional and invisible characters spelled out as ⟨U+202E⟩.

    Tabs become spaces; line breaks are spelled out as well unless `lines` is set.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\t", "    ")
    shown = _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text.replace("\r\n", "\n") if lines else text)
    return shown if lines else shown.replace("\n", "⟨U+000A⟩")


def as_json(document: Any) -> str:
    """Return `document` as indented JSON; what a terminal could act on stands in it as JSON's own escapes."""
    import json

    return _UNSEEN.sub(_escape, json.dumps(document, indent=2, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


# Claims and parameters that name a person, a device or a place.
PERSONAL_NAMES = frozenset(
    """name given_name family_name nickname middle_name unique_name upn preferred_username email verified_primary_email
    verified_secondary_email emails phone_number phone address birthdate gender picture profile website
    login_hint sub oid puid altsecid ipaddr onprem_sid sid deviceid device_id home_oid user_id username userid
    user user_displayname home_puid samaccountname netbios_name dns_domain_name sip city country state
    postalcode streetaddress jobtitle extn.employeeid employeeid idp
    displayname givenname surname mail userprincipalname mailnickname mobilephone businessphones
    officelocation""".split()
)
_GUID = r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9a-fA-F])"
_MAIL = r"[\w.+%#'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
# IPv4, and IPv6 in full or with its zeros left out; of the latter those that begin as addresses in use do.
_ADDRESS = (
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b[23fF][0-9a-fA-F]{3}:(?:[0-9a-fA-F]{1,4}:){0,6}(?::[0-9a-fA-F]{1,4}){1,7}\b"
    r"|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b"
)
_DOMAIN = r"\b[\w-]{1,63}\.onmicrosoft\.(?:com|us|cn)\b|\b[\w-]{1,63}(?:-my)?\.sharepoint\.com\b"


class Mask:
    """Consistent replacements for one report: the same value always becomes the same word ("user-1").

    `known` are identifiers that are public (Microsoft's applications, roles, scopes) and stay readable.
    """

    def __init__(self, known: frozenset[str] = frozenset()) -> None:
        self._known = known
        self._words: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None

    def value(self, name: str, value: Any) -> Any:
        """Return the value of the claim or parameter `name`, masked where personal, in lists and objects too."""
        if isinstance(value, Mapping):
            return {key: self.value(key, inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(name, inner) for inner in value]
        if isinstance(value, str):
            return self._personal(name.lower(), value)
        return value

    def learn(self, name: str, value: Any) -> None:
        """Remember personal values, so that `text` finds them in sentences as well."""
        self.value(name, value)

    def text(self, text: str) -> str:
        """Return `text` with remembered values, GUIDs, addresses and mail addresses replaced."""
        text = redact(text)
        if self._words:
            text = self._remembered().sub(lambda found: self._words[found[0]], text)
        return _patterns().sub(self._replace, text)

    def _personal(self, name: str, value: str) -> str:
        if name in SECRET_NAMES and value:
            return value if value.endswith(_HIDDEN) else mask_secret(value)
        if name in PERSONAL_NAMES and len(value) > 1:
            return self._word("user" if "@" in value or "name" in name else name.replace("_", "-"), value)
        return self.text(value) if value else value

    def _replace(self, found: re.Match[str]) -> str:
        kind = found.lastgroup or "value"
        return found[0] if found[0].lower() in self._known else self._word(kind, found[0])

    def _word(self, kind: str, value: str) -> str:
        if value in self._words:
            return self._words[value]
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._words[value] = f"{kind}-{self._counts[kind]}"
        if not _found_by_shape().fullmatch(value):
            self._pattern = None
        return self._words[value]

    def _remembered(self) -> re.Pattern[str]:
        if self._pattern is None:
            # Ids and mail addresses are found by their shape, however many there are.
            shapeless = (word for word in self._words if len(word) > 2 and not _found_by_shape().fullmatch(word))
            longest_first = sorted(shapeless, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        return self._pattern


@cache
def _found_by_shape() -> re.Pattern[str]:
    return re.compile(f"{_GUID}|{_MAIL}")


@cache
def _patterns() -> re.Pattern[str]:
    return re.compile(f"(?P<id>{_GUID})|(?P<user>{_MAIL})|(?P<domain>{_DOMAIN})|(?P<address>{_ADDRESS})")


# Characters that no shell reads as anything but themselves, and those that single quotes make harmless.
_BARE = re.compile(r"[\w@%+:,./=~-]+", re.ASCII)
_QUOTABLE = re.compile(r"[ -&(-~]+")  # printable ASCII without '


def shell_quote(value: str) -> str | None:
    """Return `value` as one word for bash and PowerShell alike, or None where no quoting is safe in both."""
    if _BARE.fullmatch(value) and not value.startswith(("-", "~", "@")):
        return value
    return f"'{value}'" if _QUOTABLE.fullmatch(value) and not value.startswith("-") else None


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")


def escape_markdown(text: str) -> str:
    """Return `text` for a Markdown line: nothing in it is markup, a link or HTML."""
    return _MARKDOWN.sub(r"\\\1", visible(text))


def code_span(text: str) -> str:
    """Return `text` as a Markdown code span that it can't break out of."""
    shown = visible(text) or " "
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


# What opens a formula in a spreadsheet, also in the full-width forms that some take for the same.
_FORMULAS = tuple("=+-@＝＋－＠\t\r")


def escape_csv(value: str) -> str:
    """Return `value` so that a spreadsheet takes it as text, never as a formula."""
    shown = visible(value)
    return f"'{shown}" if shown.lstrip()[:1] in _FORMULAS else shown
