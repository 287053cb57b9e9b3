"""The desk's `Chat` on Slack: posts, cards, dialogs and files."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import structlog
from cachetools import LRUCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import ChannelUnreachable, ChatAway, FileGone
from desk.model.cards import Card, Content, ShownProposal
from desk.model.new_tickets import NewTicket
from desk.model.posts import CardPosted, NoteSaved, Post, PostRecord, ProposalPosted, ReferenceMissing, TicketCreated
from desk.model.submissions import Submission
from desk.model.vendor import Vendor
from handlers.slack.urls import FILES, at_slack
from handlers.slack.web_api import GONE, asked, code, posted
from handlers.views.messages import card, posts
from handlers.views.modals import analysis_modal, new_ticket_modal, proposals, update_outcome
from handlers.views.modals.submission_outcome import outcome
from handlers.views.parts.blocks import Message

T = TypeVar("T")

log = structlog.get_logger()

SKEW = timedelta(minutes=10)
"""How much Slack's clock and ours may differ when a post is looked for."""
PAGE = 200
NAMES_KEPT = 10_000
"""Names of people that are remembered; the name asked for longest ago is forgotten first."""
LARGEST_FILE = 50_000_000
"""Bytes: Zendesk's own limit. The size that the dialog was told may differ from what arrives."""
FILE_SECONDS = 120
SILENT_SECONDS = 10
_CLOSED_VIEW = frozenset({"not_found", "view_not_found", "hash_conflict"})


