"""The receiver of a hand-back, as dialogs carry it: between two views, in a menu, behind a checkbox."""

from collections.abc import Mapping
from typing import Any

from desk.model.submissions import Transfer
from handlers.views.parts.blocks import Block, option, plain
from handlers.views.parts.mrkdwn import NAME
from handlers.views.parts.roundtrip import Carried, Id, number, text

TO = "to"
AND_HAND_BACK = "and_hand_back"

_NAME = 80


def written(transfer: Transfer) -> dict[str, Any]:
    return {"group": transfer.group_id, "agent": transfer.agent_id, "name": transfer.name[:NAME]}


class Receiver(Carried):
    """As `written` wrote it."""

    group: Id
    agent: Id | None
    name: str

    def read(self) -> Transfer:
        return Transfer(self.group, self.agent, self.name)


def menu(choices: tuple[Transfer, ...], chosen: Transfer | None) -> Block:
    element: Block = {
        "type": "static_select",
        "action_id": TO,
        "placeholder": plain("Choose who gets it"),
        "options": [_choice(one) for one in choices],
    }
    if chosen in choices and chosen is not None:
        element["initial_option"] = _choice(chosen)
    return {"type": "input", "block_id": TO, "label": plain("Give it to"), "optional": False, "element": element}


def picked(values: Mapping[str, Any]) -> Transfer | None:
    chosen = (values.get(TO, {}).get(TO) or {}).get("selected_option")
    if not chosen:
        return None
    group_id, _, rest = text(chosen["value"]).partition(":")
    agent_id, _, known_as = rest.partition(":")
    return Transfer(number(group_id), number(agent_id) if agent_id else None, known_as)


def checkbox(transfer: Transfer, *, ticked: bool = False) -> Block:
    """For the analysis dialog: note and hand-back in one update (R5)."""
    label = option(f"and hand back to {transfer.name}", "yes")
    element: Block = {"type": "checkboxes", "action_id": AND_HAND_BACK, "options": [label]}
    if ticked:
        element["initial_options"] = [label]
    return {
        "type": "input",
        "block_id": AND_HAND_BACK,
        "label": plain("When it is saved"),
        "optional": True,
        "element": element,
    }


def is_ticked(values: Mapping[str, Any]) -> bool:
    return bool((values.get(AND_HAND_BACK, {}).get(AND_HAND_BACK) or {}).get("selected_options"))


def _choice(transfer: Transfer) -> Block:
    label = transfer.name if transfer.agent_id else f"{transfer.name[: _NAME // 2]}, no particular agent"
    return option(label, f"{transfer.group_id}:{transfer.agent_id or ''}:{transfer.name[: _NAME // 2]}")
