"""A backup restored: what the bot did after it was taken is found again, and done no second time (R11).

Every story is told twice. Without the mark that a restore leaves in the database the same steps double something: the
mark is what prevents it, and the stories would notice.
"""

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from desk.errors import ChatAway
from desk.model.new_tickets import CreationState, NewTicketRequest, TicketKind
from desk.model.people import Link
from desk.model.rich_text import plain_text
from desk.model.submissions import SubmissionRequest, SubmissionState, Transfer
from desk.ports.memory import Gap
from storage.preferences import SqlitePreferences
from tests.desk.office import CHANNEL, NL, TICKET, VENDOR, VISSER, Office, opened_office

WISH = NewTicketRequest("n1", TICKET, TicketKind.CHANGE_REQUEST, "Longer exports", plain_text("Raise the limit."), 31)


class Backup:
    """Of an office's memory and of its engine, at one moment."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office = office
        self._sqlite = cast("SqlitePreferences", office.store.preferences).rows.sqlite
        self._copy = folder / "backup.db"
        self._work: Any = None
        self._at: datetime | None = None

    async def take(self) -> None:
        await self._sqlite.close()
        shutil.copy(self._sqlite.path, self._copy)
        await self._sqlite.open()
        self._work, self._at = self._office.engine.saved(), self._office.clock()

    async def restore(self, *, marked: bool = True) -> None:
        """An hour later, on another machine."""
        self._office.clock.advance(timedelta(hours=1).total_seconds())
        await self._sqlite.close()
        shutil.copy(self._copy, self._sqlite.path)
        await self._sqlite.open()
        self._office.engine.put_back(self._work)
        if marked:
            assert self._at
            await self._office.store.gaps.add(Gap(self._at, self._office.clock()))
        self._office.clock.advance(60)
        self._office.restart("after the restore")
        await self._office.desk.submissions.take_up_again()
        await self._office.desk.new_tickets.take_up_again()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """With a database that can be copied."""
    async with opened_office(tmp_path / "partnerdesk.db") as office:
        yield office


@pytest.fixture
def backup(watched: Office, tmp_path: Path) -> Backup:
    return Backup(watched, tmp_path)


def said_twice(office: Office) -> list[str]:
    return [key for key, times in Counter(office.chat.keys).items() if times > 1]


async def everything_settles(office: Office) -> None:
    await office.poll()
    await office.desk.polling.reconcile()
    await office.poll()


Story = Callable[[Office, Backup, Link], Awaitable[None]]


async def card_that_waits_in_the_backup(office: Office, backup: Backup, _: Link) -> None:
    office.zendesk.create(TICKET, VENDOR, VISSER.id)
    office.clock.advance(1)
    office.zendesk.assign(TICKET, NL, VISSER.id)
    office.clock.advance(60)
    await office.desk.polling.poll()  # known, and given to the engine
    await backup.take()
    await office.engine.run(60)


async def assignment_and_news_of_which_the_backup_knows_nothing(office: Office, backup: Backup, _: Link) -> None:
    await backup.take()
    await office.assigned()
    office.zendesk.comment(TICKET, VISSER.id, "And please soon.", public=False)
    await office.poll()


async def note_that_waits_in_the_backup(office: Office, backup: Backup, sanne: Link) -> None:
    await office.assigned()
    await office.write(sanne)
    await backup.take()
    await office.engine.run(60)


STORIES: list[Story] = [
    card_that_waits_in_the_backup,
    assignment_and_news_of_which_the_backup_knows_nothing,
    note_that_waits_in_the_backup,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
async def test_nothing_is_said_or_sent_twice(
    watched: Office, backup: Backup, sanne: Link, story: Story, *, marked: bool
) -> None:
    await story(watched, backup, sanne)
    before = list(watched.chat.keys)
    assert before
    await backup.restore(marked=marked)
    await everything_settles(watched)
    assert bool(said_twice(watched)) is not marked
    assert set(watched.chat.keys) == set(before)
    assert len(watched.zendesk.notes_on(TICKET)) <= 1
    assert watched.engine.mistakes == []


async def test_a_card_that_was_found_again_shows_what_is_known_now(
    watched: Office, backup: Backup, sanne: Link
) -> None:
    await assignment_and_news_of_which_the_backup_knows_nothing(watched, backup, sanne)
    await backup.restore()
    redrawn = len(watched.chat.redrawn)
    await everything_settles(watched)
    assert len(watched.chat.redrawn) > redrawn
    assert await watched.store.posts.stale_cards() == []


async def test_a_note_of_the_backup_is_found_in_zendesk(watched: Office, backup: Backup, sanne: Link) -> None:
    await note_that_waits_in_the_backup(watched, backup, sanne)
    await backup.restore()
    await watched.engine.run()
    assert (await watched.submission()).state is SubmissionState.SENT
    assert watched.zendesk.notes_on(TICKET) == ["It is the mapping."]


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
async def test_a_hand_back_that_went_through_is_not_called_refused(
    watched: Office, backup: Backup, tom: Link, *, marked: bool
) -> None:
    """The ticket is the vendor's by now, so nobody of ours can look into it."""
    await watched.assigned()
    await watched.desk.submissions.accept(
        tom, SubmissionRequest("h1", TICKET, transfer=Transfer(VENDOR.id, VISSER.id, "J. Visser"))
    )
    await backup.take()
    await watched.engine.run(60)
    assert watched.zendesk.found[TICKET].group_id == VENDOR.id
    await backup.restore(marked=marked)
    await watched.engine.run()
    restored = await watched.submission("h1")
    assert (restored.state is SubmissionState.SENT) is marked
    assert restored.unconfirmed is marked


