"""Linking a Slack user to a Zendesk agent, and ending the link."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desk.model.people import Link
from desk.model.rules import Right
from handlers.views.messages.rights import groups, listed_rights
from handlers.views.parts.blocks import (
    Block,
    Blocks,
    Message,
    actions,
    button,
    context,
    message,
    modal,
    plain,
    said,
    section,
)
from handlers.views.parts.mrkdwn import name
from handlers.views.parts.redraw import typed
from handlers.views.parts.roundtrip import check_is_drawn

SIGN_IN = "sign_in"
PASTE_ADDRESS = "paste_address"
PASTE_MODAL = "pasted_address"
PASTED = "address"
"""The block under which a wrong address is reported."""
_FIELDS = 20


def invite(address: str, *, comes_back: bool, wanted: str | None, vendor: str) -> Message:
    """With `comes_back` the browser returns to the bot by itself; otherwise the person pastes the address that it ended
    at.

    `wanted` is the command that the person typed before, which is carried out afterwards.
    """
    first = f"Connect your {name(vendor)} agent first: everything here runs under your own name."
    if wanted:
        first += f" Then `/desk {name(wanted.removeprefix('/desk'))}` is done at once."
    sign_in = button(f"Sign in to {vendor}", SIGN_IN, url=address, primary=True)
    if comes_back:
        return message(first, [section(first), actions(sign_in)])
    steps = (
        "1. Sign in and allow the access.\n"
        "2. Your browser then shows an error page for 127.0.0.1:19780. That is expected.\n"
        "3. Copy the whole address from the address bar, come back here and paste it."
    )
    paste = button("Paste the address", PASTE_ADDRESS)
    return message(first, [section(first), section(steps), actions(sign_in, paste)])


def paste_modal(vendor: str) -> Block:
    return modal(
        PASTE_MODAL,
        "Finish signing in",
        [
            section(
                f"After you allowed the access at {name(vendor)}, your browser showed an error page for "
                "127.0.0.1:19780. Copy the whole address from its address bar."
            ),
            {
                "type": "input",
                "block_id": PASTED,
                "label": plain("The address"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": PASTED,
                    "placeholder": plain("http://127.0.0.1:19780/zendesk/callback?code=…"),
                },
            },
        ],
        submit="Connect",
        close="Cancel",
    )


def pasted_address(view: Mapping[str, Any]) -> str:
    """Raises `Unreadable`."""
    check_is_drawn(view, PASTED)
    return typed(view, PASTED).strip()


def pasted_query(view: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """The part of the pasted address after its question mark; empty when it is not an address."""
    try:
        return parse_qs(urlsplit(pasted_address(view)).query, max_num_fields=_FIELDS)
    except ValueError:
        return {}


def connected(link: Link, rights: Sequence[Right], vendor: str) -> Message:
    """The first message for a newly connected person."""
    agent = link.agent
    title = f":white_check_mark: *Connected.* At {name(vendor)} you are {name(agent.name)}, {agent.licence}."
    more = context("`/desk` shows your tickets, `/desk help` the rest.")
    return message(title, [section(title), *_about(link, rights), more])


def already_connected(link: Link, vendor: str, rights: Sequence[Right] = ()) -> Message:
    title = f"You are connected: at {name(vendor)} you are {name(link.agent.name)}, {link.agent.licence}."
    other = "To use another agent, type `/desk disconnect` and then `/desk connect`."
    return message(title, [section(title), *_about(link, rights), context(other)])


def _about(link: Link, rights: Sequence[Right]) -> Blocks:
    return [section(f"*Your groups:* {groups(link)}"), *listed_rights(rights)]


def disconnected(vendor: str, *, revoked: bool = True) -> Message:
    """`revoked`: whether Zendesk was told. The tokens are deleted here in both cases."""
    kept = "Notes you wrote stay in Zendesk. `/desk connect` links you again."
    if revoked:
        return said(f"You are disconnected: your access to {name(vendor)} is withdrawn and forgotten here.", kept)
    return said(
        f"You are disconnected: your access to {name(vendor)} is forgotten here.",
        f"Zendesk could not be told, so there it ends only when it expires. To end it now, ask {name(vendor)} "
        "to withdraw it.",
        kept,
    )
