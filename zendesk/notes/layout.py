"""The place of each block: depth in lists, and number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.model.rich_text import Block


@dataclass(frozen=True)
class Placed:
    block: Block
    depth: int = 0
    number: int | None = None
    """The number of an item in a numbered list."""

    @property
    def is_item(self) -> bool:
        return self.block.kind in {"bullet", "number"}


def placed(blocks: Sequence[Block]) -> Iterator[Placed]:
    """A list may only be one level deeper than the list around it."""
    lists: list[tuple[str, int]] = []
    for block in blocks:
        if block.kind not in {"bullet", "number"}:
            lists = []
            yield Placed(block)
            continue
        depth = min(max(block.level, 0), len(lists))
        goes_on = len(lists) > depth and lists[depth][0] == block.kind
        count = lists[depth][1] + 1 if goes_on else 1
        lists = [*lists[:depth], (block.kind, count)]
        yield Placed(block, depth, count if block.kind == "number" else None)
