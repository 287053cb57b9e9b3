"""Everything that the desk posts on its own accord, except the card."""

from collections.abc import Iterator

from desk.assignments import AssignmentKey
from desk.posts import (
    AdminNews,
    CardPosted,
    DeedDone,
    NoteRefused,
    NoteSaved,
    Post,
    ProposalPosted,
    TicketNews,
)
from handlers.views import summary
from handlers.views.buttons import open_in_zendesk, set_open
from handlers.views.text import (
    MESSAGE_TEXT,
    Blocks,
    Message,
    actions,
    channel_link,
    context,
    count,
    cut,
    given_back,
    in_one_message,
    listed,
    message,
    name,
    person,
    section,
    words,
    words_in_sections,
)

_MENTIONED = 10
_NOTICE = 500


def post_message(post: Post, url: str | None = None) -> Message:
    """`url` opens the ticket in Zendesk, for the posts that ask somebody to do something there."""
    match post.message:
        case NoteSaved() as saved:
            return _note_saved(saved, url, post.assignment, about_ticket=not post.in_thread)
        case NoteRefused() as refused:
            return _note_refused(refused)
        case DeedDone() as done:
            return _deed_done(done, about_ticket=not post.in_thread)
        case ProposalPosted():
            raise TypeError("A proposal is drawn by proposals.proposal, from what is known when it is posted.")
        case TicketNews(text=text):
            return _news(text)
        case AdminNews(text=text, channel=channel):
            return _news(text, about=f"{channel_link(channel)}: " if channel else "")
        case CardPosted():  # pragma: no branch - there is no other kind, mypy sees to it
            raise TypeError("A card is drawn by card.card, from what is known when it is posted.")


def _news(text: str, about: str = "") -> Message:
    blocks = in_one_message(words_in_sections(text, about), "lines")
    return message(about + words(cut(text, _NOTICE)), blocks)


def _note_saved(saved: NoteSaved, url: str | None, assignment: AssignmentKey | None, *, about_ticket: bool) -> Message:
    said = list(_saved(saved, about_ticket=about_ticket))
    blocks: Blocks = [section(text) for text in said]
    if url and (saved.went_public or saved.left_status):
        one_click = [set_open(assignment)] if assignment and saved.left_status else []
        blocks.append(actions(*one_click, open_in_zendesk(url)))
    return message(said[0], blocks)


def _saved(saved: NoteSaved, *, about_ticket: bool) -> Iterator[str]:
    who = person(saved.author, saved.author_name)
    about = f" for #{saved.ticket_id} {name(saved.subject)}" if about_ticket else ""
    if saved.went_public:
        yield summary.public_warning(f"the analysis by {who}{about}")
    else:
        status = f"still {summary.status_name(saved.left_status)}" if saved.left_status else "still Open"
        ended = f"handed back to {name(saved.to)}" if saved.to else status
        yield f"Analysis by {who}{about} saved as internal note, {ended}"
    if saved.unconfirmed:
        yield summary.UNCONFIRMED
    if saved.left_status:
        asked = listed([f"<@{user}>" for user in saved.full_agents[:_MENTIONED]]) or "A full agent"
        yield f"{asked}: please set the ticket Open, one click does it. A light agent may not, so it stayed as it was."
    if saved.altered:
        yield ":warning: Zendesk stored something else than what was typed. Please compare the note in Zendesk."


def _deed_done(done: DeedDone, *, about_ticket: bool) -> Message:
    who = person(done.author, done.author_name)
    about = f"#{done.ticket_id} {name(done.subject)}" if about_ticket else "The ticket"
    what = f"was handed back to {name(done.to)} by {who}" if done.to else f"was set Open by {who}"
    said = [f"{about} {what}", *([summary.UNCONFIRMED] if done.unconfirmed else [])]
    return message(said[0], [section(text) for text in said])


def _not_done(refused: NoteRefused) -> str:
    match refused.deed:
        case "hand-back":
            return f"#{refused.ticket_id} was not handed back."
        case "opening":
            return f"#{refused.ticket_id} was not set Open."
        case "note and hand-back":
            return f"Your analysis for #{refused.ticket_id} was not saved, and the ticket was not handed back."
        case "note":  # pragma: no branch - there is no other deed, mypy sees to it
            return f"Your analysis for #{refused.ticket_id} was not saved."


def _note_refused(refused: NoteRefused) -> Message:
    reason = words(cut(refused.reason, _NOTICE))
    title = f":x: *{_not_done(refused)}* {reason}"
    if not refused.text:
        return message(title, [section(title)])
    if refused.part > 1:
        title = f"*Your analysis for #{refused.ticket_id}*, which was not saved."
    of = f", part {refused.part} of {refused.parts}" if refused.parts > 1 else ""
    shown, hidden = given_back(refused.text, MESSAGE_TEXT)
    blocks = [section(title), context(f"Your text{of}, to copy:"), *shown]
    if hidden:
        blocks.append(context(f"One message cannot hold the last {count(hidden, 'character')}."))
    return message(title, blocks)
