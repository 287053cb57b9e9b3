"""`make browser`: finds the Chromium for the page's tests, or installs one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
FLAGS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
MISSING = (
    "The page's tests need Chromium. None was found, and none could be installed. Install one (on Debian: "
    "apt-get install chromium; or .venv/bin/playwright install chromium), then run this again."
)
_SECONDS = 600


def installed() -> Path | None:
    return next((path for path in _candidates() if path.exists()), None)


def _candidates() -> Iterator[Path]:
    yield from (Path(path) for name in NAMES if (path := shutil.which(name)))
    yield from PLACES
    yield _path_of_playwright()


def launch_options() -> dict[str, object]:
    """Raises FileNotFoundError when there is no browser."""
    path = installed()
    if path is None:
        raise FileNotFoundError(MISSING)
    return {"executable_path": str(path), "args": [*FLAGS, *(("--no-sandbox",) if _is_root() else ())]}


def main() -> int:
    for attempt in (None, _from_playwright, _from_the_system):
        if attempt is not None:
            attempt()
        if path := installed():
            print(f"The page is tested in {path}")  # noqa: T201 - its output
            return 0
    print(MISSING, file=sys.stderr)  # noqa: T201
    return 1


def _from_playwright() -> None:
    _try(sys.executable, "-m", "playwright", "install", "chromium")


def _from_the_system() -> None:
    if _is_root() and shutil.which("apt-get"):
        _try("apt-get", "update", "-qq")
        _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def _try(*command: str) -> None:
    print(f"No Chromium yet: trying {' '.join(command[-3:])}", flush=True)  # noqa: T201
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, timeout=_SECONDS, env=environment, capture_output=True)  # noqa: S603


def _path_of_playwright() -> Path:
    """Playwright's sync API refuses to run inside an event loop, so it runs in its own thread."""

    def ask() -> Path:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    sys.exit(main())
