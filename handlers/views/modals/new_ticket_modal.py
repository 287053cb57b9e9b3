"""The dialog that asks for a new ticket (R9): drawn, read, and what it shows after it was submitted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from desk.model.new_tickets import CreationState, NewTicket, TicketKind
from desk.model.rich_text import NOTHING, RichText
from handlers.views.parts import summary
from handlers.views.parts.blocks import Block, Blocks, context, given_back, longest_shown, modal, option, plain, section
from handlers.views.parts.mrkdwn import count, cut, link, name, one_line, words
from handlers.views.parts.redraw import problem_block
from handlers.views.parts.rich_text import from_slack, to_slack
from handlers.views.parts.roundtrip import Carried, Id, Key, carried, member

NEW_TICKET_MODAL = "new_ticket"
KIND = "kind"
SUBJECT = "subject"
DESCRIPTION = "description"

SUBJECT_HOLDS = 150
"""Characters, as Zendesk's own form takes them."""

_VERSION = 1
_DESCRIPTION_HOLDS = 60_000
_PREFILLED_HOLDS = 20_000
_PIECES = 90 * 2500


class _Ids(Carried):
    v: Literal[1]
    new: Key
    ticket: Id
    requester: Id | None
    organization: Id | None


@dataclass(frozen=True)
class NewTicketForm:
    """What is known when the dialog is drawn."""

    new_id: str
    source_id: int
    url: str
    """Of the old ticket."""
    vendor: str
    subject: str = ""
    requester_id: int | None = None
    requester: str | None = None
    organization_id: int | None = None
    organization: str | None = None
    description: RichText = NOTHING
    kind: TicketKind | None = None


@dataclass(frozen=True)
class SubmittedTicket:
    new_id: str
    source_id: int
    requester_id: int | None
    organization_id: int | None
    kind: TicketKind | None
    subject: str
    description: RichText


def loading(source_id: int) -> Block:
    """Without inputs, because Slack keeps the content of an input: one that exists already cannot be prefilled."""
    return _outcome(source_id, [section(":hourglass_flowing_sand: Reading the ticket…")])


def form(shown: NewTicketForm, problem: str | None = None) -> Block:
    ids = {
        "v": _VERSION,
        "new": shown.new_id,
        "ticket": shown.source_id,
        "requester": shown.requester_id,
        "organization": shown.organization_id,
    }
    blocks = [*_problem(problem), *_head(shown), *_inputs(shown.kind, shown.subject, shown.description)]
    if len(shown.description.plain) > _PREFILLED_HOLDS:
        blocks.append(
            context(f"The analysis is too long to be repeated here; it stays in the note on #{shown.source_id}.")
        )
    return _frame(shown.source_id, blocks, json.dumps(ids))


def _frame(source_id: int, blocks: Blocks, metadata: str) -> Block:
    title = f"New from #{source_id}"
    return modal(NEW_TICKET_MODAL, title, blocks, submit="Create", close="Cancel", metadata=metadata)


def _problem(problem: str | None) -> Iterator[Block]:
    if problem:
        yield problem_block(problem)


def _head(shown: NewTicketForm) -> Iterator[Block]:
    """R2 and R10 in one line; then the requester and organisation, which follow from the old ticket."""
    yield section(
        f":lock: *Created at {name(shown.vendor)} in your name; the description becomes an INTERNAL NOTE. "
        "Write as if the customer reads it.*"
    ) | {"block_id": "banner"}
    for_whom = name(shown.requester) if shown.requester else f"as on #{shown.source_id}"
    company = f" · *Organisation:* {name(shown.organization)}" if shown.organization else ""
    results = f"Results from {link(shown.url, f'#{shown.source_id}')} · *Requester:* {for_whom}{company}"
    yield section(results) | {"block_id": "about"}


def _inputs(kind: TicketKind | None, subject: str, description: RichText) -> Iterator[Block]:
    kinds: Block = {
        "type": "static_select",
        "placeholder": plain("What is it?"),
        "options": [option(one.value, one.name) for one in TicketKind],
    }
    if kind:
        kinds["initial_option"] = option(kind.value, kind.name)
    title: Block = {"type": "plain_text_input"}
    if begun := cut(one_line(subject), SUBJECT_HOLDS):
        title["initial_value"] = begun
    text: Block = {"type": "rich_text_input", "min_lines": 8}
    if not description.is_blank and len(description.plain) <= _PREFILLED_HOLDS:
        text["initial_value"] = to_slack(description)
    yield _input(KIND, "Kind", kinds)
    yield _input(SUBJECT, "Subject", title)
    yield _input(DESCRIPTION, "Description", text)


