"""A proposal to hand a ticket back (R6): its message, its dialogs, and how they are read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from desk.model.assignments import AssignmentKey
from desk.model.cards import ShownProposal
from desk.model.proposals import Asking, Proposal, ProposalState
from handlers.views.parts.blocks import (
    Block,
    Blocks,
    Message,
    actions,
    button,
    context,
    message,
    modal,
    plain,
    plain_section,
    section,
)
from handlers.views.parts.buttons import open_in_zendesk
from handlers.views.parts.mrkdwn import cut, link, listed, name, one_line, person, when, words
from handlers.views.parts.redraw import typed
from handlers.views.parts.roundtrip import Carried, Id, Key, carried, text

CONFIRM = "confirm_hand_back"
NOT_YET = "not_yet"
PROPOSAL_MODAL = "proposal"
NOT_YET_MODAL = "not_yet_reason"
WHY = "why"
REASON = "reason"

_MENTIONED = 10
_QUOTED = 1500
LONGEST = 3000
_VERSION = 1


def proposal(shown: ShownProposal, *, in_thread: bool, reminder: int = 0) -> Message:
    """In the card's thread it names everybody who can confirm; a message to one person does not."""
    blocks = list(_blocks(shown, in_thread=in_thread, reminder=reminder))
    return message(_title(shown, in_thread=in_thread, reminder=reminder), blocks)


def _title(shown: ShownProposal, *, in_thread: bool, reminder: int) -> str:
    made = shown.proposal
    again = ":bell: Still waiting: " if reminder and made.state is ProposalState.WAITING else ""
    about = "it" if in_thread else f"#{made.assignment.ticket_id}"
    if shown.subject and not in_thread:
        about += f" {name(shown.subject)}"
    return f"{again}{person(made.by, made.by_name)} asks to hand {about} back to {name(shown.to)}"


def _blocks(shown: ShownProposal, *, in_thread: bool, reminder: int) -> Iterator[Block]:
    made = shown.proposal
    yield section(_title(shown, in_thread=in_thread, reminder=reminder))
    if one_line(made.why):
        yield plain_section(f"“{cut(made.why.strip(), _QUOTED)}”")
    if made.state is not ProposalState.WAITING:
        yield context(decision(made))
        return
    if not shown.has_analysis:
        yield context("No analysis of this assignment is there yet.")
    if in_thread:
        asked = listed([f"<@{user}>" for user in shown.asks[:_MENTIONED]])
        yield context(
            f"{asked}: one click hands it back, under your own name."
            if asked
            else "No full agent of this group is connected yet. If you are one, type `/desk connect`, then answer here."
        )
    yield actions(*answers(made.id), open_in_zendesk(shown.url))


def answers(proposal_id: str) -> Blocks:
    """The buttons for the person who decides."""
    return [
        button("Confirm", CONFIRM, value=proposal_id, primary=True),
        button("Not yet", NOT_YET, value=proposal_id),
    ]


def decision(made: Proposal) -> str:
    """Who answered it, and how; mrkdwn."""
    who = person(made.decided_by, made.decided_by_name or "A full agent")
    at = f", {when(made.decided_at)}" if made.decided_at else ""
    match made.state:
        case ProposalState.CONFIRMED:
            return f":white_check_mark: {who} confirmed it{at}"
        case ProposalState.REFUSED:
            return f":no_entry_sign: {who} does not hand it back yet{at}: “{name(made.reason or '', _QUOTED)}”"
        case ProposalState.OVER:
            return "Nobody needs to answer any more: the ticket is no longer with this group, or is solved."
        case ProposalState.WAITING:  # pragma: no branch - there is no other state, mypy sees to it
            return "It waits for a full agent."


def pressed_proposal(action: Mapping[str, Any]) -> str:
    """The id of the proposal whose button was pressed."""
    return text(action.get("value"))


# The dialog in which a light agent asks


