"""The command line. Exit codes: 0 well, 1 a check failed, 2 wrong settings."""

import signal
import subprocess
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import App, Group, Parameter
from rich.console import Console
from rich.filesize import decimal

from bot.addresses import web_address
from bot.manifest import install_link, manifest_text
from bot.monitoring.logs import configure_logs
from bot.settings import Settings, WrongSettings, hide_from_libraries, load_settings
from desk.errors import StorageUnusable

WELL, CHECK_FAILED, WRONG_SETTINGS = 0, 1, 2

TRY, SET_UP, LOOK_AFTER = (
    Group(name, sort_key=place) for place, name in enumerate(("Try it", "Set it up", "Look after it"), start=1)
)

cli = App(
    name="partnerdesk",
    help="Work your tickets in a vendor's Zendesk without leaving Slack.",
    help_epilogue=(
        "Settings come from the environment, or from the file .env in the folder you stand in; .env.example explains "
        "each, and docs/partner-admins.md the way from nothing to a running bot. Exit codes: 0 all is well, 1 "
        "something is wrong and was told, 2 a setting or an option is wrong."
    ),
)


@cli.command(group=SET_UP)
def run() -> None:
    """Run the bot, until Ctrl-C or SIGTERM tells it to stop.

    One process for each database: a second one refuses to start. Work that is under way when it stops is continued
    after the next start.
    """
    settings = _settings()
    from bot.run import run as run_bot  # noqa: PLC0415 - a wrong setting is told before the heavy parts are loaded

    if failure := run_bot(settings):
        _fail(failure, CHECK_FAILED)


@cli.command(group=SET_UP)
def doctor() -> None:
    """Check everything that the bot needs, and say what to do. It changes nothing, and may run beside the bot."""
    settings = _settings()
    from bot.doctor import Mark, examine  # noqa: PLC0415 - as above

    found = examine(settings)
    for finding in found:
        style = {Mark.WELL: None, Mark.WRONG: "bold red", Mark.NOT_DONE: "dim"}[finding.mark]
        Console(soft_wrap=True, highlight=False).print(str(finding), style=style, markup=False)
    sys.exit(CHECK_FAILED if any(finding.mark is Mark.WRONG for finding in found) else WELL)


@cli.command(name="record", group=LOOK_AFTER)
def show_record(
    *,
    begin: Annotated[
        datetime | None,
        Parameter(name="--from", help="From when on: 2026-07-01, or 2026-07-01T09:30. Default: 30 days before."),
    ] = None,
    end: Annotated[
        datetime | None,
        Parameter(name="--to", help="Until when: a day (to its end), or a moment. Default: now."),
    ] = None,
    as_csv: Annotated[
        bool, Parameter(name="--csv", negative="", show_default=False, help="Print CSV, for a spreadsheet.")
    ] = False,
) -> None:
    """Print every write to the vendor's Zendesk: who asked for it, when, and how it ended.

    It only reads, and may run beside the bot. Days and moments are in this machine's time zone.
    """
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


@cli.command(group=LOOK_AFTER)
def backup(
    file: Annotated[Path, Parameter(help="The file to make. One that is there already is never overwritten.")], /
) -> None:
    """Save everything that the bot remembers into one file, also while it runs.

    The key that seals the Zendesk tokens is not in it: keep a copy of the key file in another place, once.
    """
    settings = _settings()
    from bot.backup.create import CannotBackUp, back_up  # noqa: PLC0415 - as above

    try:
        made = back_up(settings, file)
    except (CannotBackUp, StorageUnusable) as problem:
        _fail(str(problem), CHECK_FAILED)
    _say(f"Backed up to {file}, as it was at {_local(made.taken_at)} ({decimal(made.size)}).")
    if not settings.secret_keys:
        _say(f"{settings.key_path} is not in it: keep a copy of that in another place. It never changes by itself.")


@cli.command(group=LOOK_AFTER)
def restore(
    file: Annotated[Path, Parameter(help="A file that `partnerdesk backup` made.")],
    /,
    *,
    replace: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Move a database that is there already into another folder."),
    ] = False,
    connect_anew: Annotated[
        bool,
        Parameter(
            negative="", show_default=False, help="The key is lost: everybody has to type `/desk connect` again."
        ),
    ] = False,
) -> None:
    """Make a backup the bot's database.

    Stop the bot first, and put the key file back. The backup is checked before anything is changed. What cannot
    come back is said in docs/partner-admins.md, under Backup.
    """
    settings = _settings()
    import bot.backup.restore as restoring  # noqa: PLC0415 - as above

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


@cli.command(group=SET_UP)
def manifest(
    *,
    link: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Print the address at which Slack creates the app, instead."),
    ] = False,
    public_url: Annotated[
        str | None, Parameter(help="For HTTP mode: the https address under which Slack reaches the bot.")
    ] = None,
) -> None:
    """Print the manifest that Slack makes the app from.

    For Socket Mode, in which nothing has to reach this machine; with --public-url for HTTP mode.
    """
    try:
        address = web_address(public_url) if public_url else None
    except ValueError as wrong:
        _fail(f"--public-url {wrong}.", WRONG_SETTINGS)
    print(install_link(address) if link else manifest_text(address))  # noqa: T201 - this is its output


@cli.command(group=TRY)
def sandbox() -> None:
    """Run an imitation of Slack and Zendesk for a bot of your own, and print the settings that lead there."""
    sys.exit(_sandbox())


@cli.command(group=TRY)
def demo() -> None:
    """Open a page with a Slack, a Zendesk and the bot, to try everything without an account anywhere."""
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
