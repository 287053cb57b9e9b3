"""R10: writing dialogs say that a customer may read it; a local check points at secrets; going on takes a reason."""

import json

import pytest

from sandbox.slack.person import Person
from sandbox.zendesk.records import Ticket
from tests.e2e.story import SETTLED, Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "The password is Zomer-2024! on the test system."
WHY = "It is the public demo account, Quokka."


def in_our_group(story: Story, subject: str) -> Ticket:
    return story.ticket(subject, group=story.scene.partner_group, assignee=None)


async def points(story: Story, person: Person, where: Ticket, findings: str) -> str:
    """Sends a text that the check points at; the dialog that comes back."""
    await story.dialog(person, where)
    person.fill("findings", findings)
    await person.submit()
    await story.shows(person, "the customer may read this")
    assert notes_of(where) == []
    return screen(person)


class TestR10CustomerMayRead:
    async def test_told_in_the_writing_dialog(self, office: Story) -> None:
        for person in (office.tom, office.sanne):
            await office.dialog(person, in_our_group(office, "Banner"))
            assert "INTERNAL NOTE" in screen(person)
            assert "Write as if the customer reads it." in screen(person)
            await person.close_modal()

    async def test_told_under_the_field_with_the_words_marked(self, office: Story) -> None:
        shown = await points(office, office.sanne, in_our_group(office, "Told"), SECRET)
        assert "Looks like a password, key or token" in shown
        assert "Zomer-2024!" in shown
        assert "Reason to send it all the same" in shown
        assert SECRET in shown
        assert office.sanne.modal
        ids = [block["block_id"] for block in office.sanne.modal.blocks]
        assert ids[ids.index("findings") + 1] == "said:findings:0"

    async def test_told_what_another_customer_is(self, office: Story) -> None:
        await office.assigned("Of another", organization="Zenith Logistics BV")
        ticket, _ = await office.assigned("Of ours", organization="Borealis BV")
        shown = await points(office, office.tom, ticket, "Borealis has what Zenith Logistics had; see http://wiki/x")
        assert "The name of another customer" in shown
        assert "An internal host or address" in shown
        assert "`Zenith Logistics`" in json.dumps(office.tom.modal and office.tom.modal.blocks)

    async def test_allowed_without_a_reason_once_it_is_mended(self, office: Story) -> None:
        ticket = in_our_group(office, "Mended")
        await points(office, office.sanne, ticket, SECRET)
        office.sanne.fill("findings", "The password was changed.")
        await office.sanne.submit()
        await office.shows(office.sanne, "Saved as internal note")
        assert [note.plain for note in notes_of(ticket)] == ["The password was changed."]

    async def test_allowed_with_a_reason_that_stays_here(self, office: Story) -> None:
        ticket = in_our_group(office, "With a reason")
        await points(office, office.tom, ticket, SECRET)
        office.tom.fill("said:reason", WHY)
        await office.tom.submit()
        await office.shows(office.tom, "Saved as internal note")
        assert [note.plain for note in notes_of(ticket)] == [SECRET]
        received = b"".join(each.sent for each in office.town.log if each.service == "zendesk")
        assert b"Zomer-2024!" in received
        assert b"Quokka" not in received
        assert "Quokka" not in str(ticket)

    async def test_refused_without_a_reason(self, office: Story) -> None:
        ticket = in_our_group(office, "No reason")
        await points(office, office.sanne, ticket, SECRET)
        for nothing in ("", "  "):
            office.sanne.fill("said:reason", nothing)
            outcome = await office.sanne.submit()
            assert outcome.errors == {
                "said:reason": "Please say why it has to be sent as it is, or change what is marked."
            }
        assert notes_of(ticket) == []

    async def test_refused_again_when_something_new_is_found(self, office: Story) -> None:
        ticket = in_our_group(office, "Something new")
        await points(office, office.sanne, ticket, SECRET)
        office.sanne.fill("said:reason", WHY)
        office.sanne.fill("findings", f"{SECRET} Seen on 10.1.2.3.")
        await office.sanne.submit()
        await office.shows(office.sanne, "An internal host or address")
        assert WHY in screen(office.sanne)
        assert notes_of(ticket) == []
        await office.sanne.submit()
        await office.shows(office.sanne, "Saved as internal note")

    async def test_told_to_no_log(self, office: Story) -> None:
        office.clock.advance(SETTLED)
        assert "Zomer" not in office.bot.log
        assert "Quokka" not in office.bot.log
        assert "Zenith" not in office.bot.log
