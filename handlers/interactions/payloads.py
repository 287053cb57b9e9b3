"""The payloads that Slack sends, as models. A payload that does not fit is forged, wrong, or of another version.

Only what the listeners read is described, each part as strictly as they rely on it. `private_metadata` and the values
of buttons and options are checked by the views that wrote them.

https://docs.slack.dev/reference/interaction-payloads, .../interactivity/implementing-slash-commands and .../events
"""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from desk.model.characters import whole

DEEPEST = 40
"""Levels of nesting; a list in a quote of a dialog's text is at level 16."""


class PayloadKind(Enum):
    COMMAND = "command"
    CLICK = "block_actions"
    SUBMISSION = "view_submission"
    EVENT = "event_callback"


class Form(BaseModel):
    model_config = ConfigDict(strict=True)


UserId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,30}$")]
TeamId = Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{1,30}$")]
ChannelId = Annotated[str, Field(pattern=r"^[CDG][A-Z0-9]{1,30}$")]
Value = Annotated[str, Field(max_length=2000)]
Metadata = Annotated[str, Field(max_length=3000)]


class _Text(Form):
    text: str


class _Option(Form):
    value: Value


class _Rich(Form):
    """A part of a rich text. Of an unknown kind of part, the text is read."""

    type: str | None = None
    elements: list["_Rich"] | None = None
    indent: int | None = None
    unicode: str | None = None
    url: str | None = None
    user_id: UserId | None = None


class _File(Form):
    id: str
    name: str | None = None
    title: str | None = None
    mimetype: str | None = None
    size: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    url_private: str | None = None
    url_private_download: str | None = None


class _Entered(Form):
    """The value of an input."""

    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    rich_text_value: _Rich | None = None
    files: list[_File] | None = None
    selected_user: str | None = None
    selected_date: str | None = None


class _Element(Form):
    type: str
    action_id: str
    options: list[_Option] | None = None


class _Block(Form):
    type: str
    block_id: str
    element: _Element | None = None

    @model_validator(mode="after")
    def _an_input_has_its_element(self) -> Self:
        if self.type == "input" and self.element is None:
            raise ValueError("an input without its element")
        return self


class _State(Form):
    values: dict[str, dict[str, _Entered]]


class _Dialog(Form):
    id: str
    type: Literal["modal"]
    callback_id: str
    private_metadata: Metadata | None = None
    title: _Text
    submit: _Text
    close: _Text | None = None
    blocks: list[_Block]
    state: _State


class _Id(Form):
    id: TeamId


class _Place(Form):
    id: ChannelId


class _Person(Form):
    id: UserId
    team_id: TeamId | None = None


class _Container(Form):
    type: str | None = None
    is_ephemeral: bool | None = None


class _Shown(Form):
    """The view that the button is on."""

    type: str | None = None
    private_metadata: Metadata | None = None


class _Action(Form):
    type: str
    action_id: str
    block_id: str
    value: Value | None = None
    selected_option: _Option | None = None


class _Asking(Form):
    """The ways to answer."""

    trigger_id: str | None = None
    response_url: str | None = None


class Click(_Asking):
    user: _Person
    team: _Id | None = None
    channel: _Place | None = None
    container: _Container | None = None
    view: _Shown | None = None
    actions: Annotated[list[_Action], Field(min_length=1)]


class Submission(_Asking):
    user: _Person
    team: _Id | None = None
    view: _Dialog


class Command(_Asking):
    type: None = None
    """A command has no `type`; with one, Bolt would take it for something else."""
    command: str
    user_id: UserId
    team_id: TeamId
    channel_id: ChannelId | None = None
    text: str | None = None


class _Told(Form):
    type: str
    user: UserId | None = None
    tab: str | None = None

    @model_validator(mode="after")
    def _is_of_its_type(self) -> Self:
        if self.type == "app_home_opened" and self.user is None:
            raise ValueError("nobody opened it")
        if self.type == "workflow_step_execute":  # Slack has retired it, and Bolt would read more of it
            raise ValueError("a step of a workflow")
        return self


class Event(Form):
    team_id: TeamId
    event_id: str | None = None
    event: _Told


FORMS: dict[PayloadKind, type[Form]] = {
    PayloadKind.COMMAND: Command,
    PayloadKind.CLICK: Click,
    PayloadKind.SUBMISSION: Submission,
    PayloadKind.EVENT: Event,
}


class Who(Form):
    """The ids needed to send a person a message."""

    user: UserId
    team: TeamId


def kind_of(body: Mapping[str, Any]) -> PayloadKind | None:
    """None for a payload that no listener handles."""
    named = "command" if "command" in body else body.get("type")
    return PayloadKind(named) if isinstance(named, str) and named in {kind.value for kind in PayloadKind} else None


def misshapen(kind: PayloadKind, body: Mapping[str, Any]) -> str | None:
    """The path of the first part that does not fit its model, without its value; None when all parts fit."""
    try:
        FORMS[kind].model_validate(body)
    except ValidationError as wrong:
        return _part(wrong.errors(include_url=False, include_context=False, include_input=False)[0]["loc"])
    return None


def who(body: Mapping[str, Any]) -> Who | None:
    """The person, if a malformed payload still names one."""
    user, team, event = (_mapping(body.get(name)) for name in ("user", "team", "event"))
    found = {
        "user": body.get("user_id") or user.get("id") or event.get("user"),
        "team": user.get("team_id") or body.get("team_id") or team.get("id"),
    }
    try:
        return Who.model_validate(found)
    except ValidationError:
        return None


def clean(body: dict[str, Any]) -> bool:
    """Replaces lone surrogates, which cannot be stored or sent. False when the payload is nested too deeply."""
    level: list[Any] = [body]
    for _ in range(DEEPEST):
        if not level:
            return True
        for container in level:
            for key, inner in container.items() if isinstance(container, dict) else enumerate(container):
                if isinstance(inner, str):
                    container[key] = whole(inner)
        level = [
            inner
            for container in level
            for inner in (container.values() if isinstance(container, dict) else container)
            if isinstance(inner, dict | list)
        ]
    return False


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _part(loc: tuple[int | str, ...]) -> str:
    """The path with our field names and indexes; any other key comes from the sender and is shown as `*`."""
    return ".".join(str(each) if isinstance(each, int) or each in _NAMES else "*" for each in loc)


_NAMES = frozenset(
    name for form in (*FORMS.values(), *Form.__subclasses__(), *_Asking.__subclasses__()) for name in form.model_fields
)
