"""Routes for a visitor's actions in Slack; they use `Person`, so the bot gets the same payloads as in the tests."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from sandbox.slack.person import Person
from sandbox.slack.records import Channel, Message, View
from sandbox.slack.screen import input_block, interactive
from sandbox.web import bodies
from sandbox.web.errors import Conflict, NotFound, Wrong
from sandbox.web.field_values import field_value
from sandbox.web.page_state import PageState

FILE_BYTES = 20 * 1024 * 1024
Json = dict[str, Any]
Action = Callable[[Person, web.Request], Awaitable[Json]]


class SlackRoutes:
    def __init__(self, state: PageState) -> None:
        self._state = state
        self._slack = state.scene.town.slack

    def routes(self) -> list[web.RouteDef]:
        actions: Mapping[str, Action] = {
            "command": self.command,
            "say": self.say,
            "click": self.click,
            "fill": self.fill,
            "submit": self.submit,
            "close": self.close,
            "home": self.home,
            "files": self.upload,
            "dismiss": self.dismiss,
        }
        return [web.post(f"/api/slack/{{who}}/{name}", self._served(action)) for name, action in actions.items()]

    def _served(self, action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            person = self._state.characters.person(request.match_info["who"])
            try:
                # Shielded: the action is completed even if the page is closed meanwhile.
                return web.json_response(await asyncio.shield(action(person, request)))
            finally:
                self._state.live.poke()

        return serve

    async def command(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Command)
        command, _, text = sent.text.strip().partition(" ")
        outcome = await person.command(command, text, channel=self._channel(person, sent.channel))
        return {"shown": outcome.shown}

    async def say(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Said)
        channel = self._channel(person, sent.channel)
        if channel.kind == "im":
            raise Conflict("Sending messages to this app is turned off. Its commands work in every channel.")
        thread = self._message(person, sent.channel, sent.thread) if sent.thread else None
        await person.say(channel, sent.text, thread=thread)
        return {}

    async def click(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Clicked)
        where = self._place(person, sent)
        _, element = interactive(where, sent.action_id, sent.value, sent.block_id)
        chosen = None if element["type"] == "button" else field_value(self._slack, person, element, sent.chosen)
        outcome = await person.click(where, sent.action_id, value=sent.value, option=chosen, block_id=sent.block_id)
        return {"shown": outcome.shown}

    async def fill(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Filled)
        self._fill(person, self._screen(person, sent.view), sent.block_id, sent.value)
        return {}

    async def submit(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Submitted)
        view = self._top(person, sent.view)
        for block_id, value in sent.values.items():
            self._fill(person, view, block_id, value)
        outcome = await person.submit()
        return {"errors": outcome.errors, "shown": outcome.shown}

    async def close(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Closed)
        self._top(person, sent.view)
        await person.close_modal(everything=sent.everything)
        return {}

    async def home(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Entered)
        await person.open_home(sent.tab)
        return {}

    async def upload(self, person: Person, request: web.Request) -> Json:
        name = request.query.get("name", "").strip()
        if not name or any(mark in name for mark in "/\\\0\r\n"):
            raise Wrong("A file needs a name without slashes, as in ?name=log.txt.")
        content = bytearray()
        async for chunk in request.content.iter_any():
            content += chunk
            if len(content) > FILE_BYTES:
                raise Wrong(f"The sandbox takes files of at most {FILE_BYTES // 1024**2} MB.")
        file = person.upload(name, bytes(content))
        return {"id": file.id, "name": file.name, "size": len(file.content)}

    async def dismiss(self, person: Person, request: web.Request) -> Json:
        sent = await bodies.read(request, bodies.Dismissed)
        message = self._message(person, sent.channel, sent.ts)
        if message.only_for != person.id:
            raise Conflict("Only a message that is visible to you alone can be dismissed.")
        self._slack.delete(message)
        return {}

    def _fill(self, person: Person, view: View, block_id: str, value: bodies.Value) -> None:
        element = input_block(view, block_id)["element"]
        person.fill(block_id, field_value(self._slack, person, element, value), view=view)

    def _channel(self, person: Person, channel_id: str) -> Channel:
        channel = self._slack.channels.get(channel_id)
        if channel is None or person.id not in channel.members:
            raise NotFound(f"{person.user.real_name} is not in a channel “{channel_id[:40]}”.")
        return channel

    def _message(self, person: Person, channel_id: str, ts: str) -> Message:
        message = self._channel(person, channel_id).message(ts)
        if message is None or message.only_for not in (None, person.id):
            raise NotFound("That message no longer exists.")
        return message

    def _place(self, person: Person, sent: bodies.Clicked) -> Message | View:
        if sent.channel and sent.ts:
            return self._message(person, sent.channel, sent.ts)
        found = [view for view in (*person.modals, person.home) if view is not None and view.id == sent.view]
        if not found:
            raise NotFound("What you clicked no longer exists.")
        return found[0]

    def _screen(self, person: Person, view_id: str) -> View:
        home = person.home
        return home if home is not None and home.id == view_id else self._top(person, view_id)

    def _top(self, person: Person, view_id: str) -> View:
        if person.modal is None or person.modal.id != view_id:
            raise Conflict("That dialog is no longer on top.")
        return person.modal