def _input(block_id: str, label: str, element: Block) -> Block:
    """Optional for Slack, so that the desk says what is missing, and nothing typed is lost."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": True,
        "element": element | {"action_id": block_id},
    }


def submitted(view: Mapping[str, Any]) -> SubmittedTicket:
    """Everything that a `view_submission` of this dialog carries."""
    ids = carried(view, _Ids, DESCRIPTION)
    values: Mapping[str, Any] = view["state"]["values"]

    def typed(block_id: str) -> Mapping[str, Any]:
        state: Mapping[str, Any] = values.get(block_id, {}).get(block_id) or {}
        return state

    return SubmittedTicket(
        new_id=ids.new,
        source_id=ids.ticket,
        requester_id=ids.requester,
        organization_id=ids.organization,
        kind=member(TicketKind, typed(KIND).get("selected_option")),
        subject=one_line(typed(SUBJECT).get("value") or ""),
        description=from_slack(typed(DESCRIPTION).get("rich_text_value")),
    )


def problems(asked: SubmittedTicket) -> dict[str, str]:
    """What prevents it from being accepted, by the input that it concerns."""
    found = {}
    if asked.kind is None:
        found[KIND] = "Please choose what it is: a Change Request or Maintenance."
    if not asked.subject:
        found[SUBJECT] = "Please give it a subject: the vendor finds it by that."
    elif len(asked.subject) > SUBJECT_HOLDS:
        found[SUBJECT] = f"This is {len(asked.subject)} characters and {SUBJECT_HOLDS} is the most."
    if asked.description.is_blank:
        found[DESCRIPTION] = "Please describe what is wanted."
    elif (length := len(asked.description.plain)) > _DESCRIPTION_HOLDS:
        found[DESCRIPTION] = too_long(length)
    return found


def too_long(length: int) -> str:
    return (
        f"This is {length:,} characters with its formatting, more than Zendesk takes in one comment. "
        "Please shorten it; your text is still here."
    )


def creating(source_id: int, kind: TicketKind) -> Block:
    """The immediate answer: stored here, on its way to Zendesk."""
    return _outcome(
        source_id,
        [
            section(f":hourglass_flowing_sand: *Creating the {kind}…*"),
            context("It is stored with us already, so nothing is lost. You may close this; you will be told."),
        ],
    )


def progress(new: NewTicket, url: str) -> Block:
    """Its state; `url` opens the new ticket once it exists."""
    match new.state:
        case CreationState.CREATED:
            return _outcome(new.source_id, list(_created(new, url)))
        case CreationState.REFUSED:
            return _outcome(new.source_id, list(_refused(new)))
        case _:
            return _outcome(new.source_id, list(_queued(new)))


def unavailable(source_id: int, reason: str) -> Block:
    """Why a ticket cannot be asked for. `reason` is a plain sentence."""
    return _outcome(source_id, [section(words(reason))])


def _created(new: NewTicket, url: str) -> Iterator[Block]:
    if new.went_public:
        yield section(summary.public_warning(f"your description of {new.called}"))
    yield section(f":white_check_mark: *{link(url, f'{new.kind} #{new.ticket_id}')} is created:* {name(new.subject)}")
    yield context(
        f"#{new.source_id} gets an internal note that names it. The vendor takes it from here: "
        "whether you can open it depends on your rights in Zendesk."
    )
    if new.altered:
        yield section(":warning: Zendesk stored something else than what you typed: please compare the two.")


def _queued(new: NewTicket) -> Iterator[Block]:
    why = f" {words(new.trouble)}" if new.trouble else ""
    yield section(f":hourglass_flowing_sand: *Your {new.kind} is queued.*{why}")
    yield section(
        "It is stored with us and goes to Zendesk as soon as Zendesk takes it, without you doing anything. "
        "You will be told."
    )


def _refused(new: NewTicket) -> Iterator[Block]:
    why = words(new.refusal or "Zendesk did not accept it.")
    yield section(f":x: *Your {new.kind} {'may not be' if new.may_be_there else 'was not'} created.* {why}")
    yield context("Your text, to copy:")
    shown, hidden = given_back(new.plain, min(_PIECES, longest_shown(new.plain)))
    yield from shown
    if hidden:
        yield context(f"Slack cannot show the last {count(hidden, 'character')} here.")


def _outcome(source_id: int, blocks: Blocks) -> Block:
    return modal(NEW_TICKET_MODAL, f"New from #{source_id}", blocks)