class _Ids(Carried):
    v: Literal[1]
    proposal: Key
    ticket: Id
    audit: Id


@dataclass(frozen=True)
class Asked:
    """What a light agent submitted."""

    proposal_id: str
    assignment: AssignmentKey
    why: str


def loading(ticket_id: int) -> Block:
    return modal(PROPOSAL_MODAL, f"Hand back #{ticket_id}", [section("Reading the ticket…")])


def ask_form(proposal_id: str, asking: Asking, vendor: str, url: str) -> Block:
    ticket, key = asking.ticket, asking.assignment.key
    ids = {"v": _VERSION, "proposal": proposal_id, "ticket": ticket.id, "audit": key.audit_id}
    to = name(asking.to or vendor)
    blocks: Blocks = [
        section(f"*#{ticket.id}*  {name(ticket.subject) or '(no subject)'} · {link(url, 'Open in Zendesk')}"),
        section(f"*Ask to hand it back to {to}*\nA light agent may not do it alone: a full agent confirms it."),
        context(_who_is_asked([each.agent.name for each in asking.full_agents])),
    ]
    if not asking.has_analysis:
        blocks.append(section(":warning: *No analysis is there yet.* You can ask all the same."))
    blocks.append(_text_input(WHY, "Why now?", "What a full agent should know before confirming.", optional=True))
    title = f"Hand back #{ticket.id}"
    return modal(PROPOSAL_MODAL, title, blocks, submit="Ask", close="Cancel", metadata=json.dumps(ids))


def _who_is_asked(full_agents: Sequence[str]) -> str:
    if not full_agents:
        return (
            ":warning: No full agent of your group is connected here yet. Ask one to type `/desk connect`: your "
            "proposal waits, and reaches them then."
        )
    return f"{listed([name(each) for each in full_agents[:_MENTIONED]])} will be asked, here and in the card's thread."


def asked(view: Mapping[str, Any]) -> Asked:
    ids = carried(view, _Ids, WHY)
    return Asked(ids.proposal, AssignmentKey(ids.ticket, ids.audit), typed(view, WHY).strip())


def has_asked(ticket_id: int, full_agents: Sequence[str]) -> Block:
    said = ":white_check_mark: *Your proposal is stored.* You are told as soon as somebody answers it."
    return modal(PROPOSAL_MODAL, f"Hand back #{ticket_id}", [section(said), context(_who_is_asked(full_agents))])


def unavailable(ticket_id: int, reason: str) -> Block:
    return modal(PROPOSAL_MODAL, f"Hand back #{ticket_id}", [section(words(reason))])


# The dialog in which a full agent refuses


class _Proposal(Carried):
    proposal: Key


def not_yet_form(made: Proposal) -> Block:
    who = person(made.by, made.by_name)
    blocks = [
        section(f"{who} gets your reason as a message, and it stands in the card's thread."),
        _text_input(REASON, "What is missing?", "", optional=False),
    ]
    title = f"Not yet #{made.assignment.ticket_id}"
    return modal(
        NOT_YET_MODAL, title, blocks, submit="Send", close="Cancel", metadata=json.dumps({"proposal": made.id})
    )


def not_yet(view: Mapping[str, Any]) -> tuple[str, str]:
    """The proposal's id, and the reason."""
    return carried(view, _Proposal, REASON).proposal, typed(view, REASON).strip()


def passed_on(made: Proposal) -> str:
    return f":white_check_mark: {person(made.by, made.by_name)} is told."


def answered(text: str) -> Block:
    """The outcome in the dialog; `text` is mrkdwn."""
    return modal(NOT_YET_MODAL, "Not yet", [section(text)])


def _text_input(block_id: str, label: str, hint: str, *, optional: bool) -> Block:
    element = {"type": "plain_text_input", "action_id": block_id, "multiline": True, "max_length": LONGEST}
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label), "optional": optional}
    return block | {"element": element} | ({"hint": plain(hint)} if hint else {})
