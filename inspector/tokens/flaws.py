"""What can be wrong in the writing of an artifact, each said in one sentence."""

from inspector.tokens.artifact import Flaw
from inspector.words import _


def flaw(
    code: str,
    part: str = "",
    character: int | None = None,
    start: int | None = None,
    end: int | None = None,
    **values: object,
) -> Flaw:
    """Return the flaw `code` in `part`; `character` counts from 0 and is said counting from 1.

    `start`/`end` are offsets into the artifact's text; `values` fill the braces of the sentence.
    """
    return Flaw(code, _sentences()[code].format(**values), _where(part, character), start, end)


def _where(part: str, character: int | None) -> str:
    name = _parts().get(part, part)
    if character is None:
        return name
    if not name:
        return _("character {number}").format(number=character + 1)
    return _("{part}, character {number}").format(part=name, number=character + 1)


def _parts() -> dict[str, str]:
    return {
        "header": _("header"),
        "payload": _("payload"),
        "signature": _("signature"),
        "header-json": _("header JSON"),
        "payload-json": _("payload JSON"),
        "json": _("JSON"),
    }


def _sentences() -> dict[str, str]:
    return {
        "bad-base64url": _("A character here is not base64url; it was skipped."),
        "base64url-length": _("The length is impossible for base64url: a character is missing or one too many."),
        "trailing-bits": _("The last character carries stray bits, so strict readers refuse it."),
        "standard-alphabet": _("Standard base64 (+ and /) stands where base64url (- and _) belongs."),
        "padding": _("Base64 padding (=) does not belong in a compact token."),
        "url-encoded": _("Percent-encoding was undone."),
        "escaped": _("Escape characters were taken out."),
        "line-wrapped": _("The token was broken over {count} lines and was joined."),
        "spaces": _("White space inside the token was taken out."),
        "invisible-character": _("An invisible character ({name}) stood here and was taken out."),
        "bearer-twice": _("The word Bearer stands twice before the token."),
        "quotes-sent": _("Quotation marks stand inside the header value."),
        "truncated": _("The token is cut off here."),
        "start-missing": _("The beginning of the token is missing."),
        "elided": _("The token was shortened with an ellipsis."),
        "signature-missing": _("The signature is missing."),
        "signature-length": _("A signature by {alg} has another length: it was cut or changed."),
        "extra-parts": _("More parts follow than a token has; they were left out."),
        "part-count": _("A signed token has three parts and an encrypted one has five; this has {count}."),
        "huge-token": _("The token has {count} characters; .NET services refuse more than 256,000."),
        "byte-order-mark": _("The text begins with a byte order mark."),
        "utf-16": _("The text is UTF-16; tokens are written in UTF-8."),
        "invalid-utf-8": _("A byte here is not UTF-8; it is shown as �."),
        "not-json": _("This part is not JSON."),
        "not-an-object": _("This part is JSON, but not an object."),
        "json-cut": _("The JSON is cut off here; members after “{name}” are missing."),
        "json-malformed": _("The JSON is malformed here; reading went on after it."),
        "json-trailing": _("Text follows after the end of the JSON."),
        "duplicate-member": _("“{name}” stands twice: {first}, then {last}. The last one is used."),
        "too-deep": _("The nesting is deeper than 64 levels, so it was left out."),
        "not-a-number": _("{written} is no JSON number; it is kept as text."),
        "huge-number": _("This number is too large to calculate with; it is kept as text."),
        "lone-surrogate": _("A character here is half of a pair; it is shown as �."),
        "dict-print": _("This is a program's print of an object, not JSON."),
        "wrong-type": _("“{name}” is {found}; it should be {expected}."),
        "kind-unsure": _("By its shape this can be a refresh token or an authorization code."),
        "not-decoded": _("The assertion is named, not decoded."),
        "bad-claims-challenge": _("The claims challenge could not be decoded."),
    }
