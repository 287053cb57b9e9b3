"""Which characters of a typed text are kept: everything that a person can see."""

import re

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def typed(text: str) -> str:
    """All kinds of line breaks become one kind; removes control characters except tabs, and halves of characters."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))
