"""The command line. Exit codes: 0 well, 1 a check failed, 2 wrong settings."""

import signal
import subprocess
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import App, Parameter
from rich.console import Console

from bot.addresses import web_address
from bot.logs import configure_logs
from bot.manifest import install_link, manifest_text
from bot.settings import Settings, WrongSettings, hide_from_libraries, load_settings
from desk.errors import StorageUnusable

WELL, CHECK_FAILED, WRONG_SETTINGS = 0, 1, 2

cli = App(name="partnerdesk", help="Work your tickets in a vendor's Zendesk without leaving Slack.")


@cli.command
def run() -> None:
    """Run the bot with the settings of the environment or .env."""
    settings = _settings()
    from bot.run import run as run_bot  # noqa: PLC0415 - a wrong setting is told before the heavy parts are loaded

    if failure := run_bot(settings):
        _fail(failure, CHECK_FAILED)


@cli.command
def doctor() -> None:
    """Check everything that the bot stands on, also while it runs, and say for each what is so and what to do."""
    settings = _settings()
    from bot.doctor import Mark, examine  # noqa: PLC0415 - as above

    found = examine(settings)
    for finding in found:
        style = {Mark.WELL: None, Mark.WRONG: "bold red", Mark.NOT_DONE: "dim"}[finding.mark]
        Console(soft_wrap=True, highlight=False).print(str(finding), style=style, markup=False)
    sys.exit(CHECK_FAILED if any(finding.mark is Mark.WRONG for finding in found) else WELL)


@cli.command(name="record")
def show_record(
    *,
    begin: Annotated[
        datetime | None, Parameter(name="--from", help="First day or moment; default: 30 days ago.")
    ] = None,
    end: Annotated[datetime | None, Parameter(name="--to", help="Last day, or first moment left out.")] = None,
    as_csv: Annotated[bool, Parameter(name="--csv", negative="", help="Print CSV.")] = False,
) -> None:
    """Print the partner's record: every write to Zendesk, who asked for it, and what became of it."""
    settings = _settings()
    import bot.record as records  # noqa: PLC0415 - as above

    try:
        entries = records.read_record(settings, *_period(begin, end))
    except StorageUnusable as problem:
        _fail(f"Storage: {problem}", CHECK_FAILED)
    if as_csv:
        print(records.as_csv(entries), end="")  # noqa: T201 - this is its output
    else:
        records.print_table(entries, Console())


@cli.command
def backup(
    file: Annotated[Path, Parameter(help="Where to put it. A file that is there already is never overwritten.")], /
) -> None:
    """Save everything that the bot remembers into FILE, also while it runs. The key file is not in it."""
    settings = _settings()
    from bot.backup import CannotBackUp, back_up  # noqa: PLC0415 - as above

    try:
        made = back_up(settings, file)
    except (CannotBackUp, StorageUnusable) as problem:
        _fail(str(problem), CHECK_FAILED)
    _say(f"Backed up to {file}, as it was at {_local(made.taken_at)} ({made.size / 1_000_000:.1f} MB).")
    if not settings.secret_keys:
        _say(f"{settings.key_path} is not in it: keep a copy of that in another place. It never changes by itself.")


@cli.command
def restore(
    file: Annotated[Path, Parameter(help="What `partnerdesk backup` made.")],
    /,
    *,
    replace: Annotated[
        bool, Parameter(negative="", help="There is a database already: put it aside, into a folder beside it.")
    ] = False,
    connect_anew: Annotated[
        bool, Parameter(negative="", help="The key file is lost: forget all sign-ins. Everybody has to connect again.")
    ] = False,
) -> None:
    """Make the backup in FILE the bot's database. Stop the bot first, and put the key file back."""
    settings = _settings()
    import bot.restore as restoring  # noqa: PLC0415 - as above

    try:
        done = restoring.restore(settings, file, replace=replace, connect_anew=connect_anew)
    except (restoring.CannotRestore, StorageUnusable) as problem:
        _fail(f"{problem}\nNothing was changed.", CHECK_FAILED)
    except restoring.CutOff as halfway:
        _fail(str(halfway), CHECK_FAILED)
    _say(f"Restored {settings.database_path} from {file}, as it was at {_local(done.taken_at)}.")
    if done.aside:
        _say(f"What was there before is kept in {done.aside}. Delete that when all is well.")
    if connect_anew:
        _say("Everybody has to type `/desk connect` again.")
    _say("Now start the bot: it looks for what was done since the backup, and does nothing of it a second time.")


def _period(begin: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """In the machine's time zone; a last day is meant whole."""
    last = end or datetime.now()  # noqa: DTZ005 - made aware below
    if end and end.time() == time.min:
        last = end + timedelta(days=1)
    first = begin or last - timedelta(days=30)
    if first >= last:
        _fail("--from lies after --to, so there is nothing between them.", WRONG_SETTINGS)
    return first.astimezone(), last.astimezone()


@cli.command
def manifest(
    *,
    link: Annotated[bool, Parameter(help="Print the address that creates the app instead.")] = False,
    public_url: Annotated[str | None, Parameter(help="For HTTP mode: where Slack reaches the bot.")] = None,
) -> None:
    """Print the Slack app manifest: for Socket Mode, or, with --public-url, for HTTP mode."""
    try:
        address = web_address(public_url) if public_url else None
    except ValueError as wrong:
        _fail(f"--public-url {wrong}.", WRONG_SETTINGS)
    print(install_link(address) if link else manifest_text(address))  # noqa: T201 - this is its output


@cli.command
def sandbox() -> None:
    """Run an imitation of Slack and Zendesk to try things against, and print how to reach it."""
    sys.exit(_sandbox())


@cli.command
def demo() -> None:
    """Run the sandbox and the bot together, with people and tickets, and no account anywhere."""
    sys.exit(_sandbox("--demo"))


def main() -> None:
    cli()


def _sandbox(*arguments: str) -> int:
    """In a process of its own: the product knows nothing of the sandbox. It is let end in its own time."""
    with subprocess.Popen([sys.executable, "-m", "sandbox", *arguments]) as child:  # noqa: S603 - our own module
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches it, too
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


def _settings() -> Settings:
    try:
        settings = load_settings(Path(".env"))
    except WrongSettings as wrong:
        _fail(str(wrong), WRONG_SETTINGS)
    hide_from_libraries()
    configure_logs(settings.log_level, settings.log_format)
    return settings


def _local(moment: datetime) -> str:
    return moment.astimezone().isoformat(sep=" ", timespec="seconds")


def _say(text: str) -> None:
    Console(soft_wrap=True, highlight=False).print(text, markup=False)


def _fail(text: str, code: int) -> NoReturn:
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)
    sys.exit(code)
