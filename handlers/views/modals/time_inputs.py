"""The inputs about time in the analysis dialog: drawn and read (R7, R8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desk.model.budget import Budget, NoTime, hours, read_time
from handlers.views.parts.blocks import Block, input_block, option

TIME = "time"
REMARK = "remark"
NEEDS_MORE = "needs_more"


@dataclass(frozen=True)
class TypedTime:
    time: str
    """As typed. `problem` says what is wrong with it."""
    remark: str
    needs_more: bool

    @property
    def problem(self) -> str | None:
        try:
            self.read()
        except NoTime as wrong:
            return str(wrong)
        return None

    def read(self) -> int | None:
        """Seconds. Raises `NoTime`."""
        return read_time(self.time) if self.time else None


NO_TIME = TypedTime(time="", remark="", needs_more=False)


def time_inputs(budget: Budget, *, asks_time: bool) -> Iterator[Block]:
    """Only full agents are asked for time, and only where the vendor records it."""
    limit = hours(budget.limit)
    if asks_time:
        so_far = f"{hours(budget.spent or 0)} of {limit} are recorded so far."
        hint = f"Minutes, or hours and minutes as 1:15. {so_far}"
        yield input_block(TIME, "Time spent", {"type": "plain_text_input"}, hint=hint)
        remark = {"type": "plain_text_input", "multiline": True}
        yield input_block(REMARK, "Remark on time", remark, hint="Becomes part of the internal note.")
    boxes = {"type": "checkboxes", "options": [option(f"More than {limit} hours are still needed", "yes")]}
    hint = "Then it is proposed to hand the ticket back."
    yield input_block(NEEDS_MORE, "Will it take longer?", boxes, hint=hint)


def typed_time(values: Mapping[str, Any]) -> TypedTime:
    """From the state of a submitted dialog; an input that was not shown counts as empty."""

    def state(block_id: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = values.get(block_id, {}).get(block_id) or {}
        return found

    return TypedTime(
        time=(state(TIME).get("value") or "").strip(),
        remark=(state(REMARK).get("value") or "").strip(),
        needs_more=bool(state(NEEDS_MORE).get("selected_options")),
    )
