"""Notes that went public (R2): notices that a person made one internal in Zendesk, and tells so once."""

from collections.abc import Sequence

import structlog

from desk.model.assignments import Assignment
from desk.model.posts import AdminNews, Post, TicketNews
from desk.model.submissions import Submission
from desk.model.tickets import Audit
from desk.notices.admins import Admins
from desk.notices.threads import Threads
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine

log = structlog.get_logger()


class PublicNotes:
    def __init__(self, memory: Memory, engine: Engine, threads: Threads, admins: Admins, clock: Clock) -> None:
        self._memory = memory
        self._engine = engine
        self._threads = threads
        self._admins = admins
        self._clock = clock

    async def look(self, assignment: Assignment, audits: Sequence[Audit]) -> bool:
        """`audits` is the ticket's whole history, oldest first. True when the card changes."""
        healed = [
            note
            for note in await self._memory.submissions.of(assignment.key)
            if note.is_public and _is_internal_now(note, audits)
        ]
        for note in healed:
            await self._tell(note, assignment)
            await self._memory.submissions.internal_again(note.id, self._clock())
            log.info("submission.internal_again", submission=note.id, ticket=note.ticket_id)
        return bool(healed)

    async def _tell(self, note: Submission, assignment: Assignment) -> None:
        """Tells the thread, the author and the admins, who were told that it was public."""
        occasion = f"internal:{note.id}"
        said = f"The note by {note.author_name} is internal again; whoever read it meanwhile has read it"
        await self._threads.tell(assignment.key, occasion, TicketNews(said))
        about = f"The note of {note.author_name} on #{note.ticket_id} was made internal in Zendesk."
        await self._engine.post(Post(f"{occasion}:{note.author}", note.author, AdminNews(about)))
        await self._admins.tell(occasion, about, besides=note.author)


def _is_internal_now(note: Submission, audits: Sequence[Audit]) -> bool:
    comment = next((audit.comment for audit in audits if audit.submission == note.id), None)
    if comment is None:
        return False
    is_public = comment.public
    for audit in audits:
        for change in audit.privacy:
            if change.comment_id == comment.id:
                is_public = change.public
    return not is_public
