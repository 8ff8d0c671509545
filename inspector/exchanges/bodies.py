"""Bodies as recordings keep them: base64, compressed, too long, or not there; as text, with a sentence where not."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from inspector.exchanges.json_stream import CUT
from inspector.words import _

LONGEST_BODY = 8 << 20  # bytes of a body that is read


class Body(NamedTuple):
    """A body as text; `note` says why it could not be read, `passed_over` that it was too long."""

    text: str = ""
    note: str | None = None
    passed_over: bool = False


def read_body(content: Mapping[str, Any], encoding: str = "") -> Body:
    """Return the text of a HAR's `content` or `postData`; `encoding` is the message's Content-Encoding."""
    text = content.get("text")
    if not isinstance(text, str) or not text:
        return Body()
    if len(text) > LONGEST_BODY * 4 // 3 or text.endswith(CUT):
        return Body(note=_("The body is larger than 8 MB and was passed over."), passed_over=True)
    if str(content.get("encoding", "")).lower() == "base64":
        return _decoded(text, encoding.lower())
    if len(text) > LONGEST_BODY:
        return Body(note=_("The body is larger than 8 MB and was passed over."), passed_over=True)
    return Body(text)


def _decoded(text: str, encoding: str) -> Body:
    try:
        content = base64.b64decode(text.encode("ascii", "ignore") + b"===")
    except (binascii.Error, ValueError):
        return Body(text, _("The body is marked as base64, but is none."))
    return unpack(content, encoding)


def unpack(content: bytes, encoding: str) -> Body:
    """Return the text of a body of bytes, freed of gzip and deflate; other compression is named."""
    if content[:2] == b"\x1f\x8b" or (encoding == "deflate" and content[:1] == b"\x78"):
        unpacked = _inflate(content)
        if unpacked is None:
            return Body(note=_("The body is compressed and damaged."))
        content = unpacked
    elif encoding in ("br", "zstd", "deflate") and not _is_text(content):
        return Body(note=_("The body is compressed ({encoding}) and can't be read here.").format(encoding=encoding))
    if len(content) > LONGEST_BODY:
        return Body(note=_("The body is larger than 8 MB and was passed over."), passed_over=True)
    if not _is_text(content):
        return Body(note=_("The body is no text."))
    return Body(content.decode("utf-8", "replace"))


def _inflate(content: bytes) -> bytes | None:
    """Return what is packed, up to a byte over the limit, so that a small bomb stays small; None where damaged."""
    stream = zlib.decompressobj(wbits=47)  # gzip or zlib, by its header
    try:
        return stream.decompress(content, LONGEST_BODY + 1)
    except zlib.error:
        return None


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:4096] and content[:4096].decode("utf-8", "replace").count("\ufffd") < 8
