"""What a setting may be: each function returns the value as it is stored.

Raises `ValueError` with the end of a sentence that begins with the setting's name.
"""

import re
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import SecretStr

from zendesk.webhook import TEST_SECRET

_PLACEHOLDER = re.compile(
    r"""
    (xox[a-z]-|xapp-|https?://)?
    (…|\.{3}|x{3,}|your[-_ ].*|change[-_ ]?me.*|<.*>|placeholder|example|todo|subdomain\..*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHORTEST_SECRET = 8
_MEMBER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_TAG = re.compile(r"[\w/-]{1,255}")
_TICKET_TYPES = ("problem", "incident", "question", "task")
_FORM_ID = re.compile("[1-9][0-9]{0,18}", re.ASCII)
SQLITE = "sqlite:///"


def real(text: str) -> str:
    if _PLACEHOLDER.fullmatch(text.strip()):
        raise ValueError("is still a placeholder; put the real value there")
    return text.strip()


def secret(value: SecretStr, begins: str = "") -> SecretStr:
    text = real(value.get_secret_value())
    if not text.startswith(begins):
        raise ValueError(f"does not begin with {begins}")
    if len(text) < len(begins) + _SHORTEST_SECRET or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("is cut off, or holds characters that do not belong there")
    return SecretStr(text)


def webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() == TEST_SECRET:
        raise ValueError(
            "is the one that Zendesk publishes for tests, so anybody can sign with it; use the webhook's own"
        )
    return value


def split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def fernet_key(value: SecretStr) -> SecretStr:
    text = real(value.get_secret_value())
    try:
        Fernet(text)
    except ValueError:
        raise ValueError("holds something that is not a Fernet key (32 bytes in url-safe base64)") from None
    return SecretStr(text)


def member_id(text: str) -> str:
    if not _MEMBER_ID.fullmatch(text):
        raise ValueError(f"holds {text!r}, which is not a Slack member id (U… or W…, from the profile's menu)")
    return text


def kind(text: str) -> str:
    """`tag:NAME`, `type:…` or `form:ID`."""
    text = real(text)
    by, _, value = (part.strip().lower() for part in text.partition(":"))
    wrong = {
        "tag": None if _TAG.fullmatch(value) else "does not name a tag: one word of letters, digits, _, - and /",
        "type": None if value in _TICKET_TYPES else f"does not name a ticket type: {', '.join(_TICKET_TYPES)}",
        "form": None
        if _FORM_ID.fullmatch(value)
        else "does not name a ticket form: put the number that Zendesk gives it",
    }.get(by, "does not say how the vendor marks this kind of ticket: tag:NAME, type:TYPE or form:ID")
    if wrong:
        raise ValueError(wrong)
    return f"{by}:{value}"


def database(text: str) -> str:
    text = real(text)
    if text.lower().startswith(("postgres://", "postgresql:", "postgresql+")):
        raise ValueError("names PostgreSQL, which is not supported yet; use SQLite")
    path = Path(text.removeprefix(SQLITE))
    if not text.startswith(SQLITE) or path.name in {"", ":memory:"} or "?" in text or path.is_dir():
        raise ValueError("is not the sqlite:/// address of a file")
    if path.suffix in {".key", ".pid"}:
        raise ValueError("takes the name of a file that lies beside the database; end it in .db")
    if not path.parent.is_dir():
        raise ValueError(f"lies in the folder {path.parent}, which does not exist; make the folder first")
    return text
