"""Sends the events that the manifest subscribes to, and sends them again when the bot does not acknowledge.

https://docs.slack.dev/apis/events-api#retries
"""

import asyncio
from typing import Any

from sandbox.slack.delivery import Ack, Delivery, Retry
from sandbox.slack.records import Channel
from sandbox.slack.signing import VERIFICATION_TOKEN
from sandbox.slack.state import State
from sandbox.tasks import Tasks

_MESSAGE_EVENTS = {"public": "message.channels", "private": "message.groups", "im": "message.im"}


class Events:
    def __init__(self, state: State, delivery: Delivery) -> None:
        self._state = state
        self._delivery = delivery
        self._tasks = Tasks()
        self._unsent: list[dict[str, Any]] = []
        self.retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
        """Seconds of the real clock before each further attempt."""

    async def send(self, event: dict[str, Any], subscription: str | None = None) -> None:
        """Returns after the first attempt; further attempts run in the background."""
        if (subscription or event["type"]) in self._state.subscribed:
            await self._first_attempt(self._wrapped(event))

    def send_soon(self, event: dict[str, Any]) -> None:
        """For changes made outside a coroutine: sent now, or at the next change inside an event loop."""
        if event["type"] not in self._state.subscribed:
            return
        self._unsent.append(self._wrapped(event))
        self.send_unsent()

    def send_unsent(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        unsent, self._unsent = self._unsent, []
        for payload in unsent:
            self._tasks.start(self._first_attempt(payload))

    async def message(self, event: dict[str, Any], channel: Channel) -> None:
        """Sends a message event if the bot is a member of the channel."""
        if channel.bot_in:
            await self.send(event, _MESSAGE_EVENTS[channel.kind])

    async def close(self) -> None:
        await self._tasks.close()

    def _wrapped(self, event: dict[str, Any]) -> dict[str, Any]:
        authorization = {
            "enterprise_id": None,
            "team_id": self._state.team.id,
            "user_id": self._state.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": self._state.team.id,
            "api_app_id": self._state.app_id,
            "event": {"event_ts": self._state.new_ts(), **event},
            "type": "event_callback",
            "event_id": self._state.new_id("Ev"),
            "event_time": int(self._state.clock()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": self._state.new_id("EC"),
        }

    async def _first_attempt(self, payload: dict[str, Any]) -> None:
        ack = await self._delivery.send("events_api", payload)
        if ack.problem is not None and not ack.no_retry:
            self._tasks.start(self._retry(payload, ack))

    async def _retry(self, payload: dict[str, Any], ack: Ack) -> None:
        for attempt, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            reason = "timeout" if ack.problem in (None, "no_connection") else ack.problem
            ack = await self._delivery.send("events_api", payload, Retry(attempt, reason))
            if ack.problem is None or ack.no_retry:
                return
