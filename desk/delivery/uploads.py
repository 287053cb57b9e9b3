"""Files of an analysis, uploaded to Zendesk before the note that shows them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from desk.model.people import Link
from desk.model.submissions import Submission
from desk.ports.chat import Chat
from desk.ports.runtime import Clock
from desk.ports.tickets import TicketSystem

UPLOAD_LIVES = timedelta(minutes=50)
"""Zendesk keeps an unused upload for 60 minutes."""


class Uploads:
    def __init__(self, tickets: TicketSystem, chat: Chat, clock: Clock) -> None:
        self._tickets = tickets
        self._chat = chat
        self._clock = clock

    async def ready(self, link: Link, submission: Submission) -> Submission:
        """With the tokens of uploads that Zendesk still has; uploads the files when there are none."""
        uploaded_at = submission.uploaded_at
        if uploaded_at is not None and self._clock() - uploaded_at < UPLOAD_LIVES:
            return submission
        tokens = await self._upload(link, submission)
        return replace(submission, uploads=tokens, uploaded_at=self._clock())

    async def _upload(self, link: Link, submission: Submission) -> tuple[str, ...]:
        files = [(file.name, file.media_type, await self._chat.fetch(file.url)) for file in submission.analysis.files]
        if overflow := await asyncio.to_thread(self._tickets.overflow, submission.analysis):
            files.append(("analysis.txt", "text/plain; charset=utf-8", overflow.encode()))
        return tuple([await self._tickets.upload(link.agent.id, *file) for file in files])
