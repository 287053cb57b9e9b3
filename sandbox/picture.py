"""`make picture`: the demo's tour as people see it in the terminal, as an image for the README."""

import io
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).parent.parent / "docs" / "images" / "demo.svg"
FROM_STEP = "[4/"
WIDTH = 112
FETCHED_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""The reader's own monospace does as well, and nothing is fetched from elsewhere."""


def main() -> None:
    tour = subprocess.run(
        [sys.executable, "-m", "sandbox", "--demo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    for line in tour[tour.index(FROM_STEP) :].splitlines():
        console.print(Text(line, style=_style(line)))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(FETCHED_FONT.sub("", console.export_svg(title="partnerdesk demo")))


def _style(line: str) -> str:
    if re.match(r"\[\d/\d\]", line):
        return "bold bright_white"
    return "green" if re.match(r"(tom|sanne)>", line) else ""


if __name__ == "__main__":
    main()
