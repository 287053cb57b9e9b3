"""A sandbox with a scripted bot, for elements that the product does not use and for a bot that fails."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from sandbox.scene import Scene, set_scene
from sandbox.slack.delivery import HttpDelivery
from sandbox.slack.records import Message, View
from sandbox.town import address_of, listen, open_town, serve
from sandbox.web.app import serve_page
from sandbox.web.page_state import PageState

Payload = dict[str, Any]
Answer = dict[str, Any] | None
Script = Callable[[Payload], Answer]
MANIFEST = {
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "scriptbot"},
        "slash_commands": [{"command": "/script", "description": "A script", "usage_hint": "[anything]"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "files:read"]}},
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.channels"]},
    },
}


class ScriptedSandbox:
    """`received` holds every payload; `script` answers each after `delay` seconds."""

    def __init__(self, scene: Scene, address: str, bot_address: str) -> None:
        self.scene = scene
        self.address = address
        self.slack = scene.town.slack
        self._delivery = HttpDelivery(f"{bot_address}/slack")
        self.received: list[Payload] = []
        self.script: Script = lambda _: None
        self.delay = 0.0

    def stop_bot(self) -> None:
        """Until the next test no server listens at the bot's address."""
        self.slack.deliver_by = HttpDelivery("http://127.0.0.1:9/slack")  # the discard port: nothing listens there

    def reset(self) -> None:
        self.slack.deliver_by = self._delivery
        self.received.clear()
        self.script, self.delay = (lambda _: None), 0.0
        self.slack.patience = 3.0
        self.scene.channel.messages.clear()
        for person in (self.scene.tom, self.scene.sanne, self.scene.outsider):
            self.slack.views.close_all(person.id)
        self.slack.changed()

    def posts(self, text: str = "", blocks: list[dict[str, Any]] | None = None, **more: Any) -> Message:
        """Posts without checks, so that unknown blocks can be posted."""
        return self.slack.post(self.scene.channel, self.slack.bot, text, blocks=blocks or [], **more)

    def opens(self, **view: Any) -> View:
        trigger = self.slack.new_trigger(self.scene.sanne.id, self.scene.channel.id)
        return self.slack.views.open(trigger.id, modal(**view))

    def received_of(self, kind: str) -> list[Payload]:
        return [payload for payload in self.received if payload.get("type") == kind]

    async def receives(self, kind: str, times: int = 1) -> Payload:
        await self.slack.until(lambda: len(self.received_of(kind)) >= times, 10)
        return self.received_of(kind)[-1]

    async def serve(self, request: web.Request) -> web.Response:
        payload = _payload(await request.text(), request.content_type)
        self.received.append(payload)
        await asyncio.sleep(self.delay)
        answer = self.script(payload)
        return web.json_response(answer) if answer else web.Response()


@asynccontextmanager
async def scripted_sandbox() -> AsyncIterator[ScriptedSandbox]:
    async with open_town(manifest=MANIFEST) as town:
        listening = listen(0)
        state = PageState(set_scene(town))
        bot_listening = listen(0)
        scripted = ScriptedSandbox(state.scene, address_of(listening), address_of(bot_listening))
        scripted.reset()
        app = web.Application()
        app.router.add_post("/slack", scripted.serve)
        runner = await serve(app, bot_listening)
        state.failures.set_bot_state("running")
        async with serve_page(state, listening):
            yield scripted
        await runner.cleanup()


def modal(
    *, title: str = "A form", submit: str | None = "Send", blocks: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    shown = {"submit": {"type": "plain_text", "text": submit}} if submit else {}
    drawn = blocks if blocks is not None else [field("plain_text_input")]
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": drawn, **shown, **more}


def field(kind: str, name: str = "", label: str = "", *, optional: bool = True, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name or kind,
        "label": {"type": "plain_text", "text": label or (name or kind).replace("_", " ").capitalize()},
        "optional": optional,
        "element": {"type": kind, "action_id": "it", **element},
    }


def option(value: str, text: str = "") -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": text or value.capitalize()}, "value": value}


def said(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _payload(body: str, content_type: str) -> Payload:
    if content_type == "application/json":
        payload: Payload = json.loads(body)
        return {**payload["event"]} if "event" in payload else payload
    form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    return json.loads(form["payload"]) if "payload" in form else {"type": "slash_command", **form}
