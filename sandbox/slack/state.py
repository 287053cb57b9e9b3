"""The data of the imitated workspace, and the rules for changing it."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from typing import Any, Literal

from sandbox.slack.blocks import completed
from sandbox.slack.errors import SlackError
from sandbox.slack.mentions import mentioned
from sandbox.slack.records import Channel, File, Message, Notification, ResponseUrl, Team, Trigger, User, View

MICROSECONDS = 1_000_000


class State:
    """All data of the imitated Slack; nothing here sends to the bot."""

    def __init__(
        self,
        manifest: Mapping[str, Any],
        clock: Callable[[], float],
        signing_secret: str,
        bot_token: str,
        app_token: str,
    ) -> None:
        self.manifest = manifest
        self.clock = clock
        self.signing_secret = signing_secret
        self.bot_token = bot_token
        self.app_token = app_token
        self.app_token_scopes = frozenset({"connections:write"})
        self.patience = 3.0
        """Seconds of the real clock in which the bot must acknowledge."""
        self.trigger_lives = 3.0
        """Seconds in which a trigger_id can be used."""
        self.strict_rates = False
        self.base_url = ""
        """The address of this service; the code that serves it sets it."""
        self.scopes: tuple[str, ...] = tuple(
            ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or ()
        )
        features = manifest.get("features") or {}
        self.commands: dict[str, Mapping[str, Any]] = {c["command"]: c for c in features.get("slash_commands") or ()}
        self.home_enabled = bool((features.get("app_home") or {}).get("home_tab_enabled"))
        subscriptions = (manifest.get("settings") or {}).get("event_subscriptions") or {}
        self.subscribed: frozenset[str] = frozenset(subscriptions.get("bot_events") or ())
        self.interactive = bool(((manifest.get("settings") or {}).get("interactivity") or {}).get("is_enabled"))

        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._watchers: list[Callable[[], None]] = []
        self.team = Team(self.new_id("T"), "sandbox", "Sandbox")
        self.app_id, self.bot_id = self.new_id("A"), self.new_id("B")
        bot_name = str((features.get("bot_user") or {}).get("display_name") or "bot")
        self.bot = User(self.new_id("U"), bot_name, bot_name, "", self.team.id, "Europe/Amsterdam", bot=True)
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.notifications: list[Notification] = []
        self.advice: list[str] = []
        """Sentences about requests that Slack accepts but advises against; tests expect none."""

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08d}"

    def new_ts(self) -> str:
        self._last_ts = max(self._last_ts + 1, round(self.clock() * MICROSECONDS))
        return f"{self._last_ts // MICROSECONDS}.{self._last_ts % MICROSECONDS:06d}"

    def watch(self, watcher: Callable[[], None]) -> None:
        """`watcher` is called after every change."""
        self._watchers.append(watcher)

    def changed(self) -> None:
        for watcher in self._watchers:
            watcher()

    def advise(self, words: str) -> None:
        self.advice.append(words)

    async def until(self, condition: Callable[[], object], seconds: float = 5.0) -> None:
        """Waits until the condition holds, at most `seconds` of the real clock. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - the condition may depend on things that send no event
                await asyncio.sleep(0.005)

    def new_trigger(self, user_id: str, channel_id: str | None = None, view: View | None = None) -> Trigger:
        number = next(self._numbers)
        key = f"{number}.{self.team.id[1:]}.{number:032x}"
        self.triggers[key] = Trigger(key, user_id, self.clock(), channel_id, view)
        return self.triggers[key]

    def new_response_url(self, source: Message | None, channel: Channel, user_id: str) -> str:
        kind: Literal["commands", "actions"] = "commands" if source is None else "actions"
        key = f"{next(self._numbers):024x}"
        self.response_urls[key] = ResponseUrl(key, kind, channel, user_id, self.clock(), source)
        return f"{self.base_url}/{kind}/{self.team.id}/{key}"

    def direct(self, user_id: str) -> Channel:
        """The conversation between one person and the bot."""
        for channel in self.channels.values():
            if channel.kind == "im" and user_id in channel.members:
                return channel
        channel = Channel(self.new_id("D"), "directmessage", "im", [user_id], int(self.clock()))
        self.channels[channel.id] = channel
        return channel

    def named(self, name: str) -> Channel | None:
        wanted = name.removeprefix("#")
        return next((c for c in self.channels.values() if c.kind != "im" and c.name == wanted), None)

    def post(self, channel: Channel, author: User, text: str, **more: Any) -> Message:
        message = Message(channel, self.new_ts(), author.id, text, by_bot=author.bot, **more)
        message.blocks = self.with_ids(message.blocks)
        channel.messages.append(message)
        self._notify(message, edited=False)
        self.changed()
        return message

    def edit(self, message: Message, text: str, blocks: list[dict[str, Any]], *, mark: bool = True) -> None:
        message.text, message.blocks = text, self.with_ids(blocks)
        if mark:
            message.edited = self.new_ts()
        self._notify(message, edited=True)
        self.changed()

    def delete(self, message: Message) -> None:
        """Removes the message; a parent with replies stays as a tombstone."""
        if self.replies(message):
            message.deleted, message.text, message.blocks = True, "This message was deleted.", []
        else:
            message.channel.messages.remove(message)
        self.changed()

    def replies(self, parent: Message, person: str | None = None) -> list[Message]:
        """The replies that everybody sees, and the ephemeral ones of `person`."""
        return [
            message
            for message in parent.channel.messages
            if message.is_reply and message.thread_ts == parent.ts and message.only_for in (None, person)
        ]

    def thread_root(self, channel: Channel, wanted: str) -> str | None:
        """The thread_ts for a reply to `wanted`; for the ts of a reply, the parent of its thread. Raises SlackError."""
        if not wanted:
            return None
        parent = channel.message(wanted)
        if parent is None or parent.only_for is not None:
            raise SlackError("thread_not_found")
        return parent.thread_ts if parent.is_reply else parent.ts

    def with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return completed(blocks, (f"{next(self._numbers):05x}" for _ in itertools.count()))

    def _notify(self, message: Message, *, edited: bool) -> None:
        if message.only_for is None:
            who = mentioned(message.text, message.blocks)
            self.notifications.extend(Notification(name, message, edited) for name in who)
