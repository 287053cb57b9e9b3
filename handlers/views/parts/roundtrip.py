"""What a button or a dialog carries to us, read back: only what we could have written is accepted."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk.model.assignments import AssignmentKey
from handlers.views.parts.errors import Unreadable

Id = Annotated[int, Field(gt=0, lt=2**63)]
"""A number of Zendesk's, as the database holds it."""
Key = Annotated[str, Field(min_length=1, max_length=100)]
"""An id of ours."""

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


class Carried(BaseModel):
    """The JSON in a dialog's `private_metadata`."""

    model_config = ConfigDict(strict=True, frozen=True)


C = TypeVar("C", bound=Carried)
E = TypeVar("E", bound=Enum)


def carried(view: Mapping[str, Any], shape: type[C], drawn: str | None = None) -> C:
    """`drawn` is a block that such a dialog always has; a dialog without it is not accepted under this name.

    Raises `Unreadable`.
    """
    if drawn:
        check_is_drawn(view, drawn)
    try:
        return shape.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        raise Unreadable(f"what {view.get('callback_id')} carries") from None


def check_is_drawn(view: Mapping[str, Any], block_id: str) -> None:
    """Raises `Unreadable`."""
    if not any(block.get("block_id") == block_id for block in view["blocks"]):
        raise Unreadable(f"the dialog sent as {view.get('callback_id')}")


def number(written: object) -> int:
    """Raises `Unreadable`."""
    if not isinstance(written, str) or not _NUMBER.fullmatch(written):
        raise Unreadable("a number")
    return int(written)


def text(written: object) -> str:
    """Raises `Unreadable`."""
    if not isinstance(written, str) or not written:
        raise Unreadable("a value")
    return written


def assignment(written: object) -> AssignmentKey:
    """As `written_assignment` wrote it. Raises `Unreadable`."""
    ticket_id, _, audit_id = text(written).partition(":")
    return AssignmentKey(number(ticket_id), number(audit_id))


def written_assignment(key: AssignmentKey) -> str:
    return f"{key.ticket_id}:{key.audit_id}"


def member(of: type[E], option: Mapping[str, Any] | None) -> E | None:
    """The member of the enumeration whose name a chosen option carries. Raises `Unreadable`."""
    if not option:
        return None
    try:
        return of[option["value"]]
    except KeyError:
        raise Unreadable("a choice") from None
