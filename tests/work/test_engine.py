"""Accepted work is done once, even if the process dies meanwhile (docs/adr/002-dbos-as-the-engine.md)."""

import asyncio
import sqlite3
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from dbos import DBOS

from desk.errors import StorageUnusable
from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.assignments import AssignmentKey
from desk.model.new_tickets import TicketKind
from desk.model.posts import (
    CardPosted,
    CreationRefused,
    Message,
    NoteRefused,
    NoteSaved,
    Post,
    ReferenceMissing,
    TicketCreated,
    TicketNews,
)
from desk.model.rich_text import Block, RichText, Span
from desk.model.submissions import Override
from tests.fakes import FakeClock
from tests.work.conftest import Process
from tests.work.desk_double import DeskDouble, new_ticket, now, post, submission
from work.engine import KEEP, DurableEngine, NotStored

AN_HOUR_LATER = "update workflow_status set started_at_epoch_ms = started_at_epoch_ms + 3600000"
ENDS_AN_HOUR_LATER = """
    update operation_outputs set output = output + 3600, started_at_epoch_ms = started_at_epoch_ms + 3600000
    where function_name = 'DBOS.sleep'
"""


STEPS_FULL = """
    create trigger steps_full before insert on operation_outputs
    begin select raise(fail, 'database or disk is full'); end;
"""
STATES_FULL = """
    create trigger states_full before update on workflow_status
    begin select raise(fail, 'database or disk is full'); end;
"""
SPACE_AGAIN = "drop trigger steps_full; drop trigger if exists states_full;"


async def dropped(log: pytest.LogCaptureFixture) -> None:
    """Returns when the library has tried to write that the workflow failed; it logs so afterwards."""
    async with asyncio.timeout(20):
        while "Exception encountered in asynchronous workflow" not in log.text:
            await asyncio.sleep(0.05)


async def asleep(workflow: str) -> None:
    """Returns when the engine has stored the last try and the wake-up time."""
    async with asyncio.timeout(20):
        while "DBOS.sleep" not in [step["function_name"] for step in await DBOS.list_workflow_steps_async(workflow)]:
            await asyncio.sleep(0.02)


def wake(process: Process) -> None:
    """Makes the stored last try a success and removes the sleep after it."""
    process.change("update operation_outputs set output = 'null' where function_name = 'attempt'")
    process.change("delete from operation_outputs where function_name = 'DBOS.sleep'")


async def ended(*workflows: str) -> None:
    async with asyncio.timeout(20):
        while True:
            found = await DBOS.list_workflows_async(workflow_ids=list(workflows), status=["SUCCESS"])
            if len(found) == len(workflows):
                return
            await asyncio.sleep(0.02)


async def test_submission_is_recorded_tried_until_it_has_an_outcome_and_told(
    engine: DurableEngine, double: DeskDouble
) -> None:
    double.waits["attempt s1"] = [0.05, 0.05]
    await engine.deliver(submission())
    await double.until("tell s1")
    assert double.done == ["record s1", "attempt s1", "attempt s1", "attempt s1", "tell s1"]


async def test_new_ticket_is_recorded_tried_until_it_has_an_outcome_and_told(
    engine: DurableEngine, double: DeskDouble
) -> None:
    double.waits["attempt n1"] = [0.05]
    wanted = replace(
        new_ticket(), assignment=AssignmentKey(48213, 9001), screen="V1", override=Override("So.", ("key",))
    )
    await engine.create(wanted)
    await engine.create(wanted)
    await double.until("tell n1")
    assert double.done == ["record n1", "attempt n1", "attempt n1", "tell n1"]
    assert double.new_tickets == [wanted]
    (status,) = await DBOS.list_workflows_async(workflow_ids=["n1"])
    assert status.name == "create"


async def test_what_was_typed_arrives_as_typed(engine: DurableEngine, double: DeskDouble) -> None:
    text = RichText((Block("code", (Span("{{x}}\n\n<script> 🧾 数", bold=True, link="https://x.example"),), 1),))
    files = (ChatFile("F1", "a.log", "text/plain", 3, "https://files.example/F1"),)
    analysis = Analysis(text, Cause.DATA, text, files)
    written = replace(submission(), analysis=analysis, assignment=AssignmentKey(48213, 9001), screen="V1")
    await engine.deliver(written)
    await engine.deliver(submission("s2", text="Half a character: \ud83e."))
    await double.until("record s1", "record s2")
    first, second = sorted(double.submissions, key=lambda each: each.id)
    assert first == written
    assert second.analysis.plain == "Half a character: \ufffd."


