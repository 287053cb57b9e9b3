"""What the lock files hold."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNNING = ROOT / "requirements.lock"
DEVELOPING = ROOT / "requirements-dev.lock"
UV = ROOT / "requirements-uv.lock"

_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\\n]+))?", re.MULTILINE)


@dataclass(frozen=True)
class Pinned:
    name: str
    version: str
    only_where: str
    """The marker of a package that not every machine needs."""


def pinned(lock: Path) -> list[Pinned]:
    """In the order of the file, which is that of their names."""
    return [Pinned(name, version, where.strip()) for name, version, where in _PINNED.findall(lock.read_text("utf-8"))]
