"""The partner's rules that decide about one action, under their numbers (docs/rules.md)."""

from dataclasses import dataclass

from desk.errors import OnlyFullAgents, Refusal, TicketClosed, TicketNotYours, WouldGoPublic
from desk.model.people import Agent, Licence
from desk.model.submissions import Submission
from desk.model.tickets import Status, Ticket


def check_may_see(agent: Agent, ticket: Ticket) -> None:
    """R1: a ticket shows only to people of its group. The error is the same for a ticket that does not exist."""
    if not agent.belongs_to(ticket.group_id):
        raise TicketNotYours


def check_may_note(agent: Agent, ticket: Ticket) -> None:
    """An agent without a licence has no groups, and R12 is a case of R1; both come first because their reasons say
    more.
    """
    _check_is_agent(agent)
    if _is_the_trap(agent, ticket):
        raise WouldGoPublic
    check_may_see(agent, ticket)
    if ticket.status is Status.CLOSED:
        raise TicketClosed


def check_may_hand_back(ticket: Ticket) -> None:
    """R3, R5: a hand-back leaves the ticket Open, so it would reopen a ticket that was solved in the meantime."""
    if ticket.status.is_done:
        raise Refusal(
            f"This ticket is {ticket.status.value} in Zendesk, so there is nothing to hand back. "
            "If it is to go back all the same, open it again in Zendesk first."
        )


def check_may_send(agent: Agent, ticket: Ticket, submission: Submission) -> None:
    """Checks all rules that concern one update."""
    check_may_note(agent, ticket)
    if submission.transfer and not agent.is_full:  # R5
        raise OnlyFullAgents("Only a full agent may hand a ticket back. Ask one of your group to confirm it.")
    if submission.transfer:
        check_may_hand_back(ticket)
    if submission.seconds is not None and not agent.is_full:  # R7
        raise OnlyFullAgents("Only a full agent may record time. The note was not saved, so please send it without.")
    if not submission.has_note and not submission.transfer and not agent.is_full:  # R3
        raise OnlyFullAgents("Only a full agent may set a ticket Open. Ask one of your group.")


def check_may_create(agent: Agent, requester_id: int | None) -> None:
    """R12 for a new ticket: it goes to the vendor, so its author is not in its group. None means the author."""
    _check_is_agent(agent)
    if agent.licence is Licence.LIGHT and requester_id in {None, agent.id}:
        raise WouldGoPublic(
            "You would be the requester of the new ticket and not in its group: Zendesk would show your description to "
            "the customer. Ask a full agent of your group to create it."
        )


def _check_is_agent(agent: Agent) -> None:
    if agent.licence is Licence.NONE:
        raise Refusal("Your Zendesk user is no active agent any more. Ask your partner admin about your licence.")


def sets_open(agent: Agent, ticket: Ticket) -> bool:
    """R3: only a full agent sets Open, and only when the ticket is not open already."""
    return agent.is_full and ticket.status is not Status.OPEN


def _is_the_trap(agent: Agent, ticket: Ticket) -> bool:
    return agent.licence is Licence.LIGHT and ticket.requester_id == agent.id and not agent.belongs_to(ticket.group_id)


@dataclass(frozen=True)
class Right:
    deed: str
    """Ends the sentence "You can …"."""
    allowed: bool
    why_not: str = ""
    """When it is not allowed: the reason, and what to do instead."""


_EVERYBODY = (
    "see and analyse the tickets of your groups",
    "write internal notes in your own name",
    "take a ticket, so that the others see who works on it, and release it again",
    "create the new ticket that Maintenance or a Change Request needs",
)
_FULL_AGENTS = (
    ("set a ticket Open", "a light agent may not change a status. Write your note: a full agent is asked to."),
    ("hand a ticket back to the vendor", "that takes a full agent. You can ask for it: one of them confirms it."),
    ("record the time spent", "the vendor asks it of full agents only. A remark on time fits into your note."),
    ("release what somebody else took", "that takes a full agent. Ask whoever took it."),
)
_NOBODY = (
    "answer the customer",
    "nothing written here ever reaches a customer. A full agent does that in Zendesk.",
)
_NO_AGENT = "your Zendesk user is no active agent. Ask your partner admin about your licence."


def rights(agent: Agent) -> tuple[Right, ...]:
    """Everything that can be done here, and whether this agent may do it; for Connect, Home and `/desk can`."""
    if agent.licence is Licence.NONE:
        deeds = (*_EVERYBODY, *(deed for deed, _ in _FULL_AGENTS), _NOBODY[0])
        return tuple(Right(deed, allowed=False, why_not=_NO_AGENT) for deed in deeds)
    return (
        *(Right(deed, allowed=True) for deed in _EVERYBODY),
        *(Right(deed, agent.is_full, "" if agent.is_full else why_not) for deed, why_not in _FULL_AGENTS),
        Right(_NOBODY[0], allowed=False, why_not=_NOBODY[1]),
    )
