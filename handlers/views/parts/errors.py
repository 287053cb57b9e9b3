"""What people read when something goes wrong: what happened, whether anything is lost, what to do. Plain text."""

from math import ceil

from desk.errors import DeskError, OutcomeUnknown, ZendeskAway

_MINUTE = 60


class Unreadable(DeskError):
    """This is from an older version of the desk, so nothing was done. Open it again from the card, or with `/desk`."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what
        """For the log: which part of it, in our words."""


def sentence(error: DeskError) -> str:
    """For blocks, through `words`; for a message beside an input, unchanged."""
    said = " ".join(str(error).split()) or " ".join((DeskError.__doc__ or "").split())
    said = said if said.endswith((".", "!", "?", "…")) else f"{said}."
    return f"{said} {_next(error)}".rstrip()


def _next(error: DeskError) -> str:
    if isinstance(error, ZendeskAway):
        return f"Nothing was written; please try again {_soon(error.retry_after)}."
    if isinstance(error, OutcomeUnknown):
        return "The bot checks before it sends anything again, so it will be there only once."
    return ""


def _soon(seconds: float | None) -> str:
    if not seconds or seconds <= 0:
        return "in a moment"
    if seconds <= _MINUTE:
        return f"in {ceil(seconds)} seconds"
    return f"in {ceil(seconds / _MINUTE)} minutes"


def unexpected(reference: str) -> str:
    """For an unforeseen error; the log has the details under this reference."""
    return (
        "Something went wrong that should not have, and this was not finished. What was already saved is still saved. "
        f"If trying again does not help, give your admin this reference: {reference}"
    )