async def test_every_kind_of_message_arrives_as_it_was(engine: DurableEngine, double: DeskDouble) -> None:
    messages: tuple[Message, ...] = (
        CardPosted(),
        NoteSaved(
            1, "Subject", "U1", "Sanne", "pending", went_public=True, full_agents=("U2",), altered=True, names="X"
        ),
        NoteRefused(1, "Because.", "The text\n\n🧾", part=2, parts=3),
        TicketCreated(1, 2, TicketKind.MAINTENANCE, "Subject", "U1", "Sanne", went_public=True, altered=True),
        CreationRefused(1, TicketKind.CHANGE_REQUEST, "Because.", "The text", part=2, parts=3),
        ReferenceMissing(1, "Because.", "The reference"),
        TicketNews("J. Visser added an internal note"),
    )
    said = [
        Post(message.kind, f"C{number}", message, AssignmentKey(1, 2), in_thread=True)
        for number, message in enumerate(messages)
    ]
    for each in said:
        await engine.post(each)
    await double.until(*[f"say {each.key}" for each in said])
    assert sorted(double.posts, key=lambda each: each.to) == said


async def test_the_same_id_twice_starts_one_workflow(engine: DurableEngine, double: DeskDouble) -> None:
    await engine.deliver(submission())
    await engine.deliver(submission(text="Another text."))
    await engine.post(post())
    await engine.post(post())
    await double.until("tell s1", "say hello")
    await ended("s1", "post:hello")
    await engine.deliver(submission())
    assert sorted(double.done) == ["attempt s1", "record s1", "say hello", "tell s1"]
    assert [each.analysis.plain for each in double.submissions] == ["It is the mapping."]


async def test_work_that_a_step_starts_is_not_its_child(engine: DurableEngine, double: DeskDouble) -> None:
    async def tell(submission_id: str) -> None:
        await engine.post(post("outcome"))
        await DeskDouble.tell(double, submission_id)

    double.tell = tell  # type: ignore[method-assign]
    await engine.deliver(submission())
    await double.until("tell s1", "say outcome")
    (status,) = await DBOS.list_workflows_async(workflow_ids=["post:outcome"])
    assert status.parent_workflow_id is None


async def test_step_that_fails_is_tried_again_later(engine: DurableEngine, double: DeskDouble) -> None:
    for deed in ("record s1", "attempt s1", "tell s1", "say hello"):
        double.mistakes[deed] = [ValueError("A mistake of ours.")]
    await engine.deliver(submission())
    await engine.post(post())
    await double.until("tell s1", "say hello")
    assert sorted(double.done) == ["attempt s1", "record s1", "say hello", "tell s1"]


