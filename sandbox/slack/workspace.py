"""The imitated workspace: one Slack team with people, channels and one installed app."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Literal

from sandbox.slack.delivery import Delivery, HttpDelivery, RawAnswer
from sandbox.slack.events import Events
from sandbox.slack.person import Person
from sandbox.slack.records import Channel, User
from sandbox.slack.signing import VERIFICATION_TOKEN, signature
from sandbox.slack.sockets import Sockets
from sandbox.slack.state import State
from sandbox.slack.views import Views

_JSON = "application/json"


class Workspace(State):
    def __init__(
        self,
        manifest: Mapping[str, Any],
        *,
        clock: Callable[[], float] = time.time,
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - used by the sandbox only
        bot_token: str = "xoxb-sandbox-bot",  # noqa: S107
        app_token: str = "xapp-sandbox-app",  # noqa: S107
    ) -> None:
        super().__init__(manifest, clock, signing_secret, bot_token, app_token)
        self.views = Views(self)
        self.sockets = Sockets(self)
        self.delivery = Delivery(self, self.sockets)
        self.events = Events(self, self.delivery)
        self.people: dict[str, Person] = {}
        self.watch(self.events.send_unsent)

    # People and channels

    def add_user(
        self,
        name: str,
        *,
        real_name: str | None = None,
        email: str | None = None,
        outsider_team: str | None = None,
        guest: bool = False,
        tz: str = "Europe/Amsterdam",
    ) -> Person:
        user = User(
            self.new_id("U"),
            name,
            real_name or name.title(),
            f"{name}@example.com" if email is None else email,
            outsider_team or self.team.id,
            tz,
            outsider=outsider_team is not None,
            guest=guest,
        )
        self.users[user.id] = user
        self.people[user.id] = Person(user, self, self.views, self.delivery, self.events)
        return self.people[user.id]

    def make_guest(self, person: Person, *, single_channel: bool = False) -> None:
        """An admin's change; Slack sends no event for it, so the bot sees it when it asks."""
        self.users[person.id] = replace(self.users[person.id], guest=True, single_channel=single_channel)

    def deactivate(self, person: Person) -> None:
        self.users[person.id] = replace(self.users[person.id], deleted=True)

    def add_channel(
        self, name: str, *, private: bool = False, members: Iterable[Person] = (), bot_in: bool = True
    ) -> Channel:
        channel = Channel(
            self.new_id("C"),
            name,
            "private" if private else "public",
            [member.id for member in members],
            int(self.clock()),
            bot_in,
        )
        self.channels[channel.id] = channel
        return channel

    def archive(self, channel: Channel) -> None:
        channel.archived = True
        self._send_channel_event(channel, "archive", {"channel": channel.id, "user": self.bot.id})

    def rename(self, channel: Channel, name: str) -> None:
        channel.name = name
        self._send_channel_event(
            channel, "rename", {"channel": {"id": channel.id, "name": name, "created": channel.created}}
        )

    def kick_bot(self, channel: Channel) -> None:
        channel.bot_in = False
        self._send_channel_event(channel, "left", {"channel": channel.id})

    def invite_bot(self, channel: Channel) -> None:
        channel.bot_in = True
        self.changed()
        self.events.send_soon(
            {
                "type": "member_joined_channel",
                "user": self.bot.id,
                "channel": channel.id,
                "channel_type": "G" if channel.kind == "private" else "C",
                "team": self.team.id,
            }
        )

    # Delivery to the bot

    @property
    def deliver_by(self) -> Literal["socket"] | HttpDelivery:
        return self.delivery.way

    @deliver_by.setter
    def deliver_by(self, way: Literal["socket"] | HttpDelivery) -> None:
        self.delivery.way = way

    @property
    def deliver_twice(self) -> bool:
        """While true, every payload is delivered twice, without retry headers, as Slack sometimes does."""
        return self.delivery.twice

    @deliver_twice.setter
    def deliver_twice(self, twice: bool) -> None:
        self.delivery.twice = twice

    @property
    def retry_delays(self) -> tuple[float, ...]:
        """Seconds of the real clock before each further attempt to send an event that was not acknowledged."""
        return self.events.retry_delays

    @retry_delays.setter
    def retry_delays(self, delays: tuple[float, ...]) -> None:
        self.events.retry_delays = delays

    async def connected(self, connections: int = 1, seconds: float = 10.0) -> None:
        """Waits until the bot has this many connections. Raises TimeoutError."""
        await self.until(lambda: len(self.sockets.connections) >= connections, seconds)

    async def refresh_connections(self, *, notice: float = 10.0) -> None:
        await self.sockets.refresh(notice)

    def cut_connections(self) -> None:
        self.sockets.cut()

    async def post_raw(
        self,
        body: bytes | str,
        *,
        content_type: str = _JSON,
        secret: str | None = None,
        age: float = 0.0,
        sign: bool = True,
        headers: Mapping[str, str] | None = None,
        path: str | None = None,
    ) -> RawAnswer:
        """Sends a request that may be forged: unsigned, signed with another secret, or `age` seconds old.

        `headers` replace those made here.
        """
        raw = body.encode() if isinstance(body, str) else body
        made = {"Content-Type": content_type}
        if sign:
            timestamp = int(time.time() - age)
            made["X-Slack-Request-Timestamp"] = str(timestamp)
            made["X-Slack-Signature"] = signature(secret or self.signing_secret, timestamp, raw)
        return await self.delivery.post(raw, {**made, **(headers or {})}, path)

    async def verify_url(self) -> bool:
        """Sends the challenge that Slack sends when a request URL is entered; true when the bot answers it."""
        challenge = self.new_id("challenge")
        body = f'{{"token":"{VERIFICATION_TOKEN}","challenge":"{challenge}","type":"url_verification"}}'
        answer = await self.post_raw(body)
        return answer.status == HTTPStatus.OK and challenge in answer.text

    async def close(self) -> None:
        await self.events.close()
        await self.sockets.close()
        await asyncio.sleep(0)

    def _send_channel_event(self, channel: Channel, what: str, more: dict[str, Any]) -> None:
        self.changed()
        kind = "group" if channel.kind == "private" else "channel"
        self.events.send_soon({"type": f"{kind}_{what}", **more})
