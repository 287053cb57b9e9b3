"""Processes forked from one that has imported the bot and done nothing else: a start takes a fifth of the time."""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "bot.run",
        "bot.cli",
        "bot.record",
        "bot.doctor",
        "bot.backup.create",
        "bot.backup.restore",
        "detect_secrets.plugins.basic_auth",
        "tests.e2e.forked",
        "tests.bot.backup.dying_swap",
        "tests.work.worker",
    ]
)


def enter(folder: Path, environment: Mapping[str, str], out: Path, problems: Path) -> None:
    """In the fork: stands in this folder, with this environment alone, and writes to these files."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for file, descriptor in ((out, 1), (problems, 2)):
        with file.open("ab") as opened:
            os.dup2(opened.fileno(), descriptor)


async def commanded(folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str]) -> tuple[int, str, str]:
    """`partnerdesk` with these arguments: exit code, standard output and standard error."""
    out, problems = folder.with_name(f"{folder.name}.out"), folder.with_name(f"{folder.name}.err")
    for file in (out, problems):
        file.write_bytes(b"")
    process = FORKS.Process(target=_command, args=(folder, environment, out, problems, arguments), daemon=True)
    process.start()
    while process.exitcode is None:
        await asyncio.sleep(0.01)
    return process.exitcode, out.read_text("utf-8"), problems.read_text("utf-8")


def _command(
    folder: Path, environment: Mapping[str, str], out: Path, problems: Path, arguments: tuple[str, ...]
) -> None:
    enter(folder, environment, out, problems)
    sys.argv = ["partnerdesk", *arguments]
    from bot.cli import main  # noqa: PLC0415 - in the fork it is there already

    main()