async def test_a_step_that_the_database_refused_is_tried_again_soon(
    engine: DurableEngine, double: DeskDouble, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("work.engine.AFTER_STORAGE_TROUBLE", 0.1)
    double.mistakes["record s1"] = [StorageUnusable()]
    await engine.deliver(submission())
    await double.until("tell s1")
    assert "work.failed" not in caplog.text


async def test_one_post_a_second_goes_to_a_channel_and_other_channels_do_not_wait(
    engine: DurableEngine, double: DeskDouble
) -> None:
    """The engine's clock on SQLite counts whole seconds: two may be close together, three never."""
    for number in range(3):
        await engine.post(post(f"one {number}", "C1"))
    await engine.post(post("other", "C2"))
    await double.until("say one 0", "say one 1", "say one 2", "say other")
    at = dict(zip(double.done, double.at, strict=True))
    in_one = sorted(at[f"say one {number}"] for number in range(3))
    assert in_one[2] - in_one[0] > 0.8
    assert at["say other"] < in_one[2]


async def test_a_start_that_takes_too_long_raises_not_stored_and_still_happens(
    process: Process, double: DeskDouble
) -> None:
    engine = await process.start(start_deadline=0.0)
    with pytest.raises(NotStored, match="could not be saved in time"):
        await engine.deliver(submission())
    with pytest.raises(NotStored):
        await engine.deliver(submission())
    await double.until("tell s1")
    await ended("s1")
    assert double.done == ["record s1", "attempt s1", "tell s1"]


async def test_a_clean_stop_waits_for_steps_and_the_next_start_goes_on(process: Process, double: DeskDouble) -> None:
    engine = await process.start()
    double.waits["attempt s1"] = [0.5]
    double.waits["say hello"] = [0.5]
    await engine.deliver(submission())
    await engine.post(post())
    await double.until("attempt s1", "say hello")
    await process.start()
    await double.until("tell s1")
    await ended("s1", "post:hello")
    assert sorted(double.done) == ["attempt s1"] * 2 + ["record s1"] + ["say hello"] * 2 + ["tell s1"]


async def test_a_failed_workflow_is_resumed_at_the_next_start(process: Process, double: DeskDouble) -> None:
    engine = await process.start()
    double.waits["attempt s1"] = [60.0]
    await engine.deliver(submission())
    await asleep("s1")
    await process.stop()
    process.change("update workflow_status set status = 'ERROR' where workflow_uuid = 's1'")
    wake(process)
    double.done.clear()
    await process.start()
    await ended("s1")
    assert double.done[-1] == "tell s1"


@pytest.mark.parametrize("full", [STEPS_FULL, STEPS_FULL + STATES_FULL], ids=["then an error", "then nothing at all"])
async def test_a_workflow_dropped_on_a_full_disk_goes_on_without_a_restart(
    process: Process, double: DeskDouble, caplog: pytest.LogCaptureFixture, full: str
) -> None:
    engine = await process.start()
    process.script(full)
    await engine.deliver(submission())
    await double.until("record s1")
    await dropped(caplog)
    process.script(SPACE_AGAIN)
    await engine.take_up_dropped()
    await engine.take_up_dropped()
    await double.until("tell s1")
    assert double.done.count("tell s1") == 1


async def test_a_running_workflow_is_not_resumed(process: Process, double: DeskDouble) -> None:
    double.waits["attempt s1"] = [1.0]
    engine = await process.start()
    await engine.deliver(submission())
    await asleep("s1")
    await engine.take_up_dropped()
    await engine.take_up_dropped()
    await double.until("tell s1")
    assert double.done == ["record s1", "attempt s1", "attempt s1", "tell s1"]


async def test_a_sleep_ends_although_the_clock_was_put_back(process: Process, double: DeskDouble) -> None:
    double.waits["attempt s1"] = [60.0]
    engine = await process.start()
    await engine.deliver(submission())
    await double.until("attempt s1")
    await asleep("s1")
    await process.stop()
    process.change(ENDS_AN_HOUR_LATER)
    await process.start()
    await double.until("tell s1")


async def test_posts_do_not_wait_for_a_clock_that_is_put_back_while_we_run(
    process: Process, double: DeskDouble
) -> None:
    clock = FakeClock()
    clock.now = now() + timedelta(hours=1)
    engine = await process.start(clock)
    await engine.watch_clock()
    await engine.post(post("one"))
    await double.until("say one")
    process.change(AN_HOUR_LATER)
    clock.now = now()
    await engine.watch_clock()
    await engine.post(post("two"))
    await double.until("say two")


async def test_work_goes_on_after_any_number_of_restarts(process: Process, double: DeskDouble) -> None:
    engine = await process.start()
    double.waits["attempt s1"] = [60.0]
    await engine.deliver(submission())
    await asleep("s1")
    await process.stop()
    process.change("update workflow_status set recovery_attempts = 100000 where workflow_uuid = 's1'")
    wake(process)
    await process.start()
    await ended("s1")


async def test_only_finished_work_is_deleted_after_thirty_days(process: Process, double: DeskDouble) -> None:
    ahead = timedelta()
    engine = await process.start(clock=lambda: now() + ahead)
    double.waits["attempt s2"] = [60.0]
    await engine.deliver(submission("s1"))
    await engine.deliver(submission("s2"))
    await double.until("tell s1", "attempt s2")
    await ended("s1")
    assert await engine.forget_finished() == 0
    ahead = KEEP + timedelta(minutes=1)
    assert await engine.forget_finished() == 1
    assert await engine.forget_finished() == 0
    assert [each.workflow_id for each in await DBOS.list_workflows_async()] == ["s2"]


async def test_file_is_private_and_in_wal_mode(engine: DurableEngine, tmp_path: Path) -> None:
    assert engine
    path = tmp_path / "engine.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as db:
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)
    db.close()


async def test_work_before_the_launch_is_a_mistake(tmp_path: Path) -> None:
    engine = DurableEngine(tmp_path / "engine.db", now)
    with pytest.raises(AssertionError):
        assert engine._work  # noqa: SLF001 - there is no other way to it
    DBOS.destroy(destroy_registry=True)


async def test_the_log_holds_no_text_of_a_note(
    engine: DurableEngine, double: DeskDouble, capfd: pytest.CaptureFixture[str]
) -> None:
    double.mistakes["attempt s1"] = [ValueError()]
    await engine.deliver(submission(text="Secret finding."))
    await double.until("tell s1")
    assert "Secret finding" not in "".join(capfd.readouterr())
