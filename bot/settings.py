"""The settings: one typed, frozen class. Nothing else reads the environment or `.env`."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ValidationInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.addresses import is_loopback, vendor_address, web_address
from zendesk.webhook import TEST_SECRET

LOOPBACK_REDIRECT = "http://127.0.0.1:19780/zendesk/callback"
"""Nothing listens there: the browser stops at it, and the person pastes the address bar's content."""

_PLACEHOLDER = re.compile(
    r"""
    (xox[a-z]-|xapp-|https?://)?
    (…|\.{3}|x{3,}|your[-_ ].*|change[-_ ]?me.*|<.*>|placeholder|example|todo|subdomain\..*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHORTEST_SECRET = 8
_REASONS = {
    "missing": "is missing",
    "int_parsing": "is no whole number",
    "int_from_float": "is no whole number",
    "float_parsing": "is no number",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
    "too_long": "is too long",
    "string_too_long": "is too long",
}
_MEMBER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_TAG = re.compile(r"[\w/-]{1,255}")
_TICKET_TYPES = ("problem", "incident", "question", "task")
_FORM_ID = re.compile("[1-9][0-9]{0,18}", re.ASCII)
_DATABASE = "sqlite:///"
_GUEST_POLL, _SLOWEST_POLL, _TRIAL_POLL = 15, 3600, 0.2


def _real(text: str) -> str:
    if _PLACEHOLDER.fullmatch(text.strip()):
        raise ValueError("is still a placeholder; put the real value there")
    return text.strip()


def _secret(value: SecretStr, begins: str = "") -> SecretStr:
    text = _real(value.get_secret_value())
    if not text.startswith(begins):
        raise ValueError(f"does not begin with {begins}")
    if len(text) < len(begins) + _SHORTEST_SECRET or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("is cut off, or holds characters that do not belong there")
    return SecretStr(text)


def _webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() == TEST_SECRET:
        raise ValueError(
            "is the one that Zendesk publishes for tests, so anybody can sign with it; show the webhook's own"
        )
    return value


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _fernet_key(value: SecretStr) -> SecretStr:
    text = _real(value.get_secret_value())
    try:
        Fernet(text)
    except ValueError:
        raise ValueError("holds something that is no Fernet key (32 bytes in url-safe base64)") from None
    return SecretStr(text)


def _member_id(text: str) -> str:
    if not _MEMBER_ID.fullmatch(text):
        raise ValueError(f"holds {text!r}, which is no Slack member id (U… or W…, from the profile's menu)")
    return text


def _kind(text: str) -> str:
    """`tag:NAME`, `type:…` or `form:ID`."""
    text = _real(text)
    by, _, value = (part.strip().lower() for part in text.partition(":"))
    wrong = {
        "tag": None if _TAG.fullmatch(value) else "names no tag: one word of letters, digits, _, - and /",
        "type": None if value in _TICKET_TYPES else f"names no ticket type: {', '.join(_TICKET_TYPES)}",
        "form": None if _FORM_ID.fullmatch(value) else "names no ticket form: put the number that Zendesk gives it",
    }.get(by, "says not by what the vendor tells this kind: tag:NAME, type:TYPE or form:ID")
    if wrong:
        raise ValueError(wrong)
    return f"{by}:{value}"


def _database(text: str) -> str:
    text = _real(text)
    if text.lower().startswith(("postgres://", "postgresql:", "postgresql+")):
        raise ValueError("names PostgreSQL, which comes later; use SQLite for now")
    path = Path(text.removeprefix(_DATABASE))
    if not text.startswith(_DATABASE) or path.name in {"", ":memory:"} or "?" in text or path.is_dir():
        raise ValueError("is no sqlite:/// address of a file")
    if path.suffix in {".key", ".pid"}:
        raise ValueError("takes the name of a file that lies beside the database; end it in .db")
    if not path.parent.is_dir():
        raise ValueError(f"lies in the folder {path.parent}, which does not exist; make the folder first")
    return text


def _account(address: str) -> str:
    place = address.partition("://")[2]
    return place.removesuffix(".zendesk.com")


Secret = Annotated[SecretStr, AfterValidator(_secret)]
WebAddress = Annotated[str, AfterValidator(_real), AfterValidator(web_address)]


class Settings(BaseSettings):
    """Every setting, under its lower-case name; the environment goes before the file."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",  # of the file only: a misspelt name there is a setting that silently does nothing
        env_ignore_empty=True,
        env_file_encoding="utf-8-sig",  # some editors put a byte-order mark before the first name
        hide_input_in_errors=True,
    )

    slack_bot_token: Annotated[SecretStr, AfterValidator(partial(_secret, begins="xoxb-"))] = Field(
        examples=["xoxb-… (OAuth & Permissions in the Slack app's settings)"]
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(partial(_secret, begins="xapp-"))] | None = Field(
        default=None, examples=["xapp-… (Basic Information > App-Level Tokens, with the scope connections:write)"]
    )
    slack_signing_secret: Secret | None = Field(
        default=None, validate_default=True, examples=["… (Basic Information > App Credentials)"]
    )
    slack_api_url: WebAddress = Field(default="https://slack.com/api/", examples=["https://slack.com/api/"])
    zendesk_url: Annotated[str, AfterValidator(_real), AfterValidator(vendor_address)] = Field(
        examples=["https://ispnext.zendesk.com"]
    )
    zendesk_agent_url: WebAddress = Field(
        default_factory=lambda known: f"{known['zendesk_url']}/agent", examples=["https://helpcenter.ispnext.com/agent"]
    )
    vendor_name: Annotated[str, AfterValidator(_real), Field(min_length=1, max_length=40)] = Field(
        default_factory=lambda known: _account(known["zendesk_url"]), examples=["ISPnext"]
    )
    zendesk_client_id: Annotated[str, AfterValidator(_real), Field(min_length=1)] = Field(examples=["partnerdesk"])
    zendesk_client_secret: Secret | None = Field(
        default=None, examples=["… (of a confidential OAuth client; a public one has none)"]
    )
    zendesk_webhook_secret: Annotated[Secret, AfterValidator(_webhook_secret)] | None = Field(
        default=None, examples=["… (the signing secret that Zendesk shows for the webhook)"]
    )
    public_url: WebAddress | None = Field(default=None, examples=["https://partnerdesk.example.com"])
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///partnerdesk.db", examples=["sqlite:////var/lib/partnerdesk/partnerdesk.db"]
    )
    secret_keys: Annotated[
        tuple[Annotated[SecretStr, AfterValidator(_fernet_key)], ...], NoDecode, BeforeValidator(_split)
    ] = Field(default=(), examples=["… (what Fernet.generate_key() of the package cryptography prints)"])
    host: Annotated[str, Field(min_length=1)] = Field(default="127.0.0.1", examples=["127.0.0.1"])
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=8080, examples=["8080"])
    poll_seconds: float = Field(default=60, examples=["60"])
    budget_minutes: Annotated[int, Field(ge=1, le=6000)] = Field(default=120, examples=["120"])
    time_total_field: Annotated[int, Field(ge=1)] | None = Field(default=None, examples=["900001234567"])
    time_last_field: Annotated[int, Field(ge=1)] | None = Field(
        default=None, validate_default=True, examples=["900001234568"]
    )
    change_request_kind: Annotated[str, AfterValidator(_kind)] = Field(
        default="tag:change_request", examples=["tag:change_request (or type:task, or form:900001234569)"]
    )
    maintenance_kind: Annotated[str, AfterValidator(_kind)] = Field(
        default="tag:maintenance", examples=["tag:maintenance (or type:task, or form:900001234570)"]
    )
    partner_admins: Annotated[
        tuple[Annotated[str, AfterValidator(_member_id)], ...], NoDecode, BeforeValidator(_split)
    ] = Field(default=(), examples=["U012ABCDEF,U034GHIJKL"])
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        default="INFO", examples=["INFO"]
    )
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = Field(
        default="console", examples=["json"]
    )

    @field_validator("slack_signing_secret")
    @classmethod
    def _some_delivery(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("slack_app_token", "wrong") is None:
            raise ValueError("is missing, and so is SLACK_APP_TOKEN: set that one for Socket Mode, this for HTTP mode")
        return value

    @field_validator("time_last_field")
    @classmethod
    def _both_or_none(cls, value: int | None, info: ValidationInfo) -> int | None:
        if (value is None) != (info.data.get("time_total_field") is None):
            raise ValueError("belongs together with TIME_TOTAL_FIELD: set both, or neither")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, address: str) -> str:
        return f"{address}/"

    @field_validator("poll_seconds")
    @classmethod
    def _a_good_guest(cls, seconds: float, info: ValidationInfo) -> float:
        shortest = _TRIAL_POLL if is_loopback(info.data.get("zendesk_url", "")) else _GUEST_POLL
        if not shortest <= seconds <= _SLOWEST_POLL:
            raise ValueError(f"is not between {shortest} and {_SLOWEST_POLL} seconds")
        return seconds

    @property
    def account(self) -> str:
        """What stored rows call this Zendesk: the subdomain, or host and port of one on this machine."""
        return _account(self.zendesk_url)

    @property
    def redirect_url(self) -> str:
        return f"{self.public_url}/zendesk/callback" if self.public_url else LOOPBACK_REDIRECT

    @property
    def database_path(self) -> Path:
        return Path(self.database_url.removeprefix(_DATABASE))

    @property
    def engine_path(self) -> Path:
        return self.database_path.with_suffix(".engine.db")

    @property
    def lock_path(self) -> Path:
        return self.database_path.with_suffix(".lock.pid")

    @property
    def key_path(self) -> Path:
        return self.database_path.with_suffix(".key")


