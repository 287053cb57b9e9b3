"""Work that waits, in people's hands: trying it now, or giving it up and having the text back."""

from desk.admins import Admins
from desk.courier import Courier
from desk.errors import Refusal
from desk.memory import Memory
from desk.submissions import Submission


class Stuck:
    def __init__(self, courier: Courier, memory: Memory, admins: Admins) -> None:
        self._courier = courier
        self._memory = memory
        self._admins = admins

    async def may_act(self, user: str, submission: Submission) -> bool:
        """Its author, and the partner's admins."""
        return submission.author == user or user in await self._admins.users()

    async def retry(self, user: str, submission_id: str) -> Submission:
        """Tries it now, whatever was waited for; how it stands afterwards."""
        await self._mine(user, submission_id)
        return await self._courier.now(submission_id)

    async def give_up(self, user: str, submission_id: str) -> Submission:
        """The author gets the text back, unless Zendesk has the note already."""
        await self._mine(user, submission_id)
        await self._memory.submissions.give_up(submission_id, user)
        return await self._courier.now(submission_id)

    async def _mine(self, user: str, submission_id: str) -> None:
        submission = await self._memory.submissions.get(submission_id)
        if submission is None or not await self.may_act(user, submission):
            raise Refusal("Only its author or your partner admin decides about a note that waits.")
