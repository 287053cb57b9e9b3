"""The JSON bodies that the page may send, and their checks."""

from typing import Annotated, Any, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from sandbox.web.errors import Wrong

Id = Annotated[str, Field(max_length=255)]
Text = Annotated[str, Field(max_length=200_000)]
Value = Text | list[Text] | list[dict[str, Any]] | None
"""Typed text, one option, several options, file ids, the elements of a rich text, or nothing."""


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Sent = TypeVar("Sent", bound=Body)


class Empty(Body):
    pass


class Command(Body):
    channel: Id
    text: Text


class Said(Body):
    channel: Id
    text: Annotated[Text, Field(min_length=1)]
    thread: Id | None = None


class Clicked(Body):
    """A click on a message (`channel` and `ts`) or in a view (`view`)."""

    channel: Id | None = None
    ts: Id | None = None
    view: Id | None = None
    block_id: Id
    action_id: Id
    value: Text | None = None
    """Distinguishes buttons with the same action_id."""
    chosen: Value = None


class Filled(Body):
    view: Id
    block_id: Id
    value: Value


class Submitted(Body):
    view: Id
    values: dict[Id, Value]
    """The current values of the fields, by block_id."""


class Closed(Body):
    view: Id
    everything: bool = False


class Entered(Body):
    tab: Literal["home", "messages"]


class Dismissed(Body):
    channel: Id
    ts: Id


class NewTicket(Body):
    subject: Annotated[str, Field(max_length=150)]
    description: Annotated[str, Field(min_length=1, max_length=5000)]


class Assigned(Body):
    to_partner: bool
    note: Annotated[str, Field(max_length=5000)] = ""


class Commented(Body):
    text: Annotated[str, Field(max_length=5000)]
    public: bool


class StatusSet(Body):
    status: Annotated[str, Field(pattern="^(open|pending|hold|solved)$")]


class Switched(Body):
    on: bool


async def read(request: web.Request, kind: type[Sent]) -> Sent:
    if request.content_type != "application/json":
        raise Wrong("Send JSON, with the content type application/json.")
    return kind.model_validate_json(await request.read())