@dataclass(frozen=True)
class Problem:
    name: str
    reason: str
    example: str | None = None

    def __str__(self) -> str:
        example = f"\n  Example: {self.name}={self.example}" if self.example else ""
        return f"{self.name} {self.reason}.{example}"


class WrongSettings(Exception):
    """The bot cannot start with these settings; the text names every problem, and never the value of a secret."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        count = "1 setting is wrong" if len(problems) == 1 else f"{len(problems)} settings are wrong"
        where = "Set them in the environment or in .env; .env.example explains each."
        super().__init__("\n\n".join([f"{count}. {where}", *map(str, problems)]))


def load_settings(env_file: str | Path | None = ".env") -> Settings:
    """Raises `WrongSettings` with all problems at once."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as wrong:
        raise WrongSettings(tuple(dict.fromkeys(_problems(wrong.errors(include_input=False))))) from None
    except (OSError, UnicodeDecodeError) as unreadable:
        raise WrongSettings((Problem(str(env_file), f"cannot be read: {_cause(unreadable)}"),)) from None


def hide_from_libraries() -> None:
    """Takes Slack's settings out of the environment, where Bolt would pick them up and change its ways by itself."""
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        del os.environ[name]


def _cause(trouble: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8 text" if isinstance(trouble, UnicodeDecodeError) else str(trouble.strerror)


def _problems(errors: list[ErrorDetails]) -> Iterator[Problem]:
    for error in errors:
        if error["type"] == "default_factory_not_called":
            continue  # what the default is made of is wrong itself, and reported
        field = str(error["loc"][0])
        known = Settings.model_fields.get(field)
        examples = known.examples if known else None
        yield Problem(field.upper(), _reason(field, error), examples[0] if examples else None)


def _reason(field: str, error: ErrorDetails) -> str:
    context: Mapping[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            alike = get_close_matches(field.lower(), Settings.model_fields, n=1)
            return f"is no setting; {alike[0].upper()} is" if alike else "is no setting of partnerdesk"
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"must be one of {context['expected'].replace(chr(39), '')}"
        case kind:
            return _REASONS.get(kind, f"is wrong ({kind.replace('_', ' ')})")
