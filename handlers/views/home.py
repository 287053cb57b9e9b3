"""The Home tab: one person's tickets, and those that they can take."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from desk.model.budget import hours
from desk.model.cards import QueueRow
from desk.model.people import Link
from desk.screens.home import Home, ProposalRow
from handlers.views.messages import rows, waiting
from handlers.views.messages.rights import groups, listed_rights
from handlers.views.modals import proposals
from handlers.views.parts.blocks import Block, Blocks, Message, actions, button, context, header, section
from handlers.views.parts.buttons import open_in_zendesk
from handlers.views.parts.mrkdwn import cut, name, one_line, person, when, words

HOME = "home"
PREVIOUS_PAGE = "home_previous"
NEXT_PAGE = "home_next"
ROWS = 30
"""On one page, two blocks each; a view takes 100."""

_BYTES = 150_000
"""Characters of the rows of one page, as they are sent; Slack accepts 250 kB for a whole view."""
_WHY = 200
_TWO_HOURS = 2 * 60 * 60


@dataclass(frozen=True)
class _Entry:
    section: str
    blocks: tuple[Block, ...]


def home(shown: Home, vendor: str, page: int = 0) -> Block:
    """`page` counts from 0; a page that no longer exists gives the last page."""
    pages = _pages(list(_entries(shown)))
    page = min(max(page, 0), len(pages) - 1)
    blocks = [
        *(_who(shown, vendor) if page == 0 else ()),
        section(_summed(shown)),
        *_drawn(pages[page]),
        *_paging(page, len(pages)),
    ]
    return _view(blocks, page)


def invited(invitation: Message) -> Block:
    """For a person who is not connected. The page is drawn once they are."""
    then = "Your tickets appear here as soon as you are connected."
    return _view([header("Your tickets at the vendor"), *invitation.blocks, context(then)], 0)


def trouble(sentence: str) -> Block:
    """`sentence` is the desk's, not another person's."""
    return _view([section(words(sentence)), context("Open this page again to try once more.")], 0)


def closed(sentence: str) -> Block:
    """For a person who is not served here. `sentence` is the desk's."""
    return _view([section(words(sentence))], 0)


def page_of(view: Mapping[str, Any]) -> int | None:
    """The number of this page of Home; None when it is another view."""
    if view.get("type") != "home":
        return None
    written = str(view.get("private_metadata") or "")
    return int(written) if written.isdecimal() else 0


def pressed_page(action: Mapping[str, Any]) -> int:
    written = str(action.get("value") or "")
    return int(written) if written.isdecimal() else 0


def _view(blocks: Blocks, page: int) -> Block:
    return {"type": "home", "callback_id": HOME, "private_metadata": str(page), "blocks": blocks}


def _who(shown: Home, vendor: str) -> Iterator[Block]:
    link = shown.link
    yield header(f"{link.agent.name.strip() or 'You'} at {vendor}")
    yield context(f"{link.agent.licence} · {groups(link)}")
    yield from listed_rights(shown.rights)


def _summed(shown: Home) -> str:
    parts = [
        f"*{len(shown.mine)}* yours",
        f"*{len(shown.unclaimed)}* that nobody works on",
        f"*{len(shown.near)}* near their limit",
        f"*{len(shown.proposals)}* to be answered",
    ]
    return " · ".join([*parts, *([f"*{len(shown.waiting)}* not sent yet"] if shown.waiting else [])])


def _entries(shown: Home) -> Iterator[_Entry]:
    yield from (_Entry("Waiting to go out", tuple(waiting.row(each))) for each in shown.waiting)
    for title, held in (
        ("Mine", shown.mine),
        ("Nobody works on these yet", shown.unclaimed),
        (_near(shown.near), shown.near),
    ):
        yield from (_Entry(title, tuple(rows.row(row, opens=True))) for row in held)
    asked = "Waiting for a full agent's yes" if shown.link.agent.is_full else "Your proposals"
    yield from (_Entry(asked, tuple(_proposal(row, shown.link))) for row in shown.proposals)


def _near(held: Sequence[QueueRow]) -> str:
    """R8; the limit is a setting."""
    limit = held[0].budget.limit if held else 0
    return "Near two hours" if limit == _TWO_HOURS else f"Near {hours(limit)}"


def _pages(entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """As many rows on each page as a view accepts; at least one page."""
    pages: list[list[_Entry]] = [[]]
    size = 0
    for entry in entries:
        grown = size + len(json.dumps(entry.blocks))
        if len(pages[-1]) == ROWS or grown > _BYTES:
            pages.append([])
            grown -= size
        pages[-1].append(entry)
        size = grown
    return pages


def _drawn(entries: Sequence[_Entry]) -> Iterator[Block]:
    if not entries:
        yield section("Nothing waits for you: no unsolved ticket is in your groups.")
    for title, held in groupby(entries, key=lambda entry: entry.section):
        yield header(title)
        for entry in held:
            yield from entry.blocks


def _proposal(row: ProposalRow, link: Link) -> Iterator[Block]:
    proposal = row.proposal
    who = "You" if proposal.by == link.user else person(proposal.by, proposal.by_name)
    why = one_line(proposal.why)
    said = f": “{name(cut(why, _WHY), _WHY)}”" if why else ""
    yield section(f"{rows.told(row.row)}\n{who} asked to hand it back, {when(proposal.at)}{said}.")
    answers = proposals.answers(proposal.id) if link.agent.is_full else ()
    yield actions(*answers, open_in_zendesk(row.row.url))


def _paging(page: int, pages: int) -> Iterator[Block]:
    if pages == 1:
        return
    previous = [button("Previous", PREVIOUS_PAGE, value=str(page - 1))] if page else []
    following = [button("Next", NEXT_PAGE, value=str(page + 1))] if page + 1 < pages else []
    yield context(f"Page {page + 1} of {pages}")
    yield actions(*previous, *following)
