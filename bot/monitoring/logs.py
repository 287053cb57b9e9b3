"""Logs: one renderer for our lines and the libraries', in UTC, without anything that looks like a token."""

import base64
import logging
import re
import secrets
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"

_QUIET = ("apscheduler", "dbos", "httpcore", "httpx", "slack_bolt", "slack_sdk", "uvicorn.access")
"""At INFO they log every job and request, at DEBUG whole bodies and addresses with codes in them."""

_SECRET_NAME = re.compile(
    r"(?:.*_)?(?:authorization|code_verifier|cookie|password|secret|token)|code",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"""
      \b(?:xox[a-z]|xapp)[.-][\w.-]+                    # Slack
    | (?<=\bBearer\s)[\w.~+/=-]{8,} | (?<=\bBasic\s)[\w+/=-]{8,}
    | (?<![\w+/=-])[\w-]{43}=(?![\w=])                  # a Fernet key
    | \bgAAAAA[\w-]{20,}={0,2}                          # what a Fernet key sealed
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PAIR = re.compile(
    r"""
      (?<!\w)(code=)[^\s&"'\\]+                         # in addresses; elsewhere a code is no secret
    | (?<!\w)((?:access_token|client_secret|code_verifier|refresh_token)\\*["']?\s*[:=]\s*\\*["']?)[^\s&,"'\\}]+
    """,
    re.VERBOSE | re.IGNORECASE,
)


def redact(text: str) -> str:
    """The text without what looks like a token, a key or a sign-in code."""
    return _TOKEN.sub(HIDDEN, _PAIR.sub(lambda pair: f"{pair[1] or pair[2]}{HIDDEN}", text))


def reference() -> str:
    """Eight characters that a person can quote and an operator can find in the log."""
    return base64.b32encode(secrets.token_bytes(5)).decode()


def configure_logs(level: str = "INFO", log_format: Literal["console", "json"] = "console") -> None:
    """Sends every log line of this process to standard error, in one form."""
    stream = sys.stderr
    arriving: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=arriving,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _redact_all,
                _renderer(log_format, stream),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    handler.addFilter(_is_quiet_enough)  # some of them make loggers below with a level of their own
    _adopt("dbos")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *arriving,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _is_quiet_enough(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or not any(
        record.name == name or record.name.startswith(f"{name}.") for name in _QUIET
    )


def _adopt(name: str) -> None:
    """DBOS prints through its own handler unless it finds one; a silent handler makes it leave printing to us."""
    logger = logging.getLogger(name)
    logger.handlers = [logging.NullHandler()]
    logger.propagate = True


def _renderer(log_format: Literal["console", "json"], stream: TextIO) -> Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )


def _redact_all(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: _redacted(value, name) for name, value in event.items()}


def _redacted(value: Any, name: str = "") -> Any:
    """The value as plain data, so that no renderer prints more of it than was checked here."""
    match value:
        case None | bool() | int() | float():
            return value
        case _ if _SECRET_NAME.fullmatch(name):
            return HIDDEN
        case str():
            return redact(value)
        case Mapping():
            return {redact(str(key)): _redacted(inner, str(key)) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_redacted(inner) for inner in value]
        case _:
            return redact(repr(value))
