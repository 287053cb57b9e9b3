"""Proposals to hand a ticket back, and how they were answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.model.assignments import AssignmentKey
from desk.model.proposals import Proposal, ProposalState
from storage.rows import Rows, Table
from storage.tickets import AMONG_KEYS, joined

PROPOSALS = Table("proposals", Proposal, {"assignment": ("ticket_id", "audit_id"), "by": "by_user"})


@dataclass(frozen=True)
class SqliteProposals:
    rows: Rows

    async def add(self, proposal: Proposal) -> bool:
        return await self.rows.add(PROPOSALS, proposal)

    async def get(self, proposal_id: str) -> Proposal | None:
        return await self.rows.first(PROPOSALS, "id = :id", id=proposal_id)

    async def newest(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Proposal]:
        proposals = await self.rows.all(PROPOSALS, AMONG_KEYS, "order by at", keys=joined(assignments))
        return {proposal.assignment: proposal for proposal in proposals}

    async def in_state(self, *states: ProposalState) -> Sequence[Proposal]:
        where = "state in (select value from json_each(:states))"
        return await self.rows.all(PROPOSALS, where, "order by at, id", states=states)

    async def move(self, proposal: Proposal, before: ProposalState) -> bool:
        changes = """
            state = :state, decided_by = :decided_by, decided_by_name = :decided_by_name,
            decided_at = :decided_at, reason = :reason, revision = revision + 1
        """
        moved = await self.rows.change(
            PROPOSALS, changes, "id = :id and state = :before", or_ignore=True, before=before, **vars(proposal)
        )
        return moved == 1

    async def reminded(self, proposal_id: str, reminders: int) -> bool:
        where = "id = :id and reminders = :reminders - 1"
        counted = await self.rows.change(
            PROPOSALS, "reminders = :reminders", where, id=proposal_id, reminders=reminders
        )
        return counted == 1
