"""R2: every note is sent as internal and read back; if Zendesk makes it public, author and admins are told at once.

That every write of every story carried `public: false` is checked where each story ends (tests/e2e/stage.py).
"""

import json

import pytest

from sandbox.faults import Fault
from sandbox.slack.text import message_text
from tests.e2e.story import Story, notes_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUT = "PUT /api/v2/tickets/"


class TestR2InternalProvably:
    async def test_allowed_a_note_on_a_ticket_that_defaults_to_public_is_internal(self, office: Story) -> None:
        ticket, card = await office.assigned("A mail from a customer")
        assert ticket.comments[0].public
        mails = len(office.zendesk.mails)
        for person in (office.tom, office.sanne):
            note = await office.saves(person, card, "Not for the customer.")
            assert not note.public
        assert len(office.zendesk.mails) == mails
        bodies = [json.loads(each.sent)["ticket"] for each in office.town.log if each.method == "PUT"]
        assert {body["comment"]["public"] for body in bodies} == {False}
        assert {key for body in bodies for key in body["comment"]} == {"html_body", "public"}

    async def test_told_a_note_that_zendesk_makes_public_to_its_author_the_admins_and_the_card(
        self, office: Story
    ) -> None:
        """Between our last read and our write the author becomes the requester and leaves the group (R12)."""
        ticket, card = await office.assigned("The trap", group=None)
        ticket.requester_id = office.scene.sanne_agent.id
        held = office.town.zendesk_faults.add(Fault(where=PUT, hold=True))
        told = len(office.told(office.sanne))
        await office.write(office.sanne, card, "Meant to be internal.")
        await office.reached(held, "the note to be sent")
        office.vendor.remove_from_group(office.scene.sanne_agent, office.scene.partner_group)
        held.release()

        await office.shows(office.sanne, "The customer can read your analysis")
        (note,) = notes_of(ticket)
        assert note.public
        await office.card_says(card, "The customer can read the analysis")
        await office.thread_says(card, "The customer can read the analysis")
        await office.is_told(office.tom, f"on #{ticket.id} is PUBLIC in Zendesk")
        await office.until(lambda: len(office.told(office.sanne)) > told, "the author to be told")
        assert "The customer can read the analysis" in office.told(office.sanne)[-1]
        assert "customer can read an analysis" in await office.says(office.tom, "queue")
        office.vendor.add_to_group(office.scene.sanne_agent, office.scene.partner_group)
        office.vendor.make_internal(ticket, office.scene.joris, note)
        assert not notes_of(ticket)[0].public
        await office.is_told(office.tom, f"on #{ticket.id} was made internal")
        await office.is_told(office.sanne, f"on #{ticket.id} was made internal")
        await office.thread_says(card, "is internal again")
        await office.until(lambda: "customer can read" not in message_text(card), "the card to warn no more")
        assert "Saved as internal note" not in message_text(card)
