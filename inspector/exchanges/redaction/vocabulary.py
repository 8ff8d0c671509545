"""The words that stand for secrets and personal data in a redacted copy: the same value always becomes the same word.

What was learned is found again in any text, as it stands, percent-encoded, or escaped for JSON or HTML; and whatever
looks random enough to be a secret that nobody named is replaced as well.
"""

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from inspector.masking import PERSONAL_NAMES, SECRET_NAMES, Mask

_MORE_SECRET = frozenset(
    """x-csrf-token csrf csrftoken xsrf xsrf-token __requestverificationtoken canary apicanary sft flowtoken sctx
    nonce_cookie username_token bearer jwt ticket session sessionid session_id sid_token otp otc pin user_code
    passcode newpassword confirmpassword currentpassword privatekey private_key clientsecret idtokenhint
    request client_assertion_jwt x-ms-refreshtokencredential x-ms-devicecredential x-client-authorization ests
    estsauth verification_uri_complete x-xsrf-token x-auth-token x-access-token x-forwarded-access-token
    x-amz-security-token dpop signature""".split()
)
_MORE_PERSONAL = frozenset(
    """displayname givenname surname mail userprincipalname mobilephone jobtitle officelocation businessphones
    companyname firstname lastname fullname middlename login loginhint login_hint email_address emailaddress
    username userdisplayname organization tenantdisplayname tenant_display_name onpremisessamaccountname
    onpremisesuserprincipalname employeeid othermails proxyaddresses imaddresses department manager birthday
    x-anchormailbox x-ms-client-principal x-ms-client-principal-name x-forwarded-for x-real-ip serveripaddress
    client-ip x-client-ip forwarded susername filename street streetaddress street_address postalcode postal_code
    zipcode homephone nameid attributevalue remote_ip remoteip clientip""".split()
)
# How names of credentials end, in whatever case and with whatever between their words.
_SECRETLY = re.compile(
    r"(?:secret|passwo?r?d|pwd|passphrase|credentials?|token|signature|xsrf|csrf)s?$|[-_ ](?:auth|pin|key)$"
    r"|(?:session|access|account|shared|subscription|private|api|master|function|storage|license)[-_ ]?keys?$"
)
# Names that mean a person in a token, and anything at all in other documents.
_VAGUE = frozenset(
    "name state address user country gender idp website profile picture phone city login manager".split()
)
_HARMLESS = frozenset({"true", "false", "null", "none", "undefined", "bearer", "code", "token", "0", "1"})
_RUN = re.compile(r"[A-Za-z0-9_\-.~%+\u0080-\U0010ffff]{3,}")
_SHORTEST = 4  # characters of a secret that is looked for in texts
_SHORTEST_COOKIE = 12  # cookies and other unnamed values may be words such as "light"
_RANDOM = 20  # characters from which on a run is looked at for randomness
_LONGEST_WORD = 256  # characters: what is longer without a space between is data, whatever letters it is made of
_GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")  # these are the mask's
_HEX = re.compile(r"[0-9a-fA-F]{32,}")


class Vocabulary:
    """The replacements of one copy; `known` are identifiers that are public and stay readable."""

    def __init__(self, known: frozenset[str] = frozenset()) -> None:
        self._mask = Mask(known)
        self._words: dict[str, str] = {}  # by value
        self._runs: dict[str, str] = {}  # by the pieces in which values appear in texts
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._words)

    def secret(self, kind: str, value: str, shortest: int = _SHORTEST) -> str:
        """Return the word for a secret, and remember it, so that it is found in texts."""
        if not value or value.lower() in _HARMLESS:
            return value
        known = self._words.get(value)
        if known is None:
            known = self._words[value] = self._next(kind)
        for run in _runs_of(value):
            if len(run) >= shortest and run.lower() not in _HARMLESS:
                self._runs.setdefault(run, known)
        return known

    def person(self, name: str, value: str) -> str:
        """Return the word for what names a person or place, and remember it and its parts."""
        if len(value) < 2 or value.lower() in _HARMLESS:
            return value
        word = str(self._mask.value(name if name in PERSONAL_NAMES else "name", value))
        self._words.setdefault(value, word)
        for run in _runs_of(value):
            if len(run) >= 3 and not run.isdigit():
                self._runs.setdefault(run, word)
        return word

    def text(self, text: str) -> str:
        """Return `text` with what was learned, and whatever looks like a secret or names somebody, replaced."""
        return self._mask.text(_RUN.sub(self._replace, text))

    def _replace(self, found: re.Match[str]) -> str:
        run = found[0]
        known = self._runs.get(run)
        if known is not None:
            return known
        bare = run.strip(".~-+%")
        if bare != run and (known := self._runs.get(bare)) is not None:
            return run.replace(bare, known)
        random = len(run) >= _RANDOM and not _GUID.search(run) and looks_random(run)
        return self._unknown(run) if random else run

    def _unknown(self, run: str) -> str:
        known = self._words.get(run)
        if known is None:
            known = self._words[run] = self._runs[run] = self._next("value")
        return known

    def _next(self, kind: str) -> str:
        kind = re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")[:30] or "value"
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{self._counts[kind]}"


def is_secret(name: str) -> bool:
    """Whether what is called `name` is a credential, in a message of any kind."""
    low = name.lower()
    return low in SECRET_NAMES or low in _MORE_SECRET or _SECRETLY.search(low[-80:]) is not None


def is_personal(name: str, *, surely: bool = False) -> bool:
    """Whether what is called `name` names a person or place; `surely` leaves out names that may mean anything."""
    low = name.lower()
    return (low in PERSONAL_NAMES or low in _MORE_PERSONAL) and not (surely and low in _VAGUE)


def looks_random(run: str) -> bool:
    """Whether a run of characters has digits and letters mixed as no word has: keys, codes, base64."""
    if (len(run) > _LONGEST_WORD and "%" not in run) or _HEX.search(run):
        return True
    digits = sum(letter.isdigit() for letter in run)
    upper, lower = any(map(str.isupper, run)), any(map(str.islower, run))
    if run.count(".") > len(run) // 8 or run.count("%") > len(run) // 6:
        return "%" in run and digits > 3 and len(re.sub(r"%[0-9A-Fa-f]{2}", "", run)) >= _RANDOM
    return (upper and lower and digits >= 1) or digits >= max(4, len(run) // 4)


def _runs_of(value: str) -> Iterator[str]:
    """Yield the pieces in which a value can appear in texts: as it stands, encoded, escaped."""
    encoded = {value, quote(value, safe=""), quote(value), quote_plus(value), html.escape(value)}
    encoded |= {
        json.dumps(value)[1:-1],
        value.replace("/", "\\/"),
        re.sub("%[0-9A-F]{2}", _lower, quote(value, safe="")),
    }
    for spelling in encoded:
        yield from _RUN.findall(spelling)


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()
