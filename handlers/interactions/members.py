"""Who is a full member of the workspace: only they may use the desk."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import Enum
from typing import Any

from cachetools import LRUCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import ChannelUnreachable, ChatAway
from handlers.slack.web_api import asked, code

FRESH = timedelta(hours=1)
NOT_SAID = (
    "Slack does not say at the moment whether you are a member of this workspace, so nothing was done. Try again."
)
REMEMBERED = 10_000
_INVISIBLE = frozenset({"user_not_visible", "users_not_found"})


class Standing(Enum):
    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"
    GONE = "gone"


class Members:
    """Asks Slack once an hour about each person who acts, and remembers the answer."""

    def __init__(self, client: AsyncWebClient, team: str, stopwatch: Callable[[], float]) -> None:
        """`stopwatch` counts seconds."""
        self._client = client
        self._team = team
        self._stopwatch = stopwatch
        self._known: LRUCache[str, tuple[Standing, float]] = LRUCache(REMEMBERED)

    def remembered(self, user: str, team: str) -> Standing | None:
        """The remembered standing, without asking Slack; None when there is none from the last hour."""
        if team != self._team:
            return Standing.OUTSIDER
        standing, since = self._known.get(user, (None, 0.0))
        return standing if self._stopwatch() - since < FRESH.total_seconds() else None

    async def standing(self, user: str, team: str, seconds: float | None = None) -> Standing:
        """`team` is the one in the payload; `seconds` is how long to wait for Slack.

        When Slack does not answer, returns the last known standing, or raises `ChatAway` if there is none.
        """
        if standing := self.remembered(user, team):
            return standing
        try:
            async with asyncio.timeout(seconds):
                found = await self._look_up(user)
        except (ChatAway, TimeoutError) as away:
            if user not in self._known:
                raise ChatAway(NOT_SAID) from away
            return self._known[user][0]
        self._known[user] = (found, self._stopwatch())
        return found

    async def _look_up(self, user: str) -> Standing:
        # https://docs.slack.dev/reference/methods/users.info
        try:
            answer = await asked(self._client.users_info(user=user))
        except ChannelUnreachable:
            return Standing.OUTSIDER
        except SlackApiError as problem:
            if code(problem) in _INVISIBLE:
                return Standing.OUTSIDER
            raise
        return self._of(answer["user"])

    def _of(self, user: Mapping[str, Any]) -> Standing:
        """https://docs.slack.dev/reference/objects/user-object: `is_restricted` is true of every kind of guest."""
        if user.get("team_id") != self._team or user.get("is_stranger"):
            return Standing.OUTSIDER
        if user.get("deleted") or user.get("is_bot"):
            return Standing.GONE
        if user.get("is_restricted") or user.get("is_ultra_restricted"):
            return Standing.GUEST
        return Standing.MEMBER
