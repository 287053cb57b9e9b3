"""What all dialogs do: open at once and fill later; accept what was submitted, or stay open with the reason.

The listener of a submission reads the view, lets the desk accept it, and then calls `ack`, as its last statement, with
one of the answers below. It catches only the errors that need an answer of their own. Bolt passes all others to
`Guard.failed`, which answers with the same dialog: everything typed, and the reason on top. Slack waits three seconds
for the answer, so the desk writes to Zendesk after it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from desk.errors import ConnectionLapsed, DeskError, NotConnected
from handlers.interactions.interaction import Interaction
from handlers.views.parts.blocks import Block
from handlers.views.parts.errors import sentence

Answer = Mapping[str, Any]
"""The keyword arguments of `ack` that tell Slack what the dialog shows next.

https://docs.slack.dev/surfaces/modals/#updating_response
"""


def shows(view: Block) -> Answer:
    return {"response_action": "update", "view": view}


def points_at(problems: Mapping[str, str]) -> Answer:
    """The dialog stays open; `problems` are sentences by the block id of the input that they stand under."""
    return {"response_action": "errors", "errors": problems}


async def open_and_fill(
    interaction: Interaction,
    loading: Block,
    read: Callable[[], Awaitable[Block]],
    unavailable: Callable[[str], Block],
) -> None:
    """Opens `loading`, since a trigger lives three seconds, and shows what `read` returns as soon as it does.

    An error of `read` is shown in the open dialog. `NotConnected` and `ConnectionLapsed` are raised, too: the
    dispatcher answers them with the offer to connect.
    """
    shown = await interaction.open(loading)
    try:
        view = await read()
    except DeskError as problem:
        await interaction.redraw(shown, unavailable(sentence(problem)))
        if isinstance(problem, NotConnected | ConnectionLapsed):
            raise
    else:
        await interaction.redraw(shown, view)
