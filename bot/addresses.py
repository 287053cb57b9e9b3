"""Web addresses that the bot may use: https anywhere, plain http only on this machine."""

import re
from urllib.parse import SplitResult, urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_VENDOR = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.zendesk\.com")


def web_address(text: str) -> str:
    """The address without a slash at its end. Raises ValueError with what is wrong with it."""
    parts = _bare(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError("does not begin with https:// (http:// is for this machine only)")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def vendor_address(text: str) -> str:
    """The vendor's Zendesk under its own name, because API and sign-in answer only there."""
    parts = _bare(text)
    on_this_machine = parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port
    if not on_this_machine and not (parts.scheme == "https" and _VENDOR.fullmatch(parts.netloc.lower())):
        raise ValueError("is not https://SUBDOMAIN.zendesk.com; a help centre's own name cannot be used here")
    if parts.path.rstrip("/"):
        raise ValueError("has a path after the host name; remove it")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in _LOOPBACK


def _bare(text: str) -> SplitResult:
    """Raises ValueError unless the address has only scheme, host, port and path."""
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in text):
        raise ValueError("is not a web address")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("may hold a host, a port and a path, and nothing else")
    return parts
