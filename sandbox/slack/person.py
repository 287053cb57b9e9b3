"""A person in Slack: what they see and do. Every action sends the bot the same payload as Slack."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.answers import after_command, after_submission
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import NotThere
from sandbox.slack.events import Events
from sandbox.slack.fields import VALUE_KEYS, entered, option_named, states
from sandbox.slack.mentions import escaped
from sandbox.slack.outcomes import (
    NOT_CONFIGURED,
    ClickOutcome,
    CommandOutcome,
    SubmitOutcome,
    click_failed,
    problem_code,
)
from sandbox.slack.payloads import (
    action_part,
    closed_payload,
    command_payload,
    message_click_payload,
    submission_payload,
    suggestion_payload,
    view_click_payload,
)
from sandbox.slack.records import Channel, File, Message, User, View
from sandbox.slack.screen import Block, Element, complaints, input_block, interactive
from sandbox.slack.shapes import file_payload, message_payload, view_payload
from sandbox.slack.state import State
from sandbox.slack.views import Views

_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im"}


@dataclass(frozen=True, eq=False)
class Person:
    user: User
    _state: State
    _views: Views
    _delivery: Delivery
    _events: Events

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    # What the person sees

    def sees(self, channel: Channel) -> list[Message]:
        """The messages of a channel in order, with the person's own ephemeral ones, without replies in threads."""
        if channel.kind != "public" and self.id not in channel.members:
            return []
        return [m for m in channel.messages if m.only_for in (None, self.id) and (not m.is_reply or m.broadcast)]

    def thread(self, message: Message) -> list[Message]:
        """The message and the replies in its thread; empty when the person does not see it."""
        return [message, *self._state.replies(message, self.id)] if message in self.sees(message.channel) else []

    @property
    def direct_messages(self) -> list[Message]:
        return self.sees(self._state.direct(self.id))

    @property
    def modal(self) -> View | None:
        return self.modals[-1] if self.modals else None

    @property
    def modals(self) -> list[View]:
        """The stack of open modals, topmost last."""
        return self._views.stack(self.id)

    @property
    def home(self) -> View | None:
        return self._views.home(self.id)

    # What the person does

    async def command(self, command: str, text: str = "", *, channel: Channel | None = None) -> CommandOutcome:
        """Types a slash command in `channel`, or in the direct conversation with the bot."""
        place = channel or self._state.direct(self.id)
        if self.id not in place.members:
            raise NotThere(f"{self.name} is not in #{place.name}")
        known = self._state.commands.get(command)
        if known is None or self.user.outsider:  # the app's commands exist only in its own workspace
            return CommandOutcome("unknown_command", f"{command} is not a valid command.")
        words = self._escaped(text) if known.get("should_escape") else text
        payload = command_payload(self._state, self.user, place, command, words.strip())
        ack = await self._delivery.send("slash_commands", payload)
        return after_command(self._state, self.user, place, command, ack)

    async def click(
        self,
        where: Message | View,
        action_id: str,
        *,
        value: Any = None,
        option: Any = None,
        block_id: str | None = None,
    ) -> ClickOutcome:
        """Uses an element that sends a payload at once.

        `value` is the value of a button, to choose between buttons with the same action_id, or the value to enter.
        `option` is an option's text or value; a list for a multi-select. Raises NotThere.
        """
        self._check_visible(where)
        block, element = interactive(where, action_id, value, block_id)
        chosen = self._chosen(where, block, element, value if option is None else option)
        action = action_part(self._state, block, element, chosen)
        if isinstance(where, Message):
            payload = message_click_payload(self._state, self.user, where, action)
        else:
            payload = view_click_payload(self._state, self.user, where, action)
        if not self._state.interactive:
            return NOT_CONFIGURED
        ack = await self._delivery.send("interactive", payload)
        code = problem_code(ack)
        return ClickOutcome(opened_url=element.get("url")) if code is None else click_failed(ack, code)

    def fill(self, field: str, value: Any, *, view: View | None = None) -> None:
        """Enters `value` in the input with this block_id, label or action_id, in the topmost modal or in `view`."""
        screen = view or self._top()
        block = input_block(screen, field)
        self._enter(screen, block, block["element"], value)

    async def submit(self) -> SubmitOutcome:
        view = self._top()
        if view.body["submit"] is None:
            raise NotThere(f"modal {view.title!r} has no submit button")
        view.errors, view.trouble = complaints(view), None
        if view.errors:
            return SubmitOutcome(sent=False, errors=view.errors, view=view)
        ack = await self._delivery.send("interactive", submission_payload(self._state, self.user, view))
        return after_submission(self._views, view, ack)

    async def close_modal(self, *, everything: bool = False) -> None:
        """Presses the close button; `everything` is the x, which closes the whole stack."""
        view = self._top()
        cleared = everything or view.body["clear_on_close"]
        told = view.root if cleared else view
        payload = closed_payload(self._state, self.user, told, cleared=cleared)
        if cleared:
            self._views.close_all(self.id)
        else:
            self._views.close(view)
        if told.body["notify_on_close"]:
            await self._delivery.send("interactive", payload)

    async def suggestions(self, field: str, typed: str) -> list[dict[str, Any]]:
        """The options that the bot offers for `typed` in an external select; empty after a failure, as in Slack."""
        view = self._top()
        block = input_block(view, field)
        element = block["element"]
        if len(typed) < element.get("min_query_length", 3):
            return []
        names = {"block_id": block["block_id"], "action_id": element["action_id"]}
        ack = await self._delivery.send("interactive", suggestion_payload(self._state, self.user, view, names, typed))
        body = ack.body if isinstance(ack.body, dict) else {}
        groups = [group["options"] for group in body.get("option_groups") or ()]
        return [*(body.get("options") or ()), *(option for options in groups for option in options)]

    async def open_home(self, tab: str = "home") -> View | None:
        home = self.home
        shown = {"view": view_payload(self._state, home)} if home is not None and tab == "home" else {}
        await self._events.send(
            {
                "type": "app_home_opened",
                "user": self.id,
                "channel": self._state.direct(self.id).id,
                "tab": tab,
                **shown,
            }
        )
        return self.home

    async def say(self, channel: Channel, text: str, *, thread: Message | None = None) -> Message:
        if self.id not in channel.members:
            raise NotThere(f"{self.name} is not in #{channel.name}")
        words = self._escaped(text)
        message = self._state.post(channel, self.user, words, thread_ts=thread.ts if thread else None)
        event = {**message_payload(self._state, message), "channel": channel.id, "event_ts": message.ts}
        await self._events.message({**event, "channel_type": _CHANNEL_TYPES[channel.kind]}, channel)
        if f"<@{self._state.bot.id}" in words:
            await self._events.send({**event, "type": "app_mention"})
        return message

    def upload(self, name: str, content: bytes) -> File:
        """Uploads a file, for use in a file input."""
        file = File(self._state.new_id("F"), name, content, self.id, int(self._state.clock()))
        self._state.files[file.id] = file
        return file

    # Helpers

    def _top(self) -> View:
        if self.modal is None:
            raise NotThere(f"{self.name} has no modal open")
        return self.modal

    def _check_visible(self, where: Message | View) -> None:
        if isinstance(where, View):
            if where not in (self.modal, self.home):
                raise NotThere(f"view {where.title!r} is not in front of {self.name}")
            return
        parent = where.channel.message(where.thread_ts or where.ts)
        thread = self.thread(parent) if parent else []
        if where.deleted or (where not in self.sees(where.channel) and where not in thread):
            raise NotThere(f"{self.name} does not see that message")

    def _chosen(self, where: Message | View, block: Block, element: Element, given: Any) -> dict[str, Any]:
        if element["type"] == "overflow":
            return {"selected_option": option_named(element, given)}
        if element["type"] not in VALUE_KEYS:
            return {}
        return self._enter(where, block, element, given)

    def _enter(self, where: Message | View, block: Block, element: Element, given: Any) -> dict[str, Any]:
        now = entered(element, given, self._identify, lambda file: file_payload(self._state, file))
        if isinstance(where, View):
            values = where.values
        else:
            values = states(where.blocks, where.values.get(self.id, {}), where.channel.id)
            where.values[self.id] = values
        values[block["block_id"]][element["action_id"]] = now
        return now

    def _identify(self, given: Any) -> str:
        if isinstance(given, Person | Channel):
            return given.id
        named = self._state.named(str(given))
        ids = {user.name: user.id for user in self._state.users.values()}
        return named.id if named is not None else ids.get(str(given), str(given))

    def _escaped(self, words: str) -> str:
        users = {user.name: user.id for user in self._state.users.values()}
        channels = {c.name: c.id for c in self._state.channels.values() if c.kind != "im"}
        return escaped(words, users, channels)
