"""The name and media type under which a file goes to Zendesk."""

import re

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?", re.ASCII)
_LONGEST_NAME = 200


def named(name: str) -> str:
    """A plain file name: no folders, nothing unprintable, never empty."""
    kept = "".join(char if char.isprintable() else "_" for char in re.split(r"[/\\]", name)[-1]).strip()
    return kept[-_LONGEST_NAME:] or "file"


def proper(media_type: str) -> str:
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
