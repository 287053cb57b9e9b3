"""Draws a submitted dialog again: everything typed stays, with messages above and under the fields."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from handlers.views.parts.blocks import Block, Blocks, section
from handlers.views.parts.mrkdwn import words
from handlers.views.parts.rich_text import from_slack, to_slack

_SAID = "said:"
"""Begins the ids of these messages, which the next drawing removes."""
_PROBLEM = f"{_SAID}problem"
_VIEW_BYTES = 200_000
"""Of the 250 kB that Slack allows for a view."""
_INITIAL = {
    "value": "initial_value",
    "selected_user": "initial_user",
    "selected_date": "initial_date",
}


def again(
    view: Mapping[str, Any],
    above: Sequence[Block] = (),
    below: Mapping[str, Blocks] | None = None,
    at_end: Sequence[Block] = (),
    remembers: Mapping[str, Any] | None = None,
) -> Block:
    """`view` is what was submitted. The new messages replace the earlier ones. `below` stands under the inputs of these
    block ids; `remembers` is stored for the next time, beside what the dialog carries.
    """
    said = below or {}
    kept = [
        part
        for block in _without(view, _SAID)
        for part in (block, *_marked(block.get("block_id", ""), said.get(block.get("block_id", ""), ())))
    ]
    return _redrawn(view, [*_marked("above", above), *kept, *at_end], remembers or {})


def with_problem(view: Mapping[str, Any], problem: str) -> Block:
    """The same dialog with everything typed in it, and a sentence on top about why it stays open."""
    return _redrawn(view, [problem_block(problem), *_without(view, _PROBLEM)], {})


def problem_block(problem: str) -> Block:
    return section(f":warning: {words(problem)}") | {"block_id": _PROBLEM}


def _redrawn(view: Mapping[str, Any], blocks: Blocks, remembers: Mapping[str, Any]) -> Block:
    frame = {key: view[key] for key in ("callback_id", "title", "submit", "close", "notify_on_close") if view.get(key)}
    metadata = view.get("private_metadata") or "{}"
    if remembers:
        metadata = json.dumps({**json.loads(metadata), **remembers})
    values = view["state"]["values"]

    def drawn(fill: Callable[[Block], Block]) -> Block:
        return {"type": "modal", **frame, "private_metadata": metadata, "blocks": [fill(block) for block in blocks]}

    # Slack keeps the content of inputs anyway; repeating a very long text would make the view too large to show.
    whole = drawn(lambda block: _filled(block, values))
    return whole if len(json.dumps(whole)) < _VIEW_BYTES else drawn(_bare)


def said_id(name: str) -> str:
    """The block id of an input that belongs to the messages and is removed with them."""
    return f"{_SAID}{name}"


def typed(view: Mapping[str, Any], block_id: str) -> str:
    """The content of a plain text input; empty when it is not there."""
    inputs = view["state"]["values"].get(block_id) or {}
    return next((state.get("value") or "" for state in inputs.values()), "")


def chosen(view: Mapping[str, Any], block_id: str) -> Sequence[Mapping[str, Any]]:
    """The options that are ticked; none when the input is not there."""
    inputs = view["state"]["values"].get(block_id) or {}
    return next((state.get("selected_options") or () for state in inputs.values()), ())


def _without(view: Mapping[str, Any], prefix: str) -> Blocks:
    return [block for block in view["blocks"] if not str(block.get("block_id", "")).startswith(prefix)]


def _marked(place: str, blocks: Iterable[Block]) -> Iterator[Block]:
    for index, block in enumerate(blocks):
        yield block | {"block_id": said_id(f"{place}:{index}")}


def _bare(block: Block) -> Block:
    if block["type"] != "input":
        return block
    element = block["element"]
    return block | {"element": {key: part for key, part in element.items() if not key.startswith("initial_")}}


def _filled(block: Block, values: Mapping[str, Any]) -> Block:
    bare = _bare(block)
    if block["type"] != "input":
        return bare
    state = values.get(block["block_id"], {}).get(block["element"]["action_id"]) or {}
    return bare | {"element": bare["element"] | _initial(bare["element"], state)}


def _initial(element: Block, state: Mapping[str, Any]) -> dict[str, Any]:
    """Chosen options exactly as the dialog offers them, because Slack refuses any difference."""
    if chosen := state.get("selected_option"):
        return {"initial_option": _offered(element, chosen)}
    if several := state.get("selected_options"):
        return {"initial_options": [_offered(element, each) for each in several]}
    if written := state.get("rich_text_value"):
        text = from_slack(written)
        return {} if text.is_blank else {"initial_value": to_slack(text)}
    return {initial: state[key] for key, initial in _INITIAL.items() if state.get(key)}


def _offered(element: Block, chosen: Block) -> Block:
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    options = (option for group in groups for option in group["options"])
    return next((option for option in options if option["value"] == chosen["value"]), chosen)
