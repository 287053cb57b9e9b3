"""What the partner chose: the words and hosts that the check before sending points at (R10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from desk.check.hosts import DEFAULT_PATTERNS
from desk.check.phrases import tokens
from desk.check.tone import DEFAULT_BLAME
from desk.errors import Refusal
from desk.notices.admins import Admins
from desk.ports.memory import Memory

BLAME = "blame words"
HOSTS = "internal hosts"

_DEFAULTS = {BLAME: DEFAULT_BLAME, HOSTS: DEFAULT_PATTERNS}
_MOST = 200
_LONGEST_WORD = 60
_LONGEST_HOST = 100
ALTOGETHER = 3000
"""Characters of one list, one entry a line: as much as a field of a dialog can show again."""
_A_HOST = re.compile(r"[\w*](?:[\w.*-]*[\w*])?", re.ASCII)
_STARS = 2
_SHORTEST_HOST = 3

log = structlog.get_logger()


@dataclass(frozen=True)
class Choices:
    blame: tuple[str, ...]
    hosts: tuple[str, ...]


class BadChoice(Refusal):
    """This list cannot be kept as it is."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems
        """One sentence for each list that cannot be stored."""


class Preferences:
    def __init__(self, memory: Memory, admins: Admins) -> None:
        self._memory = memory
        self._admins = admins

    async def current(self) -> Choices:
        return Choices(await self._list(BLAME), await self._list(HOSTS))

    async def who_may(self) -> tuple[str, ...]:
        return await self._admins.users()

    async def change(self, user: str, blame: str, hosts: str) -> Choices:
        """Takes both lists as typed, one entry a line. Raises `Refusal` for a person who is not an admin, and
        `BadChoice`.
        """
        if user not in await self.who_may():
            raise Refusal("Only your partner admins may change this.")
        wanted = {BLAME: _entries(blame), HOSTS: _entries(hosts)}
        found = {
            BLAME: _bad_word(wanted[BLAME]) or _too_many(wanted[BLAME]),
            HOSTS: _bad_host(wanted[HOSTS]) or _too_many(wanted[HOSTS]),
        }
        if problems := {name: sentence for name, sentence in found.items() if sentence}:
            raise BadChoice(problems)
        for name, entries in wanted.items():
            await self._keep(user, name, entries)
        return await self.current()

    async def _list(self, name: str) -> tuple[str, ...]:
        chosen = await self._memory.preferences.get(name)
        return _DEFAULTS[name] if chosen is None else chosen

    async def _keep(self, user: str, name: str, entries: Sequence[str]) -> None:
        before = await self._list(name)
        if list(before) == list(entries):
            return
        await self._memory.preferences.put(name, entries)
        added = [each for each in entries if each not in before]
        removed = [each for each in before if each not in entries]
        log.info("settings.changed", by=user, list=name, added=added, removed=removed)


def _entries(typed: str) -> tuple[str, ...]:
    """Each entry once, ignoring case; empty lines are skipped."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    return tuple({line.casefold(): line for line in lines if line}.values())


def _bad_word(entries: Sequence[str]) -> str | None:
    for entry in entries:
        if len(entry) > _LONGEST_WORD:
            return f"“{entry[:_LONGEST_WORD]}…” is longer than {_LONGEST_WORD} characters. One word or phrase a line."
        if not tokens(entry):
            return f"“{entry}” has neither a letter nor a digit, so it would never be found."
    return None


def _bad_host(entries: Sequence[str]) -> str | None:
    for entry in entries:
        if len(entry) > _LONGEST_HOST or not _A_HOST.fullmatch(entry):
            return (
                f"“{entry[:_LONGEST_HOST]}” is no host. Letters, digits, dots and hyphens, with * for anything: "
                "for example *.corp or srv-*. One a line."
            )
        if entry.count("*") > _STARS or len(entry.replace("*", "").strip(".-")) < _SHORTEST_HOST:
            return f"“{entry}” would fit too much. At least {_SHORTEST_HOST} letters, and at most {_STARS} stars."
    return None


def _too_many(entries: Sequence[str]) -> str | None:
    if len(entries) > _MOST:
        return f"These are {len(entries):,} lines, and {_MOST} is the most."
    if (length := len("\n".join(entries))) > ALTOGETHER:
        return f"These are {length:,} characters, and {ALTOGETHER:,} is the most."
    return None
