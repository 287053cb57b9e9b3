"""Posts about a new ticket (R9): that it exists, and what has to be added to the old one by hand."""

from desk.model.posts import ReferenceMissing, TicketCreated
from handlers.views.messages.returned import NOTICE
from handlers.views.parts import summary
from handlers.views.parts.blocks import MESSAGE_TEXT, Blocks, Message, actions, given_back, message, section
from handlers.views.parts.buttons import open_in_zendesk
from handlers.views.parts.mrkdwn import cut, link, name, person, words


def about_new_ticket(told: TicketCreated | ReferenceMissing, url: str | None, *, in_thread: bool) -> Message:
    """`url` opens the new ticket, or the old one when something has to be added to it by hand."""
    if isinstance(told, ReferenceMissing):
        return _missing(told, url)
    return _created(told, url, in_thread=in_thread)


def _created(created: TicketCreated, url: str | None, *, in_thread: bool) -> Message:
    """In the thread of the card that it results from, or to its author."""
    called = f"{created.ticket_kind} #{created.ticket_id}"
    shown = link(url, called) if url else called
    who = person(created.author, created.author_name)
    result = "from this ticket" if in_thread else f"from #{created.source_id}: {name(created.subject)}"
    blocks: Blocks = [section(f"{who} created {shown} {result}")]
    if created.went_public:
        blocks.append(section(summary.public_warning(f"the description of {called}")))
    if created.altered:
        blocks.append(section(":warning: Zendesk stored something else than what was typed. Please compare the two."))
    return message(f"{who} created {called} {result}", blocks)


def _missing(missing: ReferenceMissing, url: str | None) -> Message:
    reason = words(cut(missing.reason, NOTICE))
    title = (
        f":warning: *#{missing.source_id} got no note that names the new ticket.* {reason} "
        "The new ticket is there; please add this by hand, or ask the vendor to:"
    )
    shown, _ = given_back(missing.text, MESSAGE_TEXT)
    return message(title, [section(title), *shown, *([actions(open_in_zendesk(url))] if url else [])])
