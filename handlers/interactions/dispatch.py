"""Carries out what members ask for after Slack was answered, refuses outsiders and guests, and words errors.

Bolt loses an ack when a listener raises right after it, and forgets what a listener still does when it stops; so a
listener only answers and hands its action to `later`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import ConnectionLapsed, DeskError, NotConnected, OnlyFullAgents
from handlers.interactions.interaction import Interaction, interaction_from
from handlers.interactions.members import Members, Standing
from handlers.interactions.tasks import Tasks
from handlers.slack.web_api import code
from handlers.views.parts.blocks import Message, said
from handlers.views.parts.errors import Unreadable, sentence, unexpected
from handlers.views.parts.mrkdwn import words

LOOK_UP_SECONDS = 1.0
"""Slack waits three seconds for the answer to a submitted dialog; this is the part for `users.info`."""
OUTSIDERS = "This desk serves the workspace that installed it. Ask your contact there to act on the ticket."
GUESTS = (
    "This desk serves full members of this workspace, and you are a guest in it. Ask a member to act on the ticket."
)
EXPIRED = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})

log = structlog.get_logger()

Action = Callable[[Interaction], Awaitable[None]]
Invite = Callable[[Interaction, str | None], Awaitable[Message]]
"""The offer to connect; the command is carried out afterwards."""
Explain = Callable[[str, OnlyFullAgents], Awaitable[Message]]
"""Tells a light agent who can do what they asked for, and what they can do instead."""


class Pages(Protocol):
    """Draws Home tabs."""

    async def draw(self, interaction: Interaction, page: int = 0) -> None: ...

    async def close(self, interaction: Interaction, text: str) -> None:
        """Replaces the page with one sentence."""


class Dispatcher:
    def __init__(
        self,
        members: Members,
        tasks: Tasks,
        pages: Pages,
        invite: Invite,
        explain: Explain,
        new_reference: Callable[[], str],
    ) -> None:
        self._members = members
        self._tasks = tasks
        self._pages = pages
        self._invite = invite
        self._explain = explain
        self._new_reference = new_reference

    async def admits(self, interaction: Interaction) -> bool:
        """Whether the person is a member; tells others why not. Called before Slack is answered. Raises `ChatAway`."""
        standing = await self._members.standing(interaction.user, interaction.team, LOOK_UP_SECONDS)
        if standing is not Standing.MEMBER:
            self.turn_away(interaction, standing)
        return standing is Standing.MEMBER

    def knows_as_other(self, interaction: Interaction) -> Standing | None:
        """The remembered standing of a person who is not a member; None for members and unknown people."""
        standing = self._members.remembered(interaction.user, interaction.team)
        return None if standing is Standing.MEMBER else standing

    def turn_away(self, interaction: Interaction, standing: Standing) -> None:
        self._tasks.start(self._turn_away(interaction, standing))

    def later(
        self,
        body: Mapping[str, Any],
        client: AsyncWebClient,
        action: Action,
        wanted: str | None = None,
        *,
        redraws_home: bool = True,
    ) -> None:
        """Starts the action in the background. `wanted` is the command that does the same, run after connecting.

        Redraws the Home tab if the button was on it; `redraws_home=False` when the action draws it itself.
        """
        self._tasks.start(self._answered(interaction_from(body, client), action, wanted, redraws_home=redraws_home))

    def welcome(self, interaction: Interaction, action: Action) -> None:
        """Starts the action for a person who arrived from the browser and not through a request from Slack."""
        self._tasks.start(self._answered(interaction, action, None, redraws_home=False))

    async def _answered(
        self, interaction: Interaction, action: Action, wanted: str | None, *, redraws_home: bool
    ) -> None:
        try:
            standing = await self._members.standing(interaction.user, interaction.team)
        except (DeskError, SlackApiError) as problem:
            await self._answer(interaction, said(words(self.words_for(problem))))
            return
        if standing is not Standing.MEMBER:
            await self._turn_away(interaction, standing)
            return
        await self._done(interaction, action, wanted)
        if interaction.home_page is not None and redraws_home:
            page = interaction.home_page
            await self._done(interaction, lambda seen: self._pages.draw(seen, page), None)

    async def _turn_away(self, interaction: Interaction, standing: Standing) -> None:
        log.warning("dispatch.stranger", user=interaction.user, team=interaction.team, standing=standing.value)
        text = GUESTS if standing is Standing.GUEST else OUTSIDERS
        if not interaction.opens_home:
            await self._answer(interaction, said(text))
        elif standing is Standing.GUEST:  # Slack shows outsiders no Home tab of ours
            await self._done(interaction, lambda seen: self._pages.close(seen, text), None)

    async def _done(self, interaction: Interaction, action: Action, wanted: str | None) -> None:
        try:
            await action(interaction)
        except (NotConnected, ConnectionLapsed):
            await self._answer(interaction, await self._invite(interaction, wanted))
        except OnlyFullAgents as problem:
            await self._answer(interaction, await self._explain(interaction.user, problem))
        except DeskError as problem:
            await self._answer(interaction, said(words(self.words_for(problem))))
        except SlackApiError as problem:
            await self._answer(interaction, self._slack_refused(problem))
        except Exception as mistake:  # noqa: BLE001 - the one place where the unexpected becomes words
            await self._answer(interaction, self.apologise(mistake))

    def words_for(self, problem: Exception) -> str:
        """A sentence for the person; an unexpected error is logged, and its reference is in the sentence."""
        match problem:
            case Unreadable():
                reference = self._new_reference()
                log.warning("dispatch.unreadable", reference=reference, part=problem.what)
                return f"{sentence(problem)} If that does not help, give your admin this reference: {reference}"
            case DeskError():
                return sentence(problem)
        return self.apologise(problem).text

    def say(self, interaction: Interaction, text: str) -> None:
        """Tells the person a sentence in the background, if they are a member."""

        async def telling(seen: Interaction) -> None:
            await seen.say(said(words(text)))

        self._tasks.start(self._answered(interaction, telling, None, redraws_home=False))

    def apologise(self, mistake: Exception) -> Message:
        reference = self._new_reference()
        log.error("dispatch.mistake", reference=reference, exc_info=mistake)
        return said(unexpected(reference))

    def _slack_refused(self, problem: SlackApiError) -> Message:
        if code(problem) in EXPIRED:
            return said("Slack gave up waiting before the window could open; nothing was changed. Please try again.")
        return self.apologise(problem)

    async def _answer(self, interaction: Interaction, message: Message) -> None:
        try:
            await interaction.say(message)
        except (DeskError, SlackApiError) as problem:
            log.warning("dispatch.not_told", user=interaction.user, problem=type(problem).__name__)
        except Exception:
            log.exception("dispatch.unanswered", user=interaction.user)
