"""The door every request comes through: strangers are turned away, errors become sentences.

Bolt loses an ack when a listener raises right after it, and forgets what a listener still does when it stops; so a
listener only answers and hands its deed to `later`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import ConnectionLapsed, DeskError, NotConnected, OnlyFullAgents
from handlers.slack import code
from handlers.tasks import Tasks
from handlers.views.errors import sentence, unexpected
from handlers.views.text import Message, said, words
from handlers.visit import Visit, visit_from

EXPIRED = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})

log = structlog.get_logger()

Deed = Callable[[Visit], Awaitable[None]]
Invite = Callable[[Visit, str | None], Awaitable[Message]]
Explain = Callable[[str, OnlyFullAgents], Awaitable[Message]]


@dataclass(frozen=True)
class Manners:
    """What the door needs of others to answer well."""

    invite: Invite
    """The offer to connect to somebody who is not, so that what they wanted is done afterwards."""
    explain: Explain
    """To a light agent who wanted what takes a full agent: who can do it, and what they can do instead."""
    redraw_home: Callable[[Visit, int], Awaitable[None]]
    """The page on which something was pressed."""


class Door:
    def __init__(
        self,
        team: str,
        tasks: Tasks,
        manners: Manners,
        new_reference: Callable[[], str],
    ) -> None:
        self._team = team
        self._tasks = tasks
        self._manners = manners
        self._new_reference = new_reference

    def is_stranger(self, body: Mapping[str, Any], client: AsyncWebClient) -> bool:
        """Somebody of another workspace, who meets us in a shared channel."""
        return visit_from(body, client).team != self._team

    def later(
        self,
        body: Mapping[str, Any],
        client: AsyncWebClient,
        deed: Deed,
        wanted: str | None = None,
        *,
        redraws_home: bool = True,
    ) -> None:
        """Does the deed after Slack was answered. `wanted` is the command that does the same, for after connecting.

        What was pressed on the Home tab shows there afterwards, unless the deed draws it by itself.
        """
        self._tasks.start(self._answered(visit_from(body, client), deed, wanted, redraws_home=redraws_home))

    def welcome(self, visit: Visit, deed: Deed) -> None:
        """For a person who came by another way than a request of Slack's."""
        self._tasks.start(self._let_in(visit, deed, None))

    async def _answered(self, visit: Visit, deed: Deed, wanted: str | None, *, redraws_home: bool) -> None:
        await self._let_in(visit, deed, wanted)
        if visit.home_page is not None and redraws_home and visit.team == self._team:
            page = visit.home_page
            await self._let_in(visit, lambda seen: self._manners.redraw_home(seen, page), None)

    async def _let_in(self, visit: Visit, deed: Deed, wanted: str | None) -> None:
        if visit.team != self._team:
            log.warning("door.stranger", user=visit.user, team=visit.team)
            text = "This desk serves the workspace that installed it. Ask your contact there to act on the ticket."
            await self._answer(visit, said(text))
            return
        try:
            await deed(visit)
        except (NotConnected, ConnectionLapsed):
            await self._answer(visit, await self._manners.invite(visit, wanted))
        except OnlyFullAgents as problem:
            await self._answer(visit, await self._manners.explain(visit.user, problem))
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
