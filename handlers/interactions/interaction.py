"""One request of one person: who, where, and the ways to answer that only they see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import ChannelUnreachable, ChatAway, DeskError
from handlers.slack.urls import ANSWERS, at_slack
from handlers.slack.web_api import asked
from handlers.views.home import page_of
from handlers.views.parts.blocks import Message

log = structlog.get_logger()


class NoWindow(DeskError):
    """Slack does not let me open a window here. Press the button once more, or type the command."""


@dataclass(frozen=True)
class Interaction:
    """`team` is the person's own workspace; in a shared channel it may differ from ours."""

    client: AsyncWebClient
    user: str
    team: str
    channel: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    home_page: int | None = None
    """The page of the Home tab that the button was on."""
    on_card: bool = False
    """The button was on a message that the whole channel sees."""
    opens_home: bool = False

    @property
    def sees_change(self) -> bool:
        """Whether the message or page with the button is redrawn with the outcome."""
        return self.on_card or self.home_page is not None

    async def say(self, message: Message) -> None:
        """Shows the message to this person only: where they asked, or else as a direct message."""
        if self.response_url and await self._respond(message):
            return
        if self.channel and await self._ephemeral(message):
            return
        await asked(self.client.chat_postMessage(channel=self.user, text=message.text, blocks=message.blocks))

    async def open(self, view: dict[str, Any]) -> tuple[str, str]:
        """Opens a dialog, and returns its id and its hash. Raises `NoWindow`."""
        # https://docs.slack.dev/reference/methods/views.open
        if not self.trigger_id:
            raise NoWindow
        answer = await asked(self.client.views_open(trigger_id=self.trigger_id, view=view))
        return answer["view"]["id"], answer["view"]["hash"]

    async def redraw(self, shown: tuple[str, str], view: dict[str, Any]) -> None:
        """Redraws a dialog by its id and hash, unless it was submitted, closed or redrawn since then."""
        view_id, view_hash = shown
        try:
            await asked(self.client.views_update(view_id=view_id, hash=view_hash, view=view))
        except SlackClientError as error:
            log.info("dialog.moved_on", problem=str(getattr(error, "response", {}).get("error", "")))

    async def _respond(self, message: Message) -> bool:
        # https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        place = at_slack(self.response_url or "", self.client.base_url, ANSWERS)
        if place is None or self.client.session is None:
            log.warning("answer.not_at_slack")
            return False
        answer = {
            "text": message.text,
            "blocks": message.blocks,
            "response_type": "ephemeral",
            "replace_original": False,
        }
        try:
            async with self.client.session.post(place, json=answer, allow_redirects=False) as taken:
                return taken.status == 200  # noqa: PLR2004
        except (aiohttp.ClientError, OSError, TimeoutError) as problem:
            log.warning("answer.not_delivered", problem=type(problem).__name__)
            return False

    async def _ephemeral(self, message: Message) -> bool:
        call = self.client.chat_postEphemeral(
            channel=self.channel or "", user=self.user, text=message.text, blocks=message.blocks
        )
        try:
            await asked(call)
        except (ChannelUnreachable, ChatAway):
            return False
        except SlackClientError:
            return False
        return True


def interaction_from(body: Mapping[str, Any], client: AsyncWebClient) -> Interaction:
    """From the payload of a command, an event, a click or a dialog.

    https://docs.slack.dev/interactivity/implementing-slash-commands and .../block_actions-payload
    """
    if "command" in body:
        return Interaction(
            client,
            user=body["user_id"],
            team=body["team_id"],
            channel=body.get("channel_id"),
            trigger_id=body.get("trigger_id"),
            response_url=body.get("response_url"),
        )
    if "event" in body:
        return Interaction(client, user=body["event"].get("user") or "", team=body["team_id"], opens_home=True)
    user, container = body["user"], body.get("container") or {}
    return Interaction(
        client,
        user=user["id"],
        team=user.get("team_id") or (body.get("team") or {}).get("id", ""),
        channel=(body.get("channel") or {}).get("id"),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
        home_page=page_of(body.get("view") or {}),
        on_card=container.get("type") == "message" and not container.get("is_ephemeral"),
    )
