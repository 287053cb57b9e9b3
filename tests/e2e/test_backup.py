"""A backup taken while people write, restored elsewhere after the bot went on: one card, one note each, told once."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox.faults import Fault
from sandbox.slack.records import Message
from sandbox.slack.text import message_text
from sandbox.zendesk.records import Ticket
from tests.bot.test_cli import called
from tests.e2e.stage import open_office, stage
from tests.e2e.story import Story, notes_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUT = "PUT /api/v2/tickets/"
TEXT = "Written once."


async def command(story: Story, folder: Path, *arguments: str) -> str:
    code, out, problems = await called(folder, *arguments, settings=story.town.settings())
    assert (code, problems) == (0, ""), problems
    return out


async def writes(story: Story, cards: Sequence[Message]) -> None:
    """One note on each, without waiting for any."""
    for card in cards:
        await story.write(story.sanne, card, TEXT)
        await story.sanne.close_modal(everything=True)


async def each_once(story: Story, noted: Sequence[Ticket], tickets: Sequence[Ticket]) -> None:
    """In Zendesk, on the cards and in their threads; and its author heard of none twice."""
    assert [[note.plain for note in notes_of(ticket)] for ticket in noted] == [[TEXT]] * len(noted)
    assert [len(story.cards_of(ticket)) for ticket in tickets] == [1] * len(tickets)
    lines = [[text for text in story.thread(story.cards_of(ticket)[0]) if "saved as" in text] for ticket in noted]
    assert [len(said) for said in lines] == [1] * len(noted), lines
    assert [text for text, times in Counter(story.told(story.sanne)).items() if times > 1] == []


def _with_key(folder: Path, elsewhere: Path) -> None:
    elsewhere.mkdir()
    shutil.copy(folder / "partnerdesk.key", elsewhere / "partnerdesk.key")


async def moved(story: Story, archive: Path, elsewhere: Path) -> None:
    """The machine is gone; another one gets the backup and the key."""
    await story.bot.kill()
    _with_key(story.folder, elsewhere)
    assert "Now start the bot" in await command(story, elsewhere, "restore", str(archive))
    story.folder = elsewhere
    await story.start()


async def test_a_backup_under_load_is_restored_elsewhere(tmp_path: Path) -> None:
    archive = tmp_path / "nightly.backup"
    async with stage(tmp_path / "here") as story:
        await story.start()
        await open_office(story)
        pairs = [await story.assigned(f"One of many: {number}") for number in range(6)]
        noted, cards = [ticket for ticket, _ in pairs], [card for _, card in pairs]

        held = story.town.zendesk_faults.add(Fault(where=PUT, hold=True))
        await writes(story, cards[:2])
        await story.reached(held, "a note to be on the wire")
        async with asyncio.TaskGroup() as group:
            group.create_task(command(story, story.folder, "backup", str(archive)))
            group.create_task(writes(story, cards[2:4]))
        held.release()
        await writes(story, cards[4:])
        late = story.ticket("Assigned after the backup")
        story.assign(late)
        await story.card_of(late)
        for card in cards:
            await story.thread_says(card, "saved as internal note", 30)
        await story.polls()
        await each_once(story, noted, [*noted, late])

        await moved(story, archive, tmp_path / "there")
        for card in cards[:2]:  # those of which the backup surely knows
            await story.card_says(card, "saved as internal note", 30)
        await story.polls(25)  # the net under the feed is thrown every twenty
        assert "All is well." in await story.says(story.tom, "status")
        await each_once(story, noted, [*noted, late])
        assert "Write analysis" in message_text(story.cards_of(late)[0])

        await writes(story, [story.cards_of(late)[0]])
        await story.thread_says(story.cards_of(late)[0], "saved as internal note", 30)
        await each_once(story, [*noted, late], [*noted, late])


async def test_a_restore_that_was_cut_off_is_ended_by_the_next_start(tmp_path: Path) -> None:
    """Killed between two files: the old ones aside, only the engine's new one in its place."""
    async with stage(tmp_path / "here") as story:
        await story.start()
        await open_office(story)
        ticket, card = await story.assigned("Before the backup")
        await command(story, story.folder, "backup", "one.backup")
        await story.bot.kill()
        await command(story, story.folder, "restore", "one.backup", "--replace")
        staged = story.folder / "partnerdesk.restoring"
        staged.mkdir()
        (story.folder / "partnerdesk.db").rename(staged / "partnerdesk.db")
        (staged / "ready").write_text(
            '{"files": ["partnerdesk.engine.db", "partnerdesk.db"], "aside": "partnerdesk.replaced-now"}'
        )
        await story.start()
        assert not staged.exists()
        await story.saves(story.sanne, card, TEXT)
        await story.polls()
        assert len(story.cards_of(ticket)) == 1
