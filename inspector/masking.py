"""What is secret or personal, and how it is masked: used by all, knows nobody."""

import re

# A JWT wherever it stands: three or five base64url parts, the first a JSON object.
_COMPACT = re.compile(r"eyJ[\w\-=+/]{5,}(?:\.[\w\-=+/]*){1,4}")


def mask_token(text: str) -> str:
    """Return a few characters of a secret and its length: enough to tell two apart, too little to use."""
    return f"{text[:6]}…({len(text):,} characters)"


def redact(text: str) -> str:
    """Return `text` with every token in it masked."""
    return _COMPACT.sub(lambda found: mask_token(found[0]), text)