class SlackChat:
    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession, vendor: Vendor) -> None:
        """`client` must not retry by itself, because it would post twice."""
        self._client = client
        self._session = session
        self._vendor = vendor
        self._names: LRUCache[str, str] = LRUCache(NAMES_KEPT)

    async def post(self, post: Post, content: Content, thread: str | None) -> tuple[str, str]:
        # https://docs.slack.dev/reference/methods/chat.postMessage
        message = self._drawn(post, content)
        answer = await _or_unreachable(self._send(post, message, thread))
        return answer["channel"], answer["ts"]

    async def _send(self, post: Post, message: Message, thread: str | None) -> dict[str, Any]:
        return await posted(
            self._client.chat_postMessage(
                channel=await self._channel(post.to),
                text=message.text,
                blocks=message.blocks,
                thread_ts=thread,
                metadata=card.card_metadata(post.key),
                unfurl_links=False,
                unfurl_media=False,
            )
        )

    async def find(
        self, post: Post, since: datetime, thread: str | None, until: datetime | None = None
    ) -> tuple[str, str] | None:
        return await _or_unreachable(self._find(post, since, thread, until))

    async def _find(
        self, post: Post, since: datetime, thread: str | None, until: datetime | None
    ) -> tuple[str, str] | None:
        # https://docs.slack.dev/reference/methods/conversations.history
        channel = await self._channel(post.to)
        span = {"oldest": _ts(since - SKEW), "latest": _ts(until + SKEW) if until else None}
        cursor = None
        while True:
            page: dict[str, Any] = {**span, "limit": PAGE, "cursor": cursor, "include_all_metadata": True}
            if thread:
                answer = await asked(self._client.conversations_replies(channel=channel, ts=thread, **page))
            else:
                answer = await asked(self._client.conversations_history(channel=channel, **page))
            for message in answer["messages"]:
                if card.post_key_of(message) == post.key:
                    return channel, message["ts"]
            cursor = answer.get("response_metadata", {}).get("next_cursor")
            if not cursor:
                return None

    async def redraw(self, record: PostRecord, content: Card | ShownProposal) -> None:
        # https://docs.slack.dev/reference/methods/chat.update
        message = _shown(content, in_thread=record.assignment is not None)
        await asked(
            self._client.chat_update(
                channel=record.channel or "",
                ts=record.ts or "",
                text=message.text,
                blocks=message.blocks,
                metadata=card.card_metadata(record.key),
            )
        )

    async def show_outcome(self, submission: Submission) -> bool:
        return await self._redraw(submission, outcome(submission))

    async def show_creation(self, new: NewTicket) -> bool:
        return await self._redraw(new, new_ticket_modal.progress(new, self._vendor.url(new.ticket_id or 0)))

    async def show_queued(self, submission: Submission) -> None:
        draw = analysis_modal.queued if submission.has_note else update_outcome.queued
        await self._redraw(submission, draw(submission))

    async def look_at(self, channel: str) -> None:
        # https://docs.slack.dev/reference/methods/conversations.info
        answer = await _or_unreachable(asked(self._client.conversations_info(channel=channel)))
        for wrong, reason in (
            (answer["channel"].get("is_archived"), "is_archived"),
            (not answer["channel"].get("is_member"), "not_in_channel"),
        ):
            if wrong:
                raise ChannelUnreachable(GONE[reason])

    async def user_with_email(self, email: str) -> str | None:
        # https://docs.slack.dev/reference/methods/users.lookupByEmail
        try:
            answer = await asked(self._client.users_lookupByEmail(email=email))
        except SlackApiError as error:
            if code(error) == "users_not_found":
                return None
            raise
        except ChatAway:
            return None  # a suggestion is not worth waiting for
        return str(answer["user"]["id"])

    async def names(self, users: Sequence[str]) -> Mapping[str, str]:
        # https://docs.slack.dev/reference/methods/users.info
        for user in users:
            if user in self._names:
                continue
            try:
                answer = await asked(self._client.users_info(user=user))
            except (ChannelUnreachable, SlackApiError):
                continue  # a note does not wait for a name that cannot be read
            profile = answer["user"]
            self._names[user] = profile.get("real_name") or profile.get("name") or user
        return {user: self._names[user] for user in users if user in self._names}

    async def fetch(self, url: str) -> bytes:
        """https://docs.slack.dev/reference/objects/file-object: without access the address gives a login page."""
        place = at_slack(url, self._client.base_url, FILES)
        if place is None:
            raise FileGone("An attached file is not stored at Slack, so it was not fetched.")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        timeout = aiohttp.ClientTimeout(total=FILE_SECONDS, sock_read=SILENT_SECONDS)
        try:
            async with self._session.get(place, headers=headers, allow_redirects=False, timeout=timeout) as answer:
                if answer.status >= 500:  # noqa: PLR2004
                    raise ChatAway
                if answer.status != 200 or _is_login_page(answer):  # noqa: PLR2004
                    raise FileGone
                return await _whole(answer)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ChatAway from error

    async def _redraw(self, ours: Submission | NewTicket, view: dict[str, Any]) -> bool:
        # https://docs.slack.dev/reference/methods/views.update
        if ours.screen is None:
            return False
        try:
            await asked(self._client.views_update(view_id=ours.screen, view=view))
        except SlackApiError as error:
            if code(error) not in _CLOSED_VIEW:
                log.warning("dialog.not_drawn", problem=code(error))
            return False  # then the outcome is told by message
        return True

    def _drawn(self, post: Post, content: Content) -> Message:
        match post.message:
            case CardPosted() | ProposalPosted() if content is not None:
                reminder = post.message.reminder if isinstance(post.message, ProposalPosted) else 0
                return _shown(content, in_thread=post.in_thread, reminder=reminder)
            case NoteSaved(ticket_id=ticket_id) | TicketCreated(ticket_id=ticket_id):
                return posts.post_message(post, self._vendor.url(ticket_id))
            case ReferenceMissing(source_id=source_id):
                return posts.post_message(post, self._vendor.url(source_id))
            case _:
                return posts.post_message(post)

    async def _channel(self, to: str) -> str:
        # https://docs.slack.dev/reference/methods/conversations.open
        if not to.startswith(("U", "W")):
            return to
        answer = await asked(self._client.conversations_open(users=[to]))
        return str(answer["channel"]["id"])


def _shown(content: Card | ShownProposal, *, in_thread: bool, reminder: int = 0) -> Message:
    if isinstance(content, Card):
        return card.card(content)
    return proposals.proposal(content, in_thread=in_thread, reminder=reminder)


async def _or_unreachable(call: Awaitable[T]) -> T:
    """An unforeseen refusal needs a person to correct it, so the admins are told its name."""
    try:
        return await call
    except SlackApiError as refusal:
        raise ChannelUnreachable(f"Slack refuses it ({code(refusal)}).") from refusal


def _ts(moment: datetime) -> str:
    return f"{moment.timestamp():.6f}"


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    read = bytearray()
    async for chunk in answer.content.iter_chunked(2**16):
        read += chunk
        if len(read) > LARGEST_FILE:
            raise FileGone("An attached file is larger than Zendesk takes (50 MB), so it was not sent.")
    return bytes(read)


def _is_login_page(answer: aiohttp.ClientResponse) -> bool:
    return answer.content_type == "text/html" and "attachment" not in answer.headers.get("Content-Disposition", "")
