"""What one desk stores of what is on its way to Zendesk or to the chat: a port for each kind."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from desk.model.assignments import AssignmentKey
from desk.model.new_tickets import NewTicket
from desk.model.posts import Post, PostRecord
from desk.model.proposals import Proposal, ProposalState
from desk.model.submissions import Submission


class PostStore(Protocol):
    async def intend(self, post: Post, executor: str, now: datetime) -> None:
        """Stores the intent before the post is tried; a later try renews it. Does not change a post that is done."""
        ...

    async def done(self, key: str, channel: str, ts: str, revision: int | None) -> None: ...
    async def get(self, key: str) -> PostRecord | None: ...
    async def cards_of(self, key: AssignmentKey) -> Sequence[PostRecord]:
        """The cards of an assignment, including those whose outcome is not known yet (without `ts`)."""
        ...

    async def stale_cards(self) -> Sequence[PostRecord]:
        """Posted cards whose assignment has a newer revision than they show."""
        ...

    async def stale_proposals(self) -> Sequence[PostRecord]:
        """Posted messages about a proposal that has a newer revision than they show."""
        ...

    async def waiting(self, given_up_after: datetime) -> Sequence[PostRecord]:
        """Intended and not posted; without those that were given up before this moment."""
        ...

    async def trouble(self, post: Post, trouble: str, given_up_at: datetime | None = None) -> None:
        """Stores the whole message with the reason until it is posted. A message that was given up stays given up."""
        ...

    async def forget_given_up(self, before: datetime) -> int:
        """Deletes messages and intents that were given up before this moment; returns how many."""
        ...

    async def drop(self, key: str) -> None:
        """Deletes the intent of a post that is no longer wanted. Does not change a post that is done."""
        ...


class SubmissionStore(Protocol):
    async def add(self, submission: Submission) -> None:
        """Idempotent: does not change a known id."""
        ...

    async def get(self, submission_id: str) -> Submission | None: ...
    async def put(self, submission: Submission) -> None:
        """Stores everything except what only `queued`, `give_up` and `internal_again` set."""
        ...

    async def internal_again(self, submission_id: str, at: datetime) -> None: ...
    async def give_up(self, submission_id: str, by: str) -> bool:
        """Marks that a person does not want to wait any longer; False when it is finished or was given up before."""
        ...

    async def queued(self, submission_id: str, at: datetime) -> bool:
        """Marks that the author was told that it is queued; True the first time."""
        ...

    async def unfinished(self) -> Sequence[Submission]: ...
    async def is_next(self, submission: Submission) -> bool:
        """Whether no earlier submission for the same ticket is unfinished."""
        ...

    async def of(self, assignment: AssignmentKey) -> Sequence[Submission]:
        """Oldest first."""
        ...

    async def accepted_between(self, begin: datetime, end: datetime) -> Sequence[Submission]:
        """Oldest first; `end` is not included."""
        ...


class ProposalStore(Protocol):
    async def add(self, proposal: Proposal) -> bool:
        """False, without a change, while another proposal for the assignment waits."""
        ...

    async def get(self, proposal_id: str) -> Proposal | None: ...
    async def newest(self, assignments: Sequence[AssignmentKey]) -> Mapping[AssignmentKey, Proposal]: ...
    async def in_state(self, *states: ProposalState) -> Sequence[Proposal]:
        """Oldest first."""
        ...

    async def move(self, proposal: Proposal, before: ProposalState) -> bool:
        """Stores state, decision and reason, and increases the revision, if the proposal is still in `before`."""
        ...

    async def reminded(self, proposal_id: str, reminders: int) -> bool:
        """Counts the reminder of this number; True for the caller that counts it first."""
        ...


class NewTicketStore(Protocol):
    async def add(self, new: NewTicket) -> None:
        """Idempotent: does not change a known id."""
        ...

    async def get(self, new_id: str) -> NewTicket | None: ...
    async def put(self, new: NewTicket) -> None:
        """Stores everything except `queued_at` and `given_up_by`, which only `queued` and `give_up` set."""
        ...

    async def give_up(self, new_id: str, by: str) -> bool:
        """Marks that a person does not want to wait any longer; False when it is finished or was given up before."""
        ...

    async def queued(self, new_id: str, at: datetime) -> bool:
        """Marks that the author was told that it is queued; True the first time."""
        ...

    async def unfinished(self) -> Sequence[NewTicket]: ...
    async def of(self, assignment: AssignmentKey) -> Sequence[NewTicket]:
        """Oldest first."""
        ...

    async def accepted_between(self, begin: datetime, end: datetime) -> Sequence[NewTicket]:
        """Oldest first; `end` is not included."""
        ...
