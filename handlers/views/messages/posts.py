"""Everything that the desk posts of its own accord, except the card."""

from collections.abc import Iterator

from desk.model.assignments import AssignmentKey
from desk.model.budget import Level, hours
from desk.model.posts import (
    AdminNews,
    BudgetNews,
    CardPosted,
    CreationRefused,
    DeedDone,
    NoteRefused,
    NoteSaved,
    Post,
    ProposalPosted,
    ReferenceMissing,
    TicketCreated,
    TicketNews,
)
from handlers.views.messages.new_ticket_posts import about_new_ticket
from handlers.views.messages.returned import NOTICE, returned
from handlers.views.parts import summary
from handlers.views.parts.blocks import Blocks, Message, actions, in_one_message, message, section, words_in_sections
from handlers.views.parts.buttons import hand_back, open_in_zendesk, set_open
from handlers.views.parts.mrkdwn import channel_link, cut, listed, name, person, words

_MENTIONED = 10


def post_message(post: Post, url: str | None = None) -> Message:
    """`url` opens the ticket in Zendesk, for posts that ask a person to do something there."""
    match post.message:
        case NoteSaved() as saved:
            return _note_saved(saved, url, post.assignment, about_ticket=not post.in_thread)
        case NoteRefused() | CreationRefused() as refused:
            return returned(refused)
        case TicketCreated() | ReferenceMissing() as told:
            return about_new_ticket(told, url, in_thread=post.in_thread)
        case DeedDone() | BudgetNews() as told:
            return _about_work(told, post)
        case TicketNews() | AdminNews() as told:
            return _told(told)
        case CardPosted() | ProposalPosted():  # pragma: no branch - there is no other kind, mypy sees to it
            raise TypeError("Cards and proposals are drawn from what is known when they are posted.")


def _about_work(told: DeedDone | BudgetNews, post: Post) -> Message:
    return _budget(told, post) if isinstance(told, BudgetNews) else _deed_done(told, about_ticket=not post.in_thread)


def _told(told: TicketNews | AdminNews) -> Message:
    channel = told.channel if isinstance(told, AdminNews) else None
    return _news(told.text, about=f"{channel_link(channel)}: " if channel else "")


def _news(text: str, about: str = "") -> Message:
    blocks = in_one_message(words_in_sections(text, about), "lines")
    return message(about + words(cut(text, NOTICE)), blocks)


def _budget(news: BudgetNews, post: Post) -> Message:
    spent = f"{hours(news.budget.spent or 0)} of {hours(news.budget.limit)}"
    if news.needs_more:
        who = person(*news.needs_more)
        text = f":alarm_clock: {who} says that more than {hours(news.budget.limit)} are needed."
    elif news.budget.level is Level.SPENT:
        text = f":alarm_clock: *{spent} are spent.*"
    else:
        text = f":hourglass_flowing_sand: *{spent} are spent.* When that is not enough, the ticket goes back."
        return message(text, [section(text)])
    asked = listed([f"<@{user}>" for user in news.full_agents[:_MENTIONED]]) or "A full agent"
    text = (
        f"{text} {asked}: please hand the ticket back. The vendor then decides with you and the customer how to go on."
    )
    buttons = [actions(hand_back(post.assignment, primary=True))] if post.assignment else []
    return message(text, [section(text), *buttons])


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
    if saved.names:
        yield from _named(saved, about)
    elif saved.went_public:
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


def _named(saved: NoteSaved, about: str) -> Iterator[str]:
    """For the note that names a new ticket (R9)."""
    note = f"the note that names {name(saved.names or '')}{about}"
    if saved.went_public:
        yield summary.public_warning(note)
    else:
        yield f"{note[0].upper()}{note[1:]} is saved, still {summary.status_name(saved.left_status or 'open')}"


def _deed_done(done: DeedDone, *, about_ticket: bool) -> Message:
    who = person(done.author, done.author_name)
    about = f"#{done.ticket_id} {name(done.subject)}" if about_ticket else "The ticket"
    what = f"was handed back to {name(done.to)} by {who}" if done.to else f"was set Open by {who}"
    said = [f"{about} {what}", *([summary.UNCONFIRMED] if done.unconfirmed else [])]
    return message(said[0], [section(text) for text in said])
