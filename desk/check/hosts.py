"""Internal hosts in a text: private addresses, names without a domain, and the partner's own patterns."""

import ipaddress
import re
from collections.abc import Iterable, Iterator

from desk.check.findings import TextRange
from desk.check.wordlists import FILES, NO_HOSTS

DEFAULT_PATTERNS = ("*.local", "*.internal", "*.intranet", "*.lan", "*.corp")

_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)")
_IPV6 = re.compile(r"(?<![\w:])(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f])(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
_A_VERSION = re.compile(r"(?:versie|version|release|build|firmware|driver|\bv)[\s:.=]{0,3}$", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w.@$/\\-])[A-Za-z0-9][\w.-]{1,252}(?![\w-])|(?<=[@/\\])[A-Za-z0-9][\w.-]{1,252}(?![\w-])")
_IN_URL = re.compile(
    r"(?<![\w+.-])(?:https?|ftps?|sftp|ssh|smb|ldaps?|wss?|amqps?|mongodb|mysql|postgres(?:ql)?|redis|rdp|tcp)://"
    r"(?:[^\s/@?#<>\"']{1,200}@)?([A-Za-z0-9][A-Za-z0-9_-]{0,62})(?![\w.-]|:[^\s/@]{0,100}@)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?<![\\\w])\\\\([A-Za-z0-9][\w.-]{0,62})\\[\w$.-]")


def hosts_in(text: str, patterns: Iterable[str]) -> Iterator[TextRange]:
    yield from _addresses(text)
    for found in _IN_URL.finditer(text):
        if found[1].lower() not in NO_HOSTS and not found[1].isdigit():
            yield TextRange(*found.span(1))
    for found in _SHARE.finditer(text):
        yield TextRange(*found.span(1))
    matches = _Patterns(patterns)
    for found in _NAME.finditer(text):
        name = found.group().rstrip(".-")
        if matches(name):
            yield TextRange(found.start(), found.start() + len(name))


def _addresses(text: str) -> Iterator[TextRange]:
    for found in [*_IPV4.finditer(text), *_IPV6.finditer(text)]:
        try:
            address = ipaddress.ip_address(found.group())
        except ValueError:
            continue
        a_version = _A_VERSION.search(text, max(0, found.start() - 12), found.start())
        if not a_version and any(address in network for network in _PRIVATE):
            yield TextRange(*found.span())


class _Patterns:
    """`*` matches anything within a name. The usual `*.suffix` are looked up in a set, so that many cost as much as
    one.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._suffixes: set[str] = set()
        self._names: set[str] = set()
        globs = []
        for pattern in (each.lower() for each in patterns):
            if "*" not in pattern:
                self._names.add(pattern)
            elif pattern.startswith("*.") and "*" not in pattern[1:]:
                self._suffixes.add(pattern[2:])
            else:
                globs.append(re.escape(pattern).replace(r"\*", r"[\w.-]*"))
        self._globs = re.compile("|".join(globs)) if globs else None
        self._known: dict[str, bool] = {}

    def __call__(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = self._matches(name)
        return self._known[name]

    def _matches(self, name: str) -> bool:
        low = name.lower()
        if low in self._names or (self._globs and self._globs.fullmatch(low)):
            return True
        labels = low.split(".")
        ends = (".".join(labels[at:]) for at in range(1, len(labels)))
        return any(end in self._suffixes for end in ends) and not _is_code(name)


def _is_code(name: str) -> bool:
    """`System.Internal`, `this.local`: a word of a program or a file name, not a host."""
    *before, last = name.split(".")
    is_pascal = last[:1].isupper() and not last.isupper()
    return is_pascal or (len(before) == 1 and before[0].lower() in FILES)
