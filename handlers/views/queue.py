"""The answer to `/desk`: the tickets that wait in one's groups."""

from collections.abc import Iterator, Sequence

from desk.cards import QueueRow
from desk.submissions import SubmissionState
from handlers.views import summary
from handlers.views.text import MESSAGE_TEXT, Block, Message, context, count, link, message, name, section
from handlers.views.ticket import write_on_ticket

_ROWS = 20


def queue(rows: Sequence[QueueRow], vendor: str, more: int = 0) -> Message:
    """`more` is how many tickets there are beside `rows`."""
    if not rows:
        text = f"Nothing waits for you at {name(vendor)}: no unsolved ticket is in your groups."
        return message(text, [section(text)])
    drawn = _that_fit([_row(row) for row in rows[:_ROWS]])
    hidden = more + len(rows) - len(drawn)
    title = f"*{count(len(rows) + more, 'ticket')} at {name(vendor)} in your groups*"
    blocks = [section(title), *drawn]
    if hidden:
        blocks.append(context(f"{hidden} more: look in Zendesk, or type `/desk ticket ID`."))
    return message(title, blocks)


def _row(row: QueueRow) -> Block:
    read = row.ticket
    parts = [summary.facts(read, place=None, assigned_by=row.assigned_by, assigned_at=row.assigned_at), *_notes(row)]
    title = f"*{link(row.url, f'#{read.id}')}*  {name(summary.subject(read))}"
    return section(f"{title}\n{' · '.join(parts)}", None if read.status.is_done else write_on_ticket(read.id))


def _notes(row: QueueRow) -> Iterator[str]:
    """The last analysis, in few words."""
    if any(note.went_public for note in row.notes):
        yield "*the customer can read an analysis*"
    elif row.notes:
        state = row.notes[-1].state
        said = {SubmissionState.SENT: "analysis saved", SubmissionState.REFUSED: "analysis refused"}
        yield said.get(state, "analysis queued")


def _that_fit(rows: list[Block]) -> list[Block]:
    """As many as one message holds; at least one."""
    size = 0
    for index, row in enumerate(rows):
        size += len(str(row))
        if index and size > MESSAGE_TEXT:
            return rows[:index]
    return rows
