"""Analyses on their way to Zendesk, from the moment they are accepted."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from desk.model.assignments import AssignmentKey
from desk.model.submissions import Submission, SubmissionState
from storage.changes import OLDEST_FIRST, UNFINISHED, SqliteChanges, unfinished
from storage.rows import Rows, Table

SUBMISSIONS = Table("submissions", Submission, {"assignment": ("assignment_ticket_id", "assignment_audit_id")})


class SqliteSubmissions(SqliteChanges[Submission]):
    def __init__(self, rows: Rows) -> None:
        super().__init__(rows, SUBMISSIONS, unfinished(SubmissionState))

    async def internal_again(self, submission_id: str, at: datetime) -> None:
        await self.rows.change(SUBMISSIONS, "internal_again_at = :at", "id = :id", id=submission_id, at=at)

    async def is_next(self, submission: Submission) -> bool:
        earlier = await self.rows.select(
            "id",
            SUBMISSIONS.name,
            f"ticket_id = :ticket_id and (accepted_at, id) < (:accepted_at, :id) and {UNFINISHED}",
            "limit 1",
            ticket_id=submission.ticket_id,
            accepted_at=submission.accepted_at,
            id=submission.id,
            unfinished=self.states,
        )
        return not earlier

    async def of(self, assignment: AssignmentKey) -> Sequence[Submission]:
        where = "assignment_ticket_id = :ticket_id and assignment_audit_id = :audit_id"
        return await self.rows.all(SUBMISSIONS, where, OLDEST_FIRST, **asdict(assignment))
