"""The door every request comes through: strangers are turned away, errors become sentences.

Bolt loses an ack when a listener raises right after it, and forgets what a listener still does when it stops; so a
listener only answers and hands its deed to `later`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import ConnectionLapsed, DeskError, NotConnected
from handlers.slack import code
from handlers.tasks import Tasks
from handlers.views.errors import sentence, unexpected
from handlers.views.text import Message, said, words
from handlers.visit import Visit, visit_from

EXPIRED = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})

log = structlog.get_logger()

Deed = Callable[[Visit], Awaitable[None]]
Invite = Callable[[Visit, str | None], Awaitable[Message]]


class Door:
    def __init__(self, team: str, tasks: Tasks, invite: Invite, new_reference: Callable[[], str]) -> None:
        """`invite` makes the offer to connect to somebody who is not, so that what they wanted is done afterwards."""
        self._team = team
        self._tasks = tasks
        self._invite = invite
        self._new_reference = new_reference

    def is_stranger(self, body: Mapping[str, Any], client: AsyncWebClient) -> bool:
        """Somebody of another workspace, who meets us in a shared channel."""
        return visit_from(body, client).team != self._team

    def later(self, body: Mapping[str, Any], client: AsyncWebClient, deed: Deed, wanted: str | None = None) -> None:
        """Does the deed after Slack was answered. `wanted` is the command that does the same, for after connecting."""
        self._tasks.start(self._let_in(visit_from(body, client), deed, wanted))

    def welcome(self, visit: Visit, deed: Deed) -> None:
        """For a person who came by another way than a request of Slack's."""
        self._tasks.start(self._let_in(visit, deed, None))

    async def _let_in(self, visit: Visit, deed: Deed, wanted: str | None) -> None:
        if visit.team != self._team:
            log.warning("door.stranger", user=visit.user, team=visit.team)
            text = "This desk serves the workspace that installed it. Ask your contact there to act on the ticket."
            await self._answer(visit, said(text))
            return
        try:
            await deed(visit)
        except (NotConnected, ConnectionLapsed):
            await self._answer(visit, await self._invite(visit, wanted))
        except DeskError as problem:
            await self._answer(visit, said(words(sentence(problem))))
        except SlackApiError as problem:
            await self._answer(visit, self._slack_refused(problem))
        except Exception as mistake:  # noqa: BLE001 - the one place where the unexpected becomes words
            await self._answer(visit, self.apologise(mistake))

    def apologise(self, mistake: Exception) -> Message:
        reference = self._new_reference()
        log.error("door.mistake", reference=reference, exc_info=mistake)
        return said(unexpected(reference))

    def _slack_refused(self, problem: SlackApiError) -> Message:
        if code(problem) in EXPIRED:
            return said("Slack gave up waiting before the window could open; nothing was changed. Please try again.")
        return self.apologise(problem)

    async def _answer(self, visit: Visit, message: Message) -> None:
        try:
            await visit.say(message)
        except Exception:
            log.exception("door.unanswered", user=visit.user)
