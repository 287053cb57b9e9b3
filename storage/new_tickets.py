"""New tickets on their way to Zendesk, from the moment they are accepted."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import TypeAdapter

from desk.model.assignments import AssignmentKey
from desk.model.new_tickets import CreationState, NewTicket, TicketKind
from desk.model.rich_text import RichText
from storage.shelf import Row, Shelf, listed, moment, moment_or_none, read_moment, read_moment_or_none
from storage.submissions import as_json, read_override

_TEXT = TypeAdapter(RichText)
_UNFINISHED = listed(state for state in CreationState if not state.is_final)


@dataclass(frozen=True)
class SqliteNewTickets:
    shelf: Shelf

    async def add(self, new: NewTicket) -> None:
        await self.shelf.add("new_tickets", _row(new))

    async def get(self, new_id: str) -> NewTicket | None:
        row = await self.shelf.row(
            "select * from new_tickets where team = :team and account = :account and id = :id", id=new_id
        )
        return _new_ticket(row) if row else None

    async def put(self, new: NewTicket) -> None:
        row = _row(new)
        del row["queued_at"], row["given_up_by"]
        await self.shelf.put("new_tickets", row)

    async def give_up(self, new_id: str, by: str) -> bool:
        marked = await self.shelf.write(
            """
            update new_tickets set given_up_by = :by
            where team = :team and account = :account and id = :id and given_up_by is null
                and state in (select value from json_each(:unfinished))
            """,
            id=new_id,
            by=by,
            unfinished=_UNFINISHED,
        )
        return marked == 1

    async def queued(self, new_id: str, at: datetime) -> bool:
        marked = await self.shelf.write(
            """
            update new_tickets set queued_at = :at
            where team = :team and account = :account and id = :id and queued_at is null
            """,
            id=new_id,
            at=moment(at),
        )
        return marked == 1

    async def unfinished(self) -> Sequence[NewTicket]:
        rows = await self.shelf.rows(
            """
            select * from new_tickets
            where team = :team and account = :account and state in (select value from json_each(:unfinished))
            order by accepted_at, id
            """,
            unfinished=_UNFINISHED,
        )
        return [_new_ticket(row) for row in rows]

    async def of(self, assignment: AssignmentKey) -> Sequence[NewTicket]:
        rows = await self.shelf.rows(
            """
            select * from new_tickets
            where team = :team and account = :account
                and source_id = :ticket_id and assignment_audit_id = :audit_id
            order by accepted_at, id
            """,
            **asdict(assignment),
        )
        return [_new_ticket(row) for row in rows]

    async def accepted_between(self, begin: datetime, end: datetime) -> Sequence[NewTicket]:
        rows = await self.shelf.rows(
            """
            select * from new_tickets
            where team = :team and account = :account and accepted_at >= :begin and accepted_at < :end
            order by accepted_at, id
            """,
            begin=moment(begin),
            end=moment(end),
        )
        return [_new_ticket(row) for row in rows]


def _row(new: NewTicket) -> Row:
    moments = {name: moment_or_none(getattr(new, name)) for name in ("first_tried_at", "queued_at", "finished_at")}
    row = {
        **asdict(new),
        "assignment_audit_id": new.assignment.audit_id if new.assignment else None,
        "description": json.dumps(asdict(new.description), ensure_ascii=False),
        "override": as_json(new.override),
        "accepted_at": moment(new.accepted_at),
        **moments,
    }
    del row["assignment"]
    return row


def _new_ticket(row: Row) -> NewTicket:
    audit_id = row["assignment_audit_id"]
    return NewTicket(
        id=row["id"],
        source_id=row["source_id"],
        author=row["author"],
        agent_id=row["agent_id"],
        author_name=row["author_name"],
        kind=TicketKind(row["kind"]),
        subject=row["subject"],
        description=_TEXT.validate_json(row["description"]),
        requester_id=row["requester_id"],
        requester=row["requester"],
        organization_id=row["organization_id"],
        organization=row["organization"],
        accepted_at=read_moment(row["accepted_at"]),
        assignment=AssignmentKey(row["source_id"], audit_id) if audit_id is not None else None,
        screen=row["screen"],
        override=read_override(row["override"]),
        state=CreationState(row["state"]),
        group_id=row["group_id"],
        first_tried_at=read_moment_or_none(row["first_tried_at"]),
        ticket_id=row["ticket_id"],
        audit_id=row["audit_id"],
        went_public=bool(row["went_public"]),
        altered=bool(row["altered"]),
        refusal=row["refusal"],
        trouble=row["trouble"],
        queued_at=read_moment_or_none(row["queued_at"]),
        given_up_by=row["given_up_by"],
        finished_at=read_moment_or_none(row["finished_at"]),
    )
