"""Which groups' assignments a channel gets: the dialog, and the messages about it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from desk.model.people import Group
from desk.model.watches import Watch
from handlers.views.parts import roundtrip
from handlers.views.parts.blocks import (
    OPTION,
    Block,
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
from handlers.views.parts.mrkdwn import channel_link, count, listed, name, one_line
from handlers.views.parts.redraw import chosen
from handlers.views.parts.roundtrip import Carried

WATCH_MODAL = "watch"
SHOW_BACKLOG = "show_backlog"
START_FROM_NOW = "start_from_now"
CHOOSE_GROUPS = "choose_groups"

_GROUPS = "groups"
_EXCERPT = "excerpt"
_VERSION = 1
_CHECKBOXES = 10
_OPTIONS = 100


class _Channel(Carried):
    v: Literal[1]
    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{1,30}$")]


@dataclass(frozen=True)
class WatchChoice:
    channel: str
    group_ids: tuple[int, ...]
    shows_excerpt: bool


def watch_modal(channel: str, groups: Sequence[Group], vendor: str, current: Sequence[Watch]) -> Block:
    """`groups` are the person's own; `current` is what the channel watches already."""
    title = "Watch a group"
    if not groups:
        nothing = f"You are in no group at {name(vendor)}, so there is nothing to watch. Ask {name(vendor)} to add you."
        return modal(WATCH_MODAL, title, [section(nothing)])
    return modal(
        WATCH_MODAL,
        title,
        list(_watch_blocks(channel, groups, vendor, current)),
        submit="Watch",
        close="Cancel",
        metadata=json.dumps({"v": _VERSION, "channel": channel}),
    )


def _watch_blocks(channel: str, groups: Sequence[Group], vendor: str, current: Sequence[Watch]) -> Iterator[Block]:
    yield section(f"Every ticket assigned to these groups gets a card in {channel_link(channel)}.")
    yield _choice(_GROUPS, "Groups", _group_choice(groups, current), optional=False)
    if len(groups) > _OPTIONS:
        yield context(f"The first {_OPTIONS} of your {len(groups)} groups.")
    excerpt = {"text": plain(f"The card may quote what {vendor} asked", OPTION), "value": "yes"}
    boxes: Block = {"type": "checkboxes", "options": [excerpt]}
    if any(watch.shows_excerpt for watch in current):
        boxes["initial_options"] = [excerpt]
    yield _choice(_EXCERPT, "Cards", boxes, optional=True)
    yield context("Everybody in the channel, guests and other organisations too, sees the cards.")


def _group_choice(groups: Sequence[Group], current: Sequence[Watch]) -> Block:
    options = {group.id: _option(group) for group in groups[:_OPTIONS]}
    watched_now = {watch.group.id for watch in current} or ({groups[0].id} if len(groups) == 1 else set())
    element: Block = (
        {"type": "checkboxes", "options": list(options.values())}
        if len(options) <= _CHECKBOXES
        else {"type": "multi_static_select", "options": list(options.values()), "placeholder": plain("Choose")}
    )
    chosen = [option for group_id, option in options.items() if group_id in watched_now]
    return element | ({"initial_options": chosen} if chosen else {})


def _option(group: Group) -> Block:
    return {"text": plain(one_line(group.name), OPTION), "value": str(group.id)}


def _choice(block_id: str, label: str, element: Block, *, optional: bool) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": element | {"action_id": block_id},
    }


def watched(view: Mapping[str, Any]) -> WatchChoice:
    return WatchChoice(
        channel=roundtrip.carried(view, _Channel, _GROUPS).channel,
        group_ids=tuple(roundtrip.number(option["value"]) for option in chosen(view, _GROUPS)),
        shows_excerpt=bool(chosen(view, _EXCERPT)),
    )


def watching(groups: Sequence[Group], channel: str) -> Message:
    return said(
        f":eyes: {channel_link(channel)} now gets a card for every ticket assigned to {_named(groups)}.",
        "`/desk watch` changes this, `/desk unwatch` ends it.",
    )


def unwatched(groups: Sequence[Group], channel: str) -> Message:
    if not groups:
        return said(f"No group is watched in {channel_link(channel)}. `/desk watch` starts.")
    return said(f"{channel_link(channel)} gets no more cards of {_named(groups)}. The cards that are there stay.")


def _named(groups: Sequence[Group]) -> str:
    shown = [f"*{name(group.name)}*" for group in groups[:20]]
    more = len(groups) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def invite_me(bot_user_id: str) -> Message:
    return said(
        f"I am not in this channel yet, so I could not post here. Type `/invite` <@{bot_user_id}> "
        "and then `/desk watch` again."
    )


def offer(channel: str) -> Message:
    """For a person who typed `/desk watch` before connecting: a dialog can only open on a click."""
    text = f"You are connected now. Choose the groups whose tickets {channel_link(channel)} gets."
    return message(text, [section(text), actions(button("Choose groups", CHOOSE_GROUPS, value=channel, primary=True))])


def pressed_offer(action: Mapping[str, Any]) -> str:
    """The channel that is to watch."""
    return roundtrip.text(action.get("value"))


def backlog(number: int, group: Group) -> Message:
    """Offered once when a watch begins: the tickets that were assigned before."""
    has = "ticket is" if number == 1 else "tickets are"
    text = f"{number:,} unsolved {has} with *{name(group.name)}* already. Post a card for each, or begin with the next?"
    value = str(group.id)
    show = button("Show them", SHOW_BACKLOG, value=value)
    return message(text, [section(text), actions(show, button("Start from now", START_FROM_NOW, value=value))])


def pressed_backlog(action: Mapping[str, Any]) -> int:
    """The group's id; the action's id tells which of the two buttons it was."""
    return roundtrip.number(action.get("value"))


def backlog_done(group: Group, shown: int | None) -> Message:
    """Replaces the offer. `shown` is the number of cards to come; None when only new ones are wanted."""
    if shown is None:
        return said(f"*{name(group.name)}*: cards begin with the next assignment.")
    return said(f"*{name(group.name)}*: {count(shown, 'card')} on the way.")
