"""The answer to `/desk`: the tickets that wait in the person's groups."""

from collections.abc import Sequence

from desk.model.cards import QueueRow
from handlers.views.messages.rows import row
from handlers.views.parts.blocks import MESSAGE_TEXT, Blocks, Message, context, message, section
from handlers.views.parts.mrkdwn import count, name

_ROWS = 20


def queue(rows: Sequence[QueueRow], vendor: str, more: int = 0) -> Message:
    """`more` is the number of tickets beside `rows`."""
    if not rows:
        text = f"Nothing waits for you at {name(vendor)}: no unsolved ticket is in your groups."
        return message(text, [section(text)])
    drawn = _that_fit([row(each) for each in rows[:_ROWS]])
    hidden = more + len(rows) - len(drawn)
    title = f"*{count(len(rows) + more, 'ticket')} at {name(vendor)} in your groups*"
    blocks = [section(title), *(block for blocks in drawn for block in blocks)]
    if hidden:
        blocks.append(context(f"{hidden} more: look in my Home tab, or type `/desk ticket ID`."))
    return message(title, blocks)


def _that_fit(rows: list[Blocks]) -> list[Blocks]:
    """As many as one message holds; at least one."""
    size = 0
    for index, blocks in enumerate(rows):
        size += len(str(blocks))
        if index and size > MESSAGE_TEXT:
            return rows[:index]
    return rows
