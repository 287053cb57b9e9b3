"""Analyses on their way to Zendesk, from the moment they are accepted."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import TypeAdapter

from desk.model.analysis import Analysis
from desk.model.assignments import AssignmentKey
from desk.model.submissions import Override, Submission, SubmissionState, Transfer
from storage.shelf import Row, Shelf, listed, moment, moment_or_none, read_moment, read_moment_or_none

_ANALYSIS = TypeAdapter(Analysis)
_TRANSFER = TypeAdapter(Transfer)
_OVERRIDE = TypeAdapter(Override)
_UNFINISHED = listed(state for state in SubmissionState if not state.is_final)


@dataclass(frozen=True)
class SqliteSubmissions:
    shelf: Shelf

    async def add(self, submission: Submission) -> None:
        await self.shelf.add("submissions", _row(submission))

    async def get(self, submission_id: str) -> Submission | None:
        row = await self.shelf.row(
            "select * from submissions where team = :team and account = :account and id = :id", id=submission_id
        )
        return _submission(row) if row else None

    async def put(self, submission: Submission) -> None:
        row = _row(submission)
        del row["queued_at"], row["given_up_by"], row["internal_again_at"]
        await self.shelf.put("submissions", row)

    async def internal_again(self, submission_id: str, at: datetime) -> None:
        await self.shelf.write(
            """
            update submissions set internal_again_at = :at
            where team = :team and account = :account and id = :id
            """,
            id=submission_id,
            at=moment(at),
        )

    async def give_up(self, submission_id: str, by: str) -> bool:
        marked = await self.shelf.write(
            """
            update submissions set given_up_by = :by
            where team = :team and account = :account and id = :id and given_up_by is null
                and state in (select value from json_each(:unfinished))
            """,
            id=submission_id,
            by=by,
            unfinished=_UNFINISHED,
        )
        return marked == 1

    async def queued(self, submission_id: str, at: datetime) -> bool:
        marked = await self.shelf.write(
            """
            update submissions set queued_at = :at
            where team = :team and account = :account and id = :id and queued_at is null
            """,
            id=submission_id,
            at=moment(at),
        )
        return marked == 1

    async def unfinished(self) -> Sequence[Submission]:
        rows = await self.shelf.rows(
            """
            select * from submissions
            where team = :team and account = :account and state in (select value from json_each(:unfinished))
            order by accepted_at, id
            """,
            unfinished=_UNFINISHED,
        )
        return [_submission(row) for row in rows]

    async def is_next(self, submission: Submission) -> bool:
        earlier = await self.shelf.row(
            """
            select id from submissions
            where team = :team and account = :account and ticket_id = :ticket_id
                and (accepted_at, id) < (:accepted_at, :id)
                and state in (select value from json_each(:unfinished))
            limit 1
            """,
            ticket_id=submission.ticket_id,
            accepted_at=moment(submission.accepted_at),
            id=submission.id,
            unfinished=_UNFINISHED,
        )
        return earlier is None

    async def of(self, assignment: AssignmentKey) -> Sequence[Submission]:
        rows = await self.shelf.rows(
            """
            select * from submissions
            where team = :team and account = :account
                and assignment_ticket_id = :ticket_id and assignment_audit_id = :audit_id
            order by accepted_at, id
            """,
            **asdict(assignment),
        )
        return [_submission(row) for row in rows]

    async def accepted_between(self, begin: datetime, end: datetime) -> Sequence[Submission]:
        rows = await self.shelf.rows(
            """
            select * from submissions
            where team = :team and account = :account and accepted_at >= :begin and accepted_at < :end
            order by accepted_at, id
            """,
            begin=moment(begin),
            end=moment(end),
        )
        return [_submission(row) for row in rows]


def as_json(values: Transfer | Override | None) -> str | None:
    return json.dumps(asdict(values), ensure_ascii=False) if values else None


def read_override(text: str | None) -> Override | None:
    return _OVERRIDE.validate_json(text) if text else None


def _row(submission: Submission) -> dict[str, object]:
    key = submission.assignment
    return {
        "id": submission.id,
        "ticket_id": submission.ticket_id,
        "assignment_ticket_id": key.ticket_id if key else None,
        "assignment_audit_id": key.audit_id if key else None,
        "author": submission.author,
        "agent_id": submission.agent_id,
        "author_name": submission.author_name,
        "analysis": json.dumps(asdict(submission.analysis), ensure_ascii=False),
        "accepted_at": moment(submission.accepted_at),
        "screen": submission.screen,
        "transfer": as_json(submission.transfer),
        "seconds": submission.seconds,
        "override": as_json(submission.override),
        "proposal": submission.proposal,
        "state": submission.state,
        "total": submission.total,
        "unconfirmed": submission.unconfirmed,
        "stamp": moment_or_none(submission.stamp),
        "sets_open": submission.sets_open,
        "uploads": listed(submission.uploads),
        "uploaded_at": moment_or_none(submission.uploaded_at),
        "audit_id": submission.audit_id,
        "stored_text": submission.stored_text,
        "went_public": submission.went_public,
        "internal_again_at": moment_or_none(submission.internal_again_at),
        "altered": submission.altered,
        "left_status": submission.left_status,
        "refusal": submission.refusal,
        "trouble": submission.trouble,
        "queued_at": moment_or_none(submission.queued_at),
        "given_up_by": submission.given_up_by,
        "finished_at": moment_or_none(submission.finished_at),
    }


def _submission(row: Row) -> Submission:
    of_assignment = row["assignment_audit_id"] is not None
    return Submission(
        id=row["id"],
        ticket_id=row["ticket_id"],
        author=row["author"],
        agent_id=row["agent_id"],
        author_name=row["author_name"],
        analysis=_ANALYSIS.validate_json(row["analysis"]),
        accepted_at=read_moment(row["accepted_at"]),
        assignment=AssignmentKey(row["assignment_ticket_id"], row["assignment_audit_id"]) if of_assignment else None,
        screen=row["screen"],
        transfer=_TRANSFER.validate_json(row["transfer"]) if row["transfer"] else None,
        seconds=row["seconds"],
        override=read_override(row["override"]),
        proposal=row["proposal"],
        state=SubmissionState(row["state"]),
        total=row["total"],
        unconfirmed=bool(row["unconfirmed"]),
        stamp=read_moment_or_none(row["stamp"]),
        sets_open=bool(row["sets_open"]),
        uploads=tuple(json.loads(row["uploads"])),
        uploaded_at=read_moment_or_none(row["uploaded_at"]),
        audit_id=row["audit_id"],
        stored_text=row["stored_text"],
        went_public=bool(row["went_public"]),
        internal_again_at=read_moment_or_none(row["internal_again_at"]),
        altered=bool(row["altered"]),
        left_status=row["left_status"],
        refusal=row["refusal"],
        trouble=row["trouble"],
        queued_at=read_moment_or_none(row["queued_at"]),
        given_up_by=row["given_up_by"],
        finished_at=read_moment_or_none(row["finished_at"]),
    )
