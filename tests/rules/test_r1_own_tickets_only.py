"""R1: a ticket of another group never shows: not in a card, list, dialog, answer, error or log line."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.slack.person import Person
from sandbox.slack.text import message_text
from sandbox.zendesk.records import Ticket
from tests.e2e.stage import open_office, stage
from tests.e2e.story import SETTLED, Story, notes_of, screen
from tests.rules.forging import clicks_forged

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = ("Zeppelin", "Quagga", "Ocarina")
"""Words that occur only in the other partner's ticket."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["restricted", "unrestricted"])
async def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    """Zendesk hides other groups' tickets from a restricted agent; for an unrestricted one only the bot does."""
    async with stage(tmp_path_factory.mktemp("rules")) as story:
        restricted = request.param == "restricted"
        story.scene.tom_agent.restricted = story.scene.sanne_agent.restricted = restricted
        await story.start()
        await open_office(story)
        yield story
        assert await story.bot.stop() == 0


def anothers(story: Story) -> Ticket:
    ticket = story.ticket("Zeppelin", organization="Quagga BV")
    story.assign(ticket, "Ocarina?", group=story.scene.other_group)
    return ticket


def leaked(story: Story) -> list[str]:
    """The places in Slack and in the log that contain a word of the other partner's ticket."""
    to_slack = [request.sent.decode() for request in story.town.log if request.service == "slack"]
    shown = [
        json.dumps([message.text, message.blocks])
        for channel in story.slack.channels.values()
        for message in channel.messages
    ]
    screens = [json.dumps(view.body) for person in story.slack.people.values() for view in person.modals]
    return [text for text in (*to_slack, *shown, *screens, story.bot.log) if any(word in text for word in SECRET)]


class TestR1OwnTicketsOnly:
    async def test_refused_a_ticket_of_another_group_gets_no_card_and_is_in_no_list(self, story: Story) -> None:
        ticket = anothers(story)
        await story.polls(3)
        for person in (story.tom, story.sanne):
            assert str(ticket.id) not in await story.says(person, "queue")
            assert str(ticket.id) not in await story.says(person, "status")
        assert story.cards_of(ticket) == []
        assert leaked(story) == []

    async def test_told_its_number_gives_the_same_answer_as_one_that_does_not_exist(self, story: Story) -> None:
        ticket = anothers(story)
        for person in (story.tom, story.sanne):
            missing = await story.says(person, "ticket 999999")
            assert await story.says(person, f"ticket {ticket.id}") == missing
            await person.command("/desk", f"note {ticket.id}", channel=story.channel)
            await story.shows(person, "no such ticket in your groups")
        assert leaked(story) == []

    async def test_refused_a_forged_button_opens_nothing(self, story: Story) -> None:
        ticket = anothers(story)
        _, card = await story.assigned("Our own")
        await clicks_forged(story, story.tom, card, "write_analysis", f"{ticket.id}:1")
        await story.shows(story.tom, "no such ticket in your groups")
        assert leaked(story) == []

    @pytest.mark.parametrize("who", ["tom", "sanne"])
    async def test_refused_a_forged_dialog_writes_nothing(self, story: Story, who: str) -> None:
        ticket = anothers(story)
        person = {"tom": story.tom, "sanne": story.sanne}[who]
        own, card = await story.assigned("Our own")
        view = await story.dialog(person, card)
        view.body["private_metadata"] = view.body["private_metadata"].replace(str(own.id), str(ticket.id))
        person.fill("findings", "Smuggled.")
        await person.submit()
        await story.shows(person, "was not saved")
        assert notes_of(ticket) == []
        assert leaked(story) == []

    async def test_refused_a_ticket_that_left_shows_nothing_that_happens_to_it_later(self, story: Story) -> None:
        ticket, card = await story.assigned("Once ours")
        story.vendor.assign(ticket, story.scene.joris, story.scene.other_group, note="Ocarina")
        ticket.subject = "Zeppelin"
        story.vendor.comment(ticket, story.scene.joris, "Quagga", public=False)
        story.clock.advance(SETTLED)
        await story.card_says(card, "Left our group.")
        story.vendor.set_status(ticket, story.scene.joris, "solved")
        story.clock.advance(SETTLED)
        await story.polls(3)
        assert "Once ours" in message_text(card)
        for person in (story.tom, story.sanne):
            assert "no such ticket in your groups" in await story.says(person, f"ticket {ticket.id}")
            await person.command("/desk", f"note {ticket.id}", channel=story.channel)
            await story.shows(person, "no such ticket in your groups")
        assert leaked(story) == []

    async def test_refused_somebody_of_another_group_cannot_use_a_card_in_the_channel(self, story: Story) -> None:
        neighbour = story.newcomer(
            f"nils{len(story.agents)}", groups=[story.scene.partner_group, story.scene.other_group]
        )
        await story.connect(neighbour)
        story.vendor.remove_from_group(story.agents[neighbour.id], story.scene.partner_group)
        story.agents[neighbour.id].restricted = True
        ticket, card = await story.assigned("Not for Nils")
        before = len(story.heard(neighbour))
        await neighbour.click(card, "write_analysis")
        await story.until(lambda: "no such ticket" in answered(story, neighbour, before), "a refusal")
        assert notes_of(ticket) == []
        await story.polls()
        queue = await story.says(neighbour, "queue")
        assert "Not for Nils" not in queue


def answered(story: Story, person: Person, before: int) -> str:
    return "\n".join([screen(person), *map(message_text, story.heard(person)[before:])])
