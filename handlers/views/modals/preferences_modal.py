"""The dialog of `/desk settings`: what the partner chose, and what the settings say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desk.check.preferences import Choices
from desk.model.budget import hours
from desk.model.new_tickets import TicketKind
from desk.model.vendor import Vendor
from handlers.views.parts.blocks import Block, context, modal, plain, plain_section, section
from handlers.views.parts.mrkdwn import listed, name, person
from handlers.views.parts.redraw import typed
from handlers.views.parts.roundtrip import check_is_drawn

SETTINGS_MODAL = "settings"
BLAME = "blame"
HOSTS = "hosts"

_LISTS = {
    BLAME: ("Words that read as blame", "One word or phrase a line. The check before sending points at them."),
    HOSTS: ("Internal hosts", "One a line; * stands for anything, for example *.corp or srv-*."),
}
_ADMINS_SHOWN = 10


def settings_modal(choices: Choices, vendor: Vendor, admins: Sequence[str], *, may_change: bool) -> Block:
    blocks = list(_blocks(choices, vendor, admins, may_change=may_change))
    if may_change:
        return modal(SETTINGS_MODAL, "Settings", blocks, submit="Save", close="Cancel")
    return modal(SETTINGS_MODAL, "Settings", blocks)


def _blocks(choices: Choices, vendor: Vendor, admins: Sequence[str], *, may_change: bool) -> Iterator[Block]:
    lists = {BLAME: choices.blame, HOSTS: choices.hosts}
    yield section("*What the check before sending points at*")
    for block_id, entries in lists.items():
        yield from [_input(block_id, entries)] if may_change else _shown(block_id, entries)
    if not may_change:
        yield context(_who(admins))
    yield section("*Of this desk*")
    yield section("\n".join(_facts(vendor)))
    yield context("These stand in the settings that the bot was started with.")


def _input(block_id: str, entries: Sequence[str]) -> Block:
    label, hint = _LISTS[block_id]
    element: Block = {"type": "plain_text_input", "multiline": True, "action_id": block_id}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "hint": plain(hint),
        "optional": True,
        "element": element | ({"initial_value": "\n".join(entries)} if entries else {}),
    }


def _shown(block_id: str, entries: Sequence[str]) -> Iterator[Block]:
    yield context(f"{_LISTS[block_id][0]}:")
    yield plain_section(", ".join(entries) if entries else "(none)")


def _who(admins: Sequence[str]) -> str:
    shown = [person(user, user) for user in admins[:_ADMINS_SHOWN]]
    more = len(admins) - len(shown)
    if not shown:
        return "Nobody can change this yet: the first person who runs `/desk watch` becomes the admin."
    return f"Only {listed([*shown, f'{more} more'] if more else shown)} can change this. Ask there."


def _facts(vendor: Vendor) -> Iterator[str]:
    yield f"• Vendor: {name(vendor.name)}"
    yield f"• Time for a ticket: {hours(vendor.budget)}"
    yield f"• Zendesk is looked at every {vendor.poll_seconds:g} seconds"
    yield f"• New tickets can be: {listed([kind.value for kind in TicketKind])}"


def submitted(view: Mapping[str, Any]) -> tuple[str, str]:
    """The two lists as typed: words that blame, and internal hosts. Raises `Unreadable`."""
    check_is_drawn(view, BLAME)
    return typed(view, BLAME), typed(view, HOSTS)


def saved(choices: Choices) -> Block:
    blocks = [section(":white_check_mark: *Saved.* The check before sending uses it from now on.")]
    blocks += [*_shown(BLAME, choices.blame), *_shown(HOSTS, choices.hosts)]
    return modal(SETTINGS_MODAL, "Settings", blocks)
