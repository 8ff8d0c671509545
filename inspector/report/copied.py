"""How a redacted copy went, in words."""

from inspector.exchanges.redaction.har_copy import Copied
from inspector.words import _, plural


def copied_sentences(copied: Copied) -> tuple[str, ...]:
    """Return what was done, for people."""
    said = [
        plural("{count} message was copied.", "{count} messages were copied.", copied.entries),
        plural("{count} different value was replaced.", "{count} different values were replaced.", copied.replaced),
    ]
    if copied.left_out:
        said.append(plural("{count} body was left out.", "{count} bodies were left out.", copied.left_out))
    if copied.damaged:
        said.append(_("The original breaks off; what stands before that was copied."))
    return (*said, _("Read the copy before you pass it on: only you know what else is private in it."))
