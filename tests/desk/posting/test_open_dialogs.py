"""An outcome is drawn into an open dialog only after the answer to the last submit was drawn."""

import asyncio
from dataclasses import replace

import pytest

from desk.posting import open_dialogs
from desk.posting.open_dialogs import OpenDialogs
from tests.fakes import FakeChat, FakeClock
from tests.work.desk_double import new_ticket, submission


@pytest.fixture
def chat() -> FakeChat:
    chat = FakeChat()
    chat.open_screens.add("V1")
    return chat


async def test_a_submit_repeated_meanwhile_settles_too(chat: FakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_dialogs, "SETTLES", 0.2)
    loop = asyncio.get_running_loop()
    dialogs, started = OpenDialogs(chat, loop.time), loop.time()
    dialogs.answered("V1")
    loop.call_later(0.1, dialogs.answered, "V1")
    assert await dialogs.show_outcome(replace(submission(), screen="V1"))
    assert loop.time() - started >= 0.3


async def test_another_dialog_is_not_waited_for(chat: FakeChat) -> None:
    clock = FakeClock()
    dialogs = OpenDialogs(chat, clock.stopwatch)
    dialogs.answered("V2")
    async with asyncio.timeout(0.5):
        assert await dialogs.show_creation(replace(new_ticket(), screen="V1"))


async def test_without_a_dialog_nothing_is_shown(chat: FakeChat) -> None:
    dialogs = OpenDialogs(chat, FakeClock().stopwatch)
    dialogs.answered(None)
    assert not await dialogs.show_outcome(submission())
    assert not await dialogs.show_creation(new_ticket())
    await dialogs.show_queued(submission())
    assert (chat.outcomes, chat.queued) == ([], [])
