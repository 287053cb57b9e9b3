"""Dialogs that wait for the outcome of what their author submitted."""

import asyncio

from desk.errors import DeskError
from desk.model.new_tickets import NewTicket
from desk.model.submissions import Submission
from desk.ports.chat import Chat
from desk.ports.runtime import Stopwatch

SETTLES = 1.0
"""Seconds in which the chat may still be drawing the answer to a submit; that would replace a newer drawing."""


class OpenDialogs:
    """Draws outcomes into open dialogs, and never before the chat has drawn the answer to the last submit."""

    def __init__(self, chat: Chat, stopwatch: Stopwatch) -> None:
        self._chat = chat
        self._stopwatch = stopwatch
        self._answered: dict[str, float] = {}

    def answered(self, screen: str | None) -> None:
        """A submit of this dialog is being answered: the first one, or one that is repeated."""
        now = self._stopwatch()
        self._answered = {each: at for each, at in self._answered.items() if now - at < SETTLES}
        if screen is not None:
            self._answered[screen] = now

    async def show_outcome(self, submission: Submission) -> bool:
        """Whether the dialog was still open and now shows the outcome."""
        if submission.screen is None:
            return False
        await self._settle(submission.screen)
        try:
            return await self._chat.show_outcome(submission)
        except DeskError:
            return False

    async def show_creation(self, new: NewTicket) -> bool:
        """Whether the dialog was still open and now shows how far the new ticket is."""
        if new.screen is None:
            return False
        await self._settle(new.screen)
        try:
            return await self._chat.show_creation(new)
        except DeskError:
            return False

    async def show_queued(self, submission: Submission) -> None:
        """Raises `ChatAway`."""
        if submission.screen is not None:
            await self._settle(submission.screen)
            await self._chat.show_queued(submission)

    async def _settle(self, screen: str) -> None:
        settled = None
        while (answered := self._answered.get(screen)) not in {None, settled}:
            await asyncio.sleep(max(answered + SETTLES - self._stopwatch(), 0.0))
            settled = answered  # if it was submitted again meanwhile, that has to settle, too
