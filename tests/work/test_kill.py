"""A process that is killed at any step loses nothing: the next process finishes its work (R11)."""

from pathlib import Path

import pytest
from dbos import DBOS

from tests.e2e import forked
from tests.forks import FORKS
from tests.work import worker
from tests.work.conftest import Process
from tests.work.desk_double import DeskDouble
from tests.work.test_engine import ended

KILLED = -9
assert forked  # importing it lets the fork server import the engine once, which takes two seconds of CPU


def run(folder: Path, begin: str, dying: str = "") -> int | None:
    """The exit code of a process that works until its work is done or until it dies; None when it takes too long."""
    process = FORKS.Process(target=worker.main, args=(folder, begin, dying), daemon=True)
    process.start()
    process.join(60)
    return process.exitcode


def deeds(folder: Path) -> list[str]:
    return (folder / "deeds").read_text().splitlines()


def test_submission_survives_a_process_killed_at_each_step(tmp_path: Path) -> None:
    assert run(tmp_path, "deliver", "record") == KILLED
    for step in ("attempt", "tell"):
        assert run(tmp_path, "nothing", step) == KILLED
    assert run(tmp_path, "nothing") == 0
    assert deeds(tmp_path) == [f"{step} s1" for step in ("record", "record", "attempt", "attempt", "tell", "tell")]


def test_new_ticket_survives_a_process_killed_at_each_step(tmp_path: Path) -> None:
    assert run(tmp_path, "create", "record") == KILLED
    for step in ("attempt", "tell"):
        assert run(tmp_path, "nothing", step) == KILLED
    assert run(tmp_path, "nothing") == 0
    assert deeds(tmp_path) == [f"{step} n1" for step in ("record", "record", "attempt", "attempt", "tell", "tell")]


def test_work_survives_a_process_killed_during_a_wait_and_during_a_post(tmp_path: Path) -> None:
    assert run(tmp_path, "deliver", "sleeping") == KILLED
    assert deeds(tmp_path) == ["record s1", "attempt s1"]
    assert run(tmp_path, "post", "say") == KILLED
    assert run(tmp_path, "nothing") == 0
    assert set(deeds(tmp_path)) == {"record s1", "attempt s1", "tell s1", "say hello"}
    assert deeds(tmp_path).count("record s1") == 1
    assert deeds(tmp_path).count("say hello") == 2


HISTORIES = sorted((Path(__file__).parent / "history").glob("*.sql"))


@pytest.mark.parametrize("history", HISTORIES, ids=lambda path: path.stem)
async def test_work_that_an_earlier_release_began_is_finished(
    history: Path, process: Process, double: DeskDouble
) -> None:
    process.restore(history)
    await process.start()
    await ended("s1", "post:hello")
    assert sorted(double.done) == ["attempt s1", "say hello", "tell s1"]
    assert [(said.key, said.to, said.message.kind) for said in double.posts] == [("hello", "C1", "admin news")]
    steps = [step["function_name"] for step in await DBOS.list_workflow_steps_async("s1")]
    assert steps == ["record", "attempt", "DBOS.sleep", "attempt", "tell"]


def test_there_is_a_history() -> None:
    assert HISTORIES
