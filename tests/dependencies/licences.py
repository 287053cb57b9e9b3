"""`make licences`: every locked dependency with its licence, into docs/licences.md; ends with 1 if one may not be."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

from tests.dependencies.lock import DEVELOPING, ROOT, RUNNING, pinned

PAGE = ROOT / "docs" / "licences.md"
PERMISSIVE = frozenset(
    {"0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0"}
    | {"Public-Domain", "Unlicense", "Zlib"}
)
RECIPROCAL = frozenset({"LGPL-3.0-only", "MPL-2.0"})
"""Allowed because we use these libraries as they are, as files of their own that anybody may replace."""
ALLOWED = PERMISSIVE | RECIPROCAL

ELSEWHERE = {"colorama": "BSD-3-Clause"}
"""Of packages that are installed only where another system or another Python needs them."""

_CALLED = {
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "artistic license": "Artistic-1.0-Perl",
    "bsd 2-clause license": "BSD-2-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "public domain": "Public-Domain",
    "python software foundation license": "PSF-2.0",
}
"""Before there was a field for an SPDX expression, packages said it in their own words."""
_TOLD_BY_ITS_FILE = {"axe-playwright-python": "MIT"}
"""The package's description says nothing; the licence file that comes with it does."""


@dataclass(frozen=True)
class Row:
    name: str
    version: str
    licence: str
    use: str
    """run: with the bot; develop: on developers' machines only."""

    @property
    def line(self) -> str:
        return f"| {self.name} | {self.version} | {self.licence} | {self.use} |"


def rows() -> Iterator[Row]:
    run = {package.name for package in pinned(RUNNING)}
    for package in pinned(DEVELOPING):
        use = "run" if package.name in run else "develop"
        yield Row(package.name, package.version, licence_of(package.name), use)


def licence_of(name: str) -> str:
    """As an SPDX expression; in the package's own words when they are not known. Raises `LookupError`."""
    try:
        told = metadata(name).json
    except PackageNotFoundError:
        return ELSEWHERE[name]
    if expression := told.get("license_expression"):
        return str(expression)
    classified = [each.rpartition(" :: ")[2] for each in told.get("classifier", []) if "License ::" in each]
    words = [str(told.get("license", "")).strip().partition("\n")[0], *classified]
    for each in words:
        if spdx := each if each in ALLOWED else _CALLED.get(each.lower()):
            return spdx
    return _TOLD_BY_ITS_FILE.get(name) or " / ".join(filter(None, words)) or "unknown"


def is_allowed(expression: str) -> bool:
    """`OR` leaves the choice to us, `AND` asks for all; where both stand, all are asked for."""
    names = re.split(r"\s+(?:AND|OR)\s+", expression.strip())
    enough = any if " OR " in expression and " AND " not in expression else all
    return enough(name.strip("() ") in ALLOWED for name in names)


def page(of: Iterable[Row]) -> str:
    return _PAGE.format(rows="\n".join(row.line for row in of))


_PAGE = """# Licences of what partnerdesk uses

Written by `make licences` from the lock files and from what each package says of itself; a test holds it to both.
Allowed are permissive licences, and MPL-2.0 and LGPL-3.0 for libraries that are used as they are. *run*: needed by the
bot; *develop*: by its tests and checks.

| package | version | licence | use |
|---|---|---|---|
{rows}
"""


if __name__ == "__main__":
    found = list(rows())
    PAGE.write_text(page(found), "utf-8")
    refused = [f"{row.name} {row.version}: {row.licence}" for row in found if not is_allowed(row.licence)]
    sys.exit("\n".join(["These licences are not on the list of allowed ones:", *refused]) if refused else 0)
