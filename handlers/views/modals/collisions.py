"""What happened on a ticket while a person wrote about it, shown above their text."""

from collections.abc import Iterator

from desk.actions.collisions import Changed, Collision, Event, Wrote
from handlers.views.parts.blocks import Block, context, section
from handlers.views.parts.mrkdwn import clock, count, cut, escape, name
from handlers.views.parts.summary import status_name

_SHOWN = 5
_EXCERPT = 600


def news_blocks(news: Collision, submit: str) -> Iterator[Block]:
    """`submit` is the label of the dialog's button."""
    yield section(f":newspaper: *#{news.ticket.id} changed while you wrote. Your text is not saved yet.*")
    hidden = len(news.events) - _SHOWN
    if hidden > 0:
        yield context(f"{count(hidden, 'earlier change')} can be seen in Zendesk.")
    for event in news.events[-_SHOWN:]:
        yield section(_line(event))
    yield context(f"Change your text if you want to, or press “{name(submit)}” again to add yours all the same.")


def _line(event: Event) -> str:
    who = f"*{name(event.by)}*"
    if isinstance(event, Wrote):
        to = " to the customer" if event.public else ""
        return f"{who} wrote{to} at {clock(event.at)}: {escape(cut(event.text.strip(), _EXCERPT))}"
    return f"{who} {_change(event)} at {clock(event.at)}"


def _change(event: Changed) -> str:
    match event.what:
        case "status":
            return f"set the status to {name(status_name(event.to or 'none'))}"
        case "assignee":
            return f"assigned it to {name(event.to)}" if event.to else "left it without an assignee"
        case "group":
            return f"moved it to {name(event.to)}" if event.to else "left it without a group"
        case "priority":
            return f"set the priority to {name((event.to or 'none').capitalize())}"
        case _:
            return f"changed the {name(event.what)} to “{name(event.to or '')}”"
