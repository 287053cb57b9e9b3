"""The settings: one typed, frozen class. Nothing else reads the environment or `.env`."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ValidationInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import setting_values
from bot.addresses import is_loopback, vendor_address, web_address

LOOPBACK_REDIRECT = "http://127.0.0.1:19780/zendesk/callback"
"""Nothing listens at this address: the browser stops at it, and the person pastes the address bar's content."""

_REASONS = {
    "missing": "is missing",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_parsing": "is not a number",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
    "too_long": "is too long",
    "string_too_long": "is too long",
}
_GUEST_POLL, _SLOWEST_POLL, _TRIAL_POLL = 15, 3600, 0.2


def _account(address: str) -> str:
    place = address.partition("://")[2]
    return place.removesuffix(".zendesk.com")


Secret = Annotated[SecretStr, AfterValidator(setting_values.secret)]
WebAddress = Annotated[str, AfterValidator(setting_values.real), AfterValidator(web_address)]


class Settings(BaseSettings):
    """Every setting, under its lower-case name; the environment takes precedence over the file."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",  # applies to the file only: a misspelt name there would silently have no effect
        env_ignore_empty=True,
        env_file_encoding="utf-8-sig",  # some editors put a byte-order mark before the first name
        hide_input_in_errors=True,
    )

    slack_bot_token: Annotated[SecretStr, AfterValidator(partial(setting_values.secret, begins="xoxb-"))] = Field(
        examples=["xoxb-… (OAuth & Permissions in the Slack app's settings)"]
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(partial(setting_values.secret, begins="xapp-"))] | None = (
        Field(
            default=None, examples=["xapp-… (Basic Information > App-Level Tokens, with the scope connections:write)"]
        )
    )
    slack_signing_secret: Secret | None = Field(
        default=None, validate_default=True, examples=["… (Basic Information > App Credentials)"]
    )
    slack_api_url: WebAddress = Field(default="https://slack.com/api/", examples=["https://slack.com/api/"])
    zendesk_url: Annotated[str, AfterValidator(setting_values.real), AfterValidator(vendor_address)] = Field(
        examples=["https://ispnext.zendesk.com"]
    )
    zendesk_agent_url: WebAddress = Field(
        default_factory=lambda known: f"{known['zendesk_url']}/agent", examples=["https://helpcenter.ispnext.com/agent"]
    )
    vendor_name: Annotated[str, AfterValidator(setting_values.real), Field(min_length=1, max_length=40)] = Field(
        default_factory=lambda known: _account(known["zendesk_url"]), examples=["ISPnext"]
    )
    zendesk_client_id: Annotated[str, AfterValidator(setting_values.real), Field(min_length=1)] = Field(
        examples=["partnerdesk"]
    )
    zendesk_client_secret: Secret | None = Field(
        default=None, examples=["… (of a confidential OAuth client; a public one has none)"]
    )
    zendesk_webhook_secret: Annotated[Secret, AfterValidator(setting_values.webhook_secret)] | None = Field(
        default=None, examples=["… (the signing secret that Zendesk shows for the webhook)"]
    )
    public_url: WebAddress | None = Field(default=None, examples=["https://partnerdesk.example.com"])
    database_url: Annotated[str, AfterValidator(setting_values.database)] = Field(
        default="sqlite:///partnerdesk.db", examples=["sqlite:////var/lib/partnerdesk/partnerdesk.db"]
    )
    secret_keys: Annotated[
        tuple[Annotated[SecretStr, AfterValidator(setting_values.fernet_key)], ...],
        NoDecode,
        BeforeValidator(setting_values.split),
    ] = Field(default=(), examples=["… (what Fernet.generate_key() of the package cryptography prints)"])
    host: Annotated[str, Field(min_length=1)] = Field(default="127.0.0.1", examples=["127.0.0.1"])
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=8080, examples=["8080"])
    poll_seconds: float = Field(default=60, examples=["60"])
    budget_minutes: Annotated[int, Field(ge=1, le=6000)] = Field(default=120, examples=["120"])
    time_total_field: Annotated[int, Field(ge=1)] | None = Field(default=None, examples=["900001234567"])
    time_last_field: Annotated[int, Field(ge=1)] | None = Field(
        default=None, validate_default=True, examples=["900001234568"]
    )
    change_request_kind: Annotated[str, AfterValidator(setting_values.kind)] = Field(
        default="tag:change_request", examples=["tag:change_request (or type:task, or form:900001234569)"]
    )
    maintenance_kind: Annotated[str, AfterValidator(setting_values.kind)] = Field(
        default="tag:maintenance", examples=["tag:maintenance (or type:task, or form:900001234570)"]
    )
    partner_admins: Annotated[
        tuple[Annotated[str, AfterValidator(setting_values.member_id)], ...],
        NoDecode,
        BeforeValidator(setting_values.split),
    ] = Field(default=(), examples=["U012ABCDEF,U034GHIJKL"])
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(setting_values.upper)] = Field(
        default="INFO", examples=["INFO"]
    )
    log_format: Annotated[Literal["console", "json"], BeforeValidator(setting_values.lower)] = Field(
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
        """The name of this Zendesk in stored rows: the subdomain, or host and port of one on this machine."""
        return _account(self.zendesk_url)

    @property
    def redirect_url(self) -> str:
        return f"{self.public_url}/zendesk/callback" if self.public_url else LOOPBACK_REDIRECT

    @property
    def database_path(self) -> Path:
        return Path(self.database_url.removeprefix(setting_values.SQLITE))

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
    """Removes Slack's settings from the environment, where Bolt would read them and change its behaviour."""
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        del os.environ[name]


def _cause(trouble: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8 text" if isinstance(trouble, UnicodeDecodeError) else str(trouble.strerror)


def _problems(errors: list[ErrorDetails]) -> Iterator[Problem]:
    for error in errors:
        if error["type"] == "default_factory_not_called":
            continue  # the default is made from a wrong value, which is reported already
        field = str(error["loc"][0])
        known = Settings.model_fields.get(field)
        examples = known.examples if known else None
        yield Problem(field.upper(), _reason(field, error), examples[0] if examples else None)


def _reason(field: str, error: ErrorDetails) -> str:
    context: Mapping[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            alike = get_close_matches(field.lower(), Settings.model_fields, n=1)
            return f"is not a setting; {alike[0].upper()} is" if alike else "is not a setting of partnerdesk"
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"must be one of {context['expected'].replace(chr(39), '')}"
        case kind:
            return _REASONS.get(kind, f"is wrong ({kind.replace('_', ' ')})")
