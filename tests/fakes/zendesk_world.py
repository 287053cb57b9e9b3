"""The vendor's Zendesk as people use it: what happens there without the desk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count

from desk.model.people import Agent, Group, Licence
from desk.model.tickets import Audit, Change, Comment, PrivacyChange, Status, Ticket


class ZendeskWorld:
    """Agents, tickets and their histories. `updated_at` counts whole seconds."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._ids = count(9001)
        self._comment_ids = count(70001)
        self.agents: dict[int, Agent] = {}
        self.found: dict[int, Ticket] = {}
        self.history: dict[int, list[Audit]] = {}

    def hire(self, agent: Agent) -> Agent:
        self.agents[agent.id] = agent
        return agent

    def create(self, ticket_id: int, group: Group, by: int, **values: object) -> Ticket:
        now = self._second()
        ticket = Ticket(
            id=ticket_id,
            subject=f"Subject of {ticket_id}",
            status=Status.OPEN,
            priority="high",
            group_id=group.id,
            assignee_id=None,
            requester_id=31,
            created_at=now,
            updated_at=now,
            read_at=now,
            group=group.name,
        )
        self.found[ticket_id] = replace(ticket, **values)  # type: ignore[arg-type]
        self._record(ticket_id, by, changes=(Change("group_id", None, str(group.id)),))
        return self.found[ticket_id]

    def assign(self, ticket_id: int, group: Group, by: int, note: str | None = None) -> Audit:
        before = self.found[ticket_id].group_id
        self.found[ticket_id] = replace(self.found[ticket_id], group_id=group.id, group=group.name)
        change = Change("group_id", str(before) if before else None, str(group.id))
        return self._record(ticket_id, by, self._comment(by, note) if note else None, (change,))

    def hold(self, ticket_id: int, agent: int | None, by: int) -> Audit:
        """Sets the assignee, or clears it."""
        before = self.found[ticket_id].assignee_id
        self.found[ticket_id] = replace(self.found[ticket_id], assignee_id=agent)
        change = Change("assignee_id", str(before) if before else None, str(agent) if agent else None)
        return self._record(ticket_id, by, changes=(change,))

    def comment(self, ticket_id: int, by: int, text: str, *, public: bool = False) -> Audit:
        return self._record(ticket_id, by, self._comment(by, text, public=public))

    def make_internal(self, ticket_id: int, by: int) -> Audit:
        """Of the newest public comment; it becomes internal."""
        comments = [audit.comment for audit in self.history[ticket_id] if audit.comment and audit.comment.public]
        audit = self._record(ticket_id, by)
        told = replace(audit, privacy=(PrivacyChange(comments[-1].id or 0, public=False),))
        self.history[ticket_id][-1] = told
        return told

    def set_status(self, ticket_id: int, status: Status, by: int) -> Audit:
        change = Change("status", self.found[ticket_id].status.value, status.value)
        self.found[ticket_id] = replace(self.found[ticket_id], status=status)
        return self._record(ticket_id, by, changes=(change,))

    def rename(self, ticket_id: int, subject: str, by: int) -> Audit:
        change = Change("subject", self.found[ticket_id].subject, subject)
        self.found[ticket_id] = replace(self.found[ticket_id], subject=subject)
        return self._record(ticket_id, by, changes=(change,))

    def record(self, ticket_id: int, by: int, changes: tuple[Change, ...]) -> Audit:
        """Changes of fields that no other method here makes."""
        return self._record(ticket_id, by, changes=changes)

    def change_licence(self, agent_id: int, licence: Licence) -> None:
        self.agents[agent_id] = replace(self.agents[agent_id], licence=licence)

    def regroup(self, agent_id: int, *groups: Group) -> None:
        self.agents[agent_id] = replace(self.agents[agent_id], groups=groups)

    def notes_on(self, ticket_id: int) -> list[str]:
        """The texts of the notes that we stored."""
        return [audit.comment.text for audit in self.history[ticket_id] if audit.submission and audit.comment]

    def _record(
        self,
        ticket_id: int,
        by: int,
        comment: Comment | None = None,
        changes: tuple[Change, ...] = (),
        submission: str | None = None,
    ) -> Audit:
        now = self._second()
        audit = Audit(next(self._ids), ticket_id, now, by, comment, changes, submission)
        self.history.setdefault(ticket_id, []).append(audit)
        self.found[ticket_id] = replace(self.found[ticket_id], updated_at=now)
        return audit

    def _comment(self, by: int, text: str, *, public: bool = False) -> Comment:
        return Comment(by, text, f"<p>{text}</p>", public, next(self._comment_ids))

    def _second(self) -> datetime:
        return self._clock().replace(microsecond=0)
