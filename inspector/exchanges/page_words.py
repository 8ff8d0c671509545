"""The words of a refusal as pages show them: in markup, or in the JSON of a script, freed of both."""

import html
import re

_LONGEST = 4_000  # characters of a page from its code on
_LONGEST_PAGE = 100_000  # characters of a page in which its words are looked for
_MOST_SHOWN = 160  # characters of what a page says
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CODE = re.compile(r"AADSTS\d{4,8}|AADB2C\d{4,6}|MSIS\d{4,5}")  # of Entra ID, Azure AD B2C and AD FS
_SILENT = re.compile(r"<(head|script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)


def shown_code(page: str) -> str | None:
    """Return the first error code that `page` shows, or None."""
    found = _CODE.search(page)
    return found[0] if found else None


def visible_words(page: str) -> str:
    """Return the first words that `page` shows to a person, on one line."""
    words = re.sub(r"<[^<>]{0,2000}>", " ", _SILENT.sub(" ", page[:_LONGEST_PAGE]))
    return " ".join(html.unescape(words).split())[:_MOST_SHOWN]


def refusal_words(page: str) -> str:
    """Return what `page` says from its first error code on, up to the end of that string; "" where there is none."""
    found = _CODE.search(page)
    if found is None:
        return ""
    words = page[found.start() : found.start() + _LONGEST].partition('",')[0].partition('"}')[0]
    words = re.sub(r"<[^>]{0,300}>", "", _BREAK.sub("\n", words))
    return html.unescape(unescaped(words)).replace("\\r\\n", "\n").replace("\\n", "\n").strip()


def unescaped(text: str) -> str:
    """Return the text of a JSON string with its Unicode escapes undone."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text
