"""To whom a ticket goes back (R5): the vendor's agent who assigned it, told from the audits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.model.assignments import Assignment
from desk.model.people import Agent, Group, Licence
from desk.model.submissions import Transfer
from desk.model.tickets import Audit, Ticket


class Why(StrEnum):
    ASSIGNED = "assigned it"
    HELD = "had it when it was assigned"
    EARLIER = "had it before"
    GROUP = "nobody of the group is to be found"


@dataclass(frozen=True)
class Candidate:
    agent_id: int
    why: Why


@dataclass(frozen=True)
class Receiver:
    """Who gets the ticket; `agent` is None when only the group is known."""

    agent: Agent | None
    why: Why
    gone: Agent | None = None
    """The agent who assigned it, when a ticket can no longer be given to them."""


class Obstacle(StrEnum):
    """Why Zendesk will refuse the hand-back."""

    GROUP = "the group is not assignable"
    AGENT = "the agent is not assignable"


@dataclass(frozen=True)
class Plan:
    """What handing a ticket back would do, as far as Zendesk tells beforehand."""

    ticket: Ticket
    assignment: Assignment
    transfer: Transfer | None
    """None when the person has to choose, and there is nothing to suggest."""
    why: Why
    group: str | None = None
    gone: str | None = None
    choices: tuple[Transfer, ...] = ()
    """To choose from; empty when the receiver is certain."""
    obstacle: Obstacle | None = None
    has_analysis: bool = False

    @property
    def certain(self) -> Transfer | None:
        """The receiver, when nothing has to be chosen and nothing speaks against it."""
        return None if self.choices or self.obstacle else self.transfer


def candidates(audits: Sequence[Audit], assignment: Assignment) -> tuple[Candidate, ...]:
    """Every agent whom the history names, the likeliest first."""
    return tuple(_candidates(sorted(audits, key=lambda audit: (audit.at, audit.id)), assignment))


def _candidates(audits: Sequence[Audit], assignment: Assignment) -> Iterator[Candidate]:
    brought = next((audit for audit in audits if audit.id == assignment.key.audit_id), None)
    if brought is None:
        return
    if brought.author_id > 0:
        yield Candidate(brought.author_id, Why.ASSIGNED)
    for change in brought.changes:
        if change.field == "assignee_id" and change.before:
            yield Candidate(int(change.before), Why.HELD)
    earlier = audits[: audits.index(brought)]
    if assignment.from_group_id is not None:
        for agent_id in reversed(_held_in(earlier, str(assignment.from_group_id))):
            yield Candidate(agent_id, Why.EARLIER)


def _held_in(audits: Sequence[Audit], group_id: str) -> list[int]:
    """The assignees while it was in the group, oldest first."""
    group: str | None = None
    assignee: str | None = None
    held = []
    for audit in audits:
        for change in audit.changes:
            if change.field == "group_id":
                group = change.after
            elif change.field == "assignee_id":
                assignee = change.after
        if group == group_id and assignee:
            held.append(int(assignee))
    return held


def receiver(
    found: Sequence[Candidate], known: Mapping[int, Agent], in_group: frozenset[int], ours: frozenset[int]
) -> Receiver:
    """`known` holds the candidates as Zendesk has them today, `in_group` the agents of the group that the ticket came
    from.
    """
    gone = _gone(found, known, ours)
    for candidate in found:
        agent = known.get(candidate.agent_id)
        if agent and agent.is_full and agent.id in in_group and agent.id not in ours:
            return Receiver(agent, candidate.why, gone)
    return Receiver(None, Why.GROUP, gone)


def _gone(found: Sequence[Candidate], known: Mapping[int, Agent], ours: frozenset[int]) -> Agent | None:
    by = next((candidate for candidate in found if candidate.why is Why.ASSIGNED), None)
    if by is None or by.agent_id in ours:
        return None
    nobody = Agent(by.agent_id, f"Agent {by.agent_id}", None, Licence.NONE)
    agent = known.get(by.agent_id, nobody)
    return agent if agent.licence is Licence.NONE else None


def may_not_give(name: str) -> str:
    return (
        f"Zendesk does not let you give this ticket to {name}. Ask the vendor to let your role assign tickets to any "
        "group, or to allow reassigning them back to the general group."
    )


def to(group: Group, agent: Agent | None) -> Transfer:
    return Transfer(group.id, agent.id if agent else None, agent.name if agent else group.name)
