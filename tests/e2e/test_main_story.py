"""An assignment becomes a card, an analysis becomes an internal note, and everybody concerned sees it."""

from pathlib import Path

import pytest

from sandbox.slack.text import message_text
from tests.e2e.stage import open_office, stage
from tests.e2e.story import Delivery, notes_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_from_assignment_to_internal_note(tmp_path: Path, delivery: Delivery) -> None:
    async with stage(tmp_path, delivery) as story:
        await story.start()
        await open_office(story)
        ticket, card = await story.assigned("Invoice export stops at 10,000 rows")
        assert "Invoice export stops" in message_text(card)
        assert "assigned by Joris Visser" in message_text(card)

        shown = await story.write(story.sanne, card, "The mapping of column 7 is wrong.")
        assert "Saving your analysis" in shown
        await story.shows(story.sanne, "Saved as internal note, still Open.")

        (note,) = notes_of(ticket)
        assert note.plain == "The mapping of column 7 is wrong."
        assert not note.public
        assert note.author_id == story.scene.sanne_agent.id
        assert ticket.status == "open"
        await story.thread_says(card, "saved as internal note, still Open")
        await story.card_says(card, "saved as internal note")
        assert story.shouts() == []
        assert await story.bot.stop() == 0
