"""What of a typed text can be kept: everything that a person can see."""

import re

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def typed(text: str) -> str:
    """Line breaks of every kind as one; no control characters but tabs, no halves of characters."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))
