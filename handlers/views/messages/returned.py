"""A text that was not accepted, given back to its author as a message."""

from desk.model.posts import CreationRefused, NoteRefused
from handlers.views.parts.blocks import MESSAGE_TEXT, Message, context, given_back, message, section
from handlers.views.parts.mrkdwn import count, cut, words

NOTICE = 500


def returned(refused: NoteRefused | CreationRefused) -> Message:
    match refused:
        case NoteRefused():
            what, fate = _not_done(refused)
        case CreationRefused(source_id=source_id, ticket_kind=kind):
            what, fate = f"Your {kind} from #{source_id}", "was not created"
    title = f":x: *{what} {fate}.* {words(cut(refused.reason, NOTICE))}"
    if not refused.text:
        return message(title, [section(title)])
    if refused.part > 1:
        title = f"*{what}*, which {fate}."
    of = f", part {refused.part} of {refused.parts}" if refused.parts > 1 else ""
    shown, hidden = given_back(refused.text, MESSAGE_TEXT)
    blocks = [section(title), context(f"Your text{of}, to copy:"), *shown]
    if hidden:
        blocks.append(context(f"One message cannot hold the last {count(hidden, 'character')}."))
    return message(title, blocks)


def _not_done(refused: NoteRefused) -> tuple[str, str]:
    """The submitted text and its outcome."""
    match refused.deed:
        case "hand-back":
            return f"#{refused.ticket_id}", "was not handed back"
        case "opening":
            return f"#{refused.ticket_id}", "was not set Open"
        case "note and hand-back":
            return f"Your analysis for #{refused.ticket_id}", "was not saved, and the ticket was not handed back"
        case "note":  # pragma: no branch - there is no other deed, mypy sees to it
            return f"Your analysis for #{refused.ticket_id}", "was not saved"
