"""The words of a refusal as pages show them: in markup, or in the JSON of a script, freed of both."""

import html
import re

_LONGEST = 4_000  # characters of a page from its code on
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)


def refusal_words(page: str) -> str:
    """Return what `page` says from its first AADSTS code on, up to the end of that string; "" where there is none."""
    begins = page.find("AADSTS")
    if begins < 0:
        return ""
    words = page[begins : begins + _LONGEST].partition('",')[0].partition('"}')[0]
    words = re.sub(r"<[^>]{0,300}>", "", _BREAK.sub("\n", words))
    return html.unescape(unescaped(words)).replace("\\r\\n", "\n").replace("\\n", "\n").strip()


def unescaped(text: str) -> str:
    """Return the text of a JSON string with its Unicode escapes undone."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text
