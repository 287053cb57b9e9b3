"""A ticket as one row of a list, with the buttons that work on its assignment."""

from collections.abc import Iterator

from desk.model.budget import Level, hours
from desk.model.cards import QueueRow
from desk.model.submissions import SubmissionState
from handlers.views.parts import summary
from handlers.views.parts.blocks import Blocks, section
from handlers.views.parts.buttons import row_buttons
from handlers.views.parts.mrkdwn import link, name, person, when


def row(shown: QueueRow, *, opens: bool = False) -> Blocks:
    """`opens`: adds a button to Zendesk, where there is room for it."""
    return [section(told(shown)), *_buttons(shown, opens=opens)]


def told(shown: QueueRow) -> str:
    """Two lines of mrkdwn."""
    read = shown.ticket
    facts = summary.facts(read, place=None, assigned_by=shown.assigned_by, assigned_at=shown.assigned_at)
    title = f"*{link(shown.url, f'#{read.id}')}*  {name(summary.subject(read))}"
    return f"{title}\n{' · '.join([facts, *_standing(shown), *_notes(shown)])}"


def _standing(shown: QueueRow) -> Iterator[str]:
    hold, budget = shown.hold, shown.budget
    if hold:
        yield f"{person(hold.user, hold.name)} works on it since {when(hold.since)}"
    elif shown.key:
        yield "nobody works on it"
    if budget.spent is not None:
        spent = f"{hours(budget.spent)} of {hours(budget.limit)}"
        yield spent if budget.level is Level.WELL else f"*{spent}*"


def _notes(shown: QueueRow) -> Iterator[str]:
    """The last analysis in a few words."""
    if any(note.went_public for note in shown.notes):
        yield "*the customer can read an analysis*"
    elif shown.notes:
        state = shown.notes[-1].state
        said = {SubmissionState.SENT: "analysis saved", SubmissionState.REFUSED: "analysis refused"}
        yield said.get(state, "analysis queued")


def _buttons(shown: QueueRow, *, opens: bool) -> Blocks:
    if shown.ticket.status.is_done or shown.key is None:
        return []
    url = shown.url if opens else None
    return [row_buttons(shown.key, url, held=shown.hold is not None)]
