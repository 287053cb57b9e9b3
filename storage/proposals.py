"""Proposals to hand a ticket back, and how they were answered."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from desk.model.assignments import AssignmentKey
from desk.model.proposals import Proposal, ProposalState
from storage.shelf import Row, Shelf, listed, moment, moment_or_none, read_moment, read_moment_or_none
from storage.tickets import key_of, keys


@dataclass(frozen=True)
class SqliteProposals:
    shelf: Shelf

    async def add(self, proposal: Proposal) -> bool:
        return await self.shelf.add("proposals", _row(proposal))

    async def get(self, proposal_id: str) -> Proposal | None:
        row = await self.shelf.row(
            "select * from proposals where team = :team and account = :account and id = :id", id=proposal_id
        )
        return _proposal(row) if row else None

    async def newest(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Proposal]:
        rows = await self.shelf.rows(
            """
            select * from proposals
            where team = :team and account = :account
                and ticket_id || ':' || audit_id in (select value from json_each(:keys))
            order by at
            """,
            keys=keys(assignments),
        )
        return {proposal.assignment: proposal for proposal in map(_proposal, rows)}

    async def in_state(self, *states: ProposalState) -> Sequence[Proposal]:
        rows = await self.shelf.rows(
            """
            select * from proposals
            where team = :team and account = :account and state in (select value from json_each(:states))
            order by at, id
            """,
            states=listed(states),
        )
        return [_proposal(row) for row in rows]

    async def move(self, proposal: Proposal, before: ProposalState) -> bool:
        moved = await self.shelf.write(
            """
            update or ignore proposals
            set state = :state, decided_by = :decided_by, decided_by_name = :decided_by_name,
                decided_at = :decided_at, reason = :reason, revision = revision + 1
            where team = :team and account = :account and id = :id and state = :before
            """,
            id=proposal.id,
            state=proposal.state,
            decided_by=proposal.decided_by,
            decided_by_name=proposal.decided_by_name,
            decided_at=moment_or_none(proposal.decided_at),
            reason=proposal.reason,
            before=before,
        )
        return moved == 1

    async def reminded(self, proposal_id: str, reminders: int) -> bool:
        counted = await self.shelf.write(
            """
            update proposals set reminders = :reminders
            where team = :team and account = :account and id = :id and reminders = :reminders - 1
            """,
            id=proposal_id,
            reminders=reminders,
        )
        return counted == 1


def _row(proposal: Proposal) -> Row:
    return {
        "id": proposal.id,
        **asdict(proposal.assignment),
        "by_user": proposal.by,
        "by_name": proposal.by_name,
        "at": moment(proposal.at),
        "why": proposal.why,
        "state": proposal.state,
        "decided_by": proposal.decided_by,
        "decided_by_name": proposal.decided_by_name,
        "decided_at": moment_or_none(proposal.decided_at),
        "reason": proposal.reason,
        "reminders": proposal.reminders,
        "revision": proposal.revision,
    }


def _proposal(row: Row) -> Proposal:
    return Proposal(
        id=row["id"],
        assignment=key_of(row),
        by=row["by_user"],
        by_name=row["by_name"],
        at=read_moment(row["at"]),
        why=row["why"],
        state=ProposalState(row["state"]),
        decided_by=row["decided_by"],
        decided_by_name=row["decided_by_name"],
        decided_at=read_moment_or_none(row["decided_at"]),
        reason=row["reason"],
        reminders=row["reminders"],
        revision=row["revision"],
    )