@pytest.mark.parametrize("visible", [True, False])
@pytest.mark.parametrize("hours", [0, 3])
async def test_a_new_ticket_is_not_made_again(
    watched: Office, backup: Backup, tom: Link, *, visible: bool, hours: int
) -> None:
    """Found; or asked for again under the same key; or, when Zendesk has forgotten that, nobody knows."""
    await watched.assigned()
    await watched.desk.new_tickets.accept(tom, WISH)
    watched.clock.advance(1)
    await backup.take()
    await watched.engine.run(60)
    assert len(watched.zendesk.made) == 1
    if visible:
        watched.zendesk.assign(watched.zendesk.made[0], NL, VISSER.id)
    watched.clock.advance(timedelta(hours=hours).total_seconds())
    await backup.restore()
    await watched.engine.run()
    assert len(watched.zendesk.made) == 1
    restored = await watched.store.new_tickets.get("n1")
    assert restored
    assert restored.state is (CreationState.CREATED if visible or not hours else CreationState.REFUSED)
    if restored.state is CreationState.REFUSED:
        assert "It may be there: ask the vendor" in (restored.refusal or "")


async def test_without_the_mark_a_new_ticket_would_be_made_again(watched: Office, backup: Backup, tom: Link) -> None:
    await watched.assigned()
    await watched.desk.new_tickets.accept(tom, WISH)
    watched.clock.advance(1)
    await backup.take()
    await watched.engine.run(60)
    watched.clock.advance(timedelta(hours=3).total_seconds())
    await backup.restore(marked=False)
    await watched.engine.run()
    assert len(watched.zendesk.made) == 2


async def test_a_new_ticket_that_was_never_made_is_made_after_a_quick_restore(
    watched: Office, backup: Backup, tom: Link
) -> None:
    await watched.assigned()
    await watched.desk.new_tickets.accept(tom, replace(WISH, requester_id=None))
    watched.clock.advance(1)
    await backup.take()
    await backup.restore()
    await watched.engine.run()
    assert len(watched.zendesk.made) == 1


async def test_what_is_written_after_the_restore_is_as_ever(watched: Office, backup: Backup, sanne: Link) -> None:
    await watched.assigned()
    await backup.take()
    await backup.restore()
    await watched.write(sanne, id="later")
    await watched.engine.run()
    assert watched.zendesk.notes_on(TICKET) == ["It is the mapping."]
    assert watched.chat.texts_to(CHANNEL)
    assert said_twice(watched) == []


async def test_weeks_later_nothing_is_looked_for_any_more(watched: Office, backup: Backup) -> None:
    await backup.take()
    await backup.restore()
    watched.clock.advance(timedelta(days=31).total_seconds())
    await watched.assigned()
    assert watched.chat.looks == []


async def test_what_cannot_be_looked_for_is_listed_as_what_cannot_be_posted(watched: Office, backup: Backup) -> None:
    await backup.take()
    await backup.restore()
    watched.zendesk.create(TICKET, VENDOR, VISSER.id)
    watched.clock.advance(1)
    watched.zendesk.assign(TICKET, NL, VISSER.id)
    watched.clock.advance(60)
    await watched.desk.polling.poll()
    watched.chat.away = ChatAway()
    await watched.engine.run(0)
    (waits,) = await watched.store.posts.waiting(watched.clock())
    assert waits.trouble == str(ChatAway())
    watched.chat.away = None
    await watched.engine.run(120)
    assert len(watched.chat.texts_to(CHANNEL)) == 1
