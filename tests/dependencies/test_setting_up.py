"""What `make` installs into .venv, by which tool, and what it says on a machine where it cannot."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dependencies.lock import DEVELOPING, ROOT, RUNNING, UV

FAILS = "exit 1\n"
"""A uv that cannot be started, as pyenv's stand-in for a command that this Python does not have."""
WORKS = 'test "$1" = --version || echo "uv $*" >> "$CALLS"\n'
REFUSES = 'test "$1" = --version\n'
PIP = "pip --python .venv/bin/python install"
PIP_WORKS = "import os, sys\nprint('pip', *sys.argv[1:], file=open(os.environ['CALLS'], 'a'))\n"
PIP_WITHOUT_UV = f"{PIP_WORKS}sys.exit('{UV.name}' in sys.argv)\n"
"""A machine for which there is no ready-made uv."""
MISSING = "raise ModuleNotFoundError\n"
STAMPS = ("ready", "ready-dev")


@dataclass(frozen=True)
class Checkout:
    """A copy of what set-up reads, on a machine with these two tools."""

    folder: Path
    uv: str
    """Shell text of the machine's `uv`."""
    pip: str = PIP_WORKS
    """Python text of the modules `pip` and `ensurepip`."""

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        tools = self.folder / "tools"
        for module in ("pip", "ensurepip"):
            (tools / module).mkdir(parents=True, exist_ok=True)
            (tools / module / "__init__.py").write_text(self.pip if self.pip == MISSING else "")
            (tools / module / "__main__.py").write_text(self.pip)
        (tools / "uv").write_text(f"#!/bin/sh\n{self.uv}")
        (tools / "uv").chmod(0o755)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))} | {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(tools),
            "CALLS": str(self.folder / "calls"),
        }
        command = ("make", "--directory", str(self.folder), *arguments)
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    def planned(self, target: str) -> set[str]:
        """The lock files that `make TARGET` would install from."""
        done = self.make("--dry-run", target)
        assert done.returncode == 0, done.stderr
        return set(re.findall(r"add --require-hashes --requirement (\S+)", done.stdout))

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    def change(self, name: str, at: int) -> None:
        """As if `name` had been written `at` seconds after the checkout."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (at, at))


def checkout(folder: Path, uv: str = WORKS, pip: str = PIP_WORKS) -> Checkout:
    new = Checkout(folder, uv, pip)
    for name in ("Makefile", "pyproject.toml", RUNNING.name, DEVELOPING.name, UV.name):
        shutil.copy(ROOT / name, folder / name)
        new.change(name, at=0)
    return new


def set_up(folder: Path) -> Checkout:
    made = checkout(folder)
    for second, stamp in enumerate(STAMPS, start=10):
        made.change(f".venv/.{stamp}", at=second)
    return made


@pytest.mark.parametrize("target", ["setup", "demo", "measure"])
def test_what_runs_needs_the_runtime_lock_only(tmp_path: Path, target: str) -> None:
    assert checkout(tmp_path).planned(target) == {RUNNING.name}


@pytest.mark.parametrize("target", ["test", "check", "audit", "licences", "faults"])
def test_what_tests_adds_the_development_lock(tmp_path: Path, target: str) -> None:
    assert checkout(tmp_path).planned(target) == {RUNNING.name, DEVELOPING.name}


@pytest.mark.parametrize("target", ["demo", "check"])
def test_what_is_installed_is_not_installed_again(tmp_path: Path, target: str) -> None:
    assert set_up(tmp_path).planned(target) == set()


@pytest.mark.parametrize(
    ("changed", "demo", "check"),
    [
        (RUNNING.name, {RUNNING.name}, {RUNNING.name, DEVELOPING.name}),
        ("pyproject.toml", {RUNNING.name}, {RUNNING.name, DEVELOPING.name}),
        (DEVELOPING.name, set(), {DEVELOPING.name}),
    ],
)
def test_a_changed_lock_is_installed(tmp_path: Path, changed: str, demo: set[str], check: set[str]) -> None:
    made = set_up(tmp_path)
    made.change(changed, at=20)
    assert (made.planned("demo"), made.planned("check")) == (demo, check)


def test_uv_installs_where_the_machine_has_it_and_pip_is_not_needed(tmp_path: Path) -> None:
    made = checkout(tmp_path, uv=WORKS, pip=MISSING)
    assert made.make("setup").returncode == 0
    into = "uv pip install --quiet --python .venv/bin/python"
    assert made.calls() == [
        f"{into} --require-hashes --requirement {RUNNING.name}",
        f"{into} --no-deps --no-build-isolation --editable .",
    ]
    assert (tmp_path / ".venv" / ".ready").exists()


def test_pip_installs_the_locked_uv_where_the_machine_has_none(tmp_path: Path) -> None:
    made = checkout(tmp_path, uv=FAILS)
    assert made.make("setup").returncode == 0
    first = made.calls()[0]
    assert first.startswith(f"{PIP} --no-compile --require-hashes --only-binary :all: --requirement {UV.name}")


@pytest.mark.parametrize("uv", [FAILS, REFUSES])
def test_pip_installs_the_same_lock_where_uv_cannot(tmp_path: Path, uv: str) -> None:
    made = checkout(tmp_path, uv, PIP_WITHOUT_UV)
    done = made.make("setup")
    assert done.returncode == 0
    assert "which takes longer" in done.stderr
    locked, project = made.calls()[-2:]
    assert locked.startswith(f"{PIP} --require-hashes --requirement {RUNNING.name}")
    assert project.startswith(f"{PIP} --no-deps --no-build-isolation --editable .")


def test_without_a_new_enough_python_it_says_what_to_do(tmp_path: Path) -> None:
    done = checkout(tmp_path).make("demo", "PYTHON=")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "make demo PYTHON=/path/to/python3" in done.stderr


def test_a_python_that_cannot_install_is_told_with_the_package_that_lets_it(tmp_path: Path) -> None:
    done = checkout(tmp_path, uv=FAILS, pip=MISSING).make("setup")
    assert done.returncode != 0
    assert "python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()
