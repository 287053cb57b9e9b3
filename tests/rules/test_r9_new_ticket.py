"""R9: Maintenance or a Change Request needs a new ticket; both tickets get an internal note that names the other."""

import json
import re
from typing import Any

import pytest

from sandbox.faults import Fault
from sandbox.slack.text import message_text
from sandbox.zendesk.records import Ticket
from tests.e2e.stage import CREATED_WITH
from tests.e2e.story import SETTLED, Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

POST = "POST /api/v2/tickets"


def posted(story: Story, ticket: Ticket) -> list[dict[str, Any]]:
    """The requests to the sandbox that made new tickets from this one."""
    sent = [each for each in story.town.log if (each.method, each.path) == ("POST", "/api/v2/tickets")]
    bodies = [json.loads(each.sent)["ticket"] for each in sent]
    return [body for body in bodies if f" from #{ticket.id}<" in body["comment"]["html_body"]]


async def once_each(story: Story, ticket: Ticket, kind: str = "Change Request") -> Ticket:
    """The new ticket that one internal note on the old one names."""
    await story.until(lambda: story.new_tickets_of(ticket), "the new ticket")
    (new,) = story.new_tickets_of(ticket)
    await story.until(lambda: notes_of(ticket), "the note that names it")
    await story.polls()
    assert len(story.new_tickets_of(ticket)) == 1
    assert [note.plain for note in notes_of(ticket)] == [
        f"{kind} #{new.id} was created from this ticket: {new.subject}"
    ]
    assert not notes_of(ticket)[0].public
    assert not new.comments[0].public
    story.clock.advance(SETTLED)
    return new


class TestR9NewTicket:
    async def test_allowed_to_a_full_agent_from_the_cards_menu(self, office: Story) -> None:
        ticket, card = await office.assigned("Exports are too short")
        shown = await office.new_dialog(office.tom, card)
        assert "INTERNAL NOTE" in screen(office.tom)
        assert office.scene.customer.name in screen(office.tom)
        assert "Exports are too short" in json.dumps(shown.body)
        await office.tom.close_modal()
        await office.ask_new(office.tom, card)
        new = await once_each(office, ticket)
        assert (new.subject, new.requester_id) == ("Exports are too short", office.scene.customer.id)
        assert (new.submitter_id, new.tags) == (office.scene.tom_agent.id, ("change_request",))
        assert new.group_id == office.scene.vendor_group.id
        assert new.comments[0].author_id == notes_of(ticket)[0].author_id == office.scene.tom_agent.id

    async def test_allowed_to_a_light_agent_by_command(self, office: Story) -> None:
        ticket, _ = await office.assigned("Night work")
        await office.ask_new(office.sanne, ticket, "Maintenance", subject="Reindex at night")
        new = await once_each(office, ticket, "Maintenance")
        assert (new.subject, new.tags, new.group_id) == ("Reindex at night", ("maintenance",), None)
        assert new.comments[0].author_id == office.scene.sanne_agent.id

    async def test_allowed_prefilled_with_the_newest_analysis(self, office: Story) -> None:
        ticket, card = await office.assigned("Analysed before")
        await office.saves(office.sanne, card, "The limit is in the code.", advice="Change it.")
        view = await office.new_dialog(office.tom, card)
        assert "The limit is in the code." in json.dumps(view.body)
        assert "Change it." in json.dumps(view.body)
        await office.tom.close_modal()
        assert office.new_tickets_of(ticket) == []

    async def test_allowed_on_a_ticket_that_is_not_open_which_a_full_agents_note_opens(self, office: Story) -> None:
        ticket, card = await office.assigned("Pending until then")
        office.vendor.set_status(ticket, office.scene.joris, "pending")
        office.clock.advance(SETTLED)
        await office.ask_new(office.tom, card)
        await once_each(office, ticket)
        assert ticket.status == "open"

    async def test_refused_to_a_light_agent_who_is_the_requester(self, office: Story) -> None:
        """R12: the first comment would be public."""
        ticket, card = await office.assigned("Asked for by Sanne")
        ticket.requester_id = office.scene.sanne_agent.id
        await office.sanne.click(card, "more", option="New ticket (Change/Maintenance)")
        await office.shows(office.sanne, "Ask a full agent of your group")
        assert posted(office, ticket) == []

    async def test_refused_when_they_become_the_requester_while_it_is_on_its_way(self, office: Story) -> None:
        ticket, card = await office.assigned("Becomes Sanne's")
        view = await office.new_dialog(office.sanne, card)
        customer, sanne = office.scene.customer.id, office.scene.sanne_agent.id
        view.body["private_metadata"] = view.body["private_metadata"].replace(str(customer), str(sanne))
        office.sanne.fill("kind", "Maintenance")
        office.sanne.fill("description", "Mine.")
        await office.sanne.submit()
        await office.shows(office.sanne, "You would be the requester of the new ticket")
        assert posted(office, ticket) == []

    async def test_refused_for_another_groups_ticket(self, office: Story) -> None:
        ticket = office.ticket("Zeppelin", group=office.scene.other_group, assignee=None)
        for person in (office.tom, office.sanne):
            await person.command("/desk", f"new {ticket.id}", channel=office.channel)
            await office.shows(person, "no such ticket in your groups")
        own, card = await office.assigned("Our own")
        view = await office.new_dialog(office.tom, card)
        view.body["private_metadata"] = view.body["private_metadata"].replace(str(own.id), str(ticket.id))
        office.tom.fill("kind", "Maintenance")
        office.tom.fill("description", "Smuggled.")
        await office.tom.submit()
        await office.shows(office.tom, "no such ticket in your groups")
        assert posted(office, ticket) == []

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [("subject", " ", "subject"), ("subject", "x" * 151, "150"), ("description", "y" * 64_001, "shorten")],
    )
    async def test_refused_under_its_field(self, office: Story, field: str, value: str, words: str) -> None:
        ticket, card = await office.assigned("Filled in badly")
        await office.new_dialog(office.tom, card)
        for name, entered in {"kind": "Maintenance", "description": "Wanted.", field: value}.items():
            office.tom.fill(name, entered)
        outcome = await office.tom.submit()
        assert list(outcome.errors) == [field]
        assert words in outcome.errors[field]
        assert posted(office, ticket) == []

    async def test_refused_by_zendesk_comes_back_with_reason_and_text(self, office: Story) -> None:
        ticket, card = await office.assigned("No such organisation")
        customer = office.scene.customer
        belonged, customer.organization_ids = customer.organization_ids, ()
        try:
            await office.ask_new(office.tom, card, "Maintenance", description="For nobody.")
            await office.shows(office.tom, "Organization: ")
            assert "For nobody." in screen(office.tom)
            assert office.new_tickets_of(ticket) == []
            await office.is_told(office.tom, f"Your Maintenance from #{ticket.id} was not created")
        finally:
            customer.organization_ids = belonged

    @pytest.mark.parametrize("what", ["requester", "organization"])
    async def test_refused_for_a_requester_other_than_the_old_tickets(self, office: Story, what: str) -> None:
        ticket, card = await office.assigned("For another customer")
        view = await office.new_dialog(office.tom, card)
        other = office.zendesk.add_user("Carl Other", "carl@other.example", licence="end-user", organization="Other BV")
        ids = {"requester": other.id, "organization": other.organization_id}
        carried = json.loads(view.body["private_metadata"])
        view.body["private_metadata"] = json.dumps(carried | {what: ids[what]})
        office.tom.fill("kind", "Maintenance")
        office.tom.fill("description", "Smuggled.")
        await office.tom.submit()
        await office.shows(office.tom, "requester or organisation is another one by now")
        assert posted(office, ticket) == []

    async def test_refused_choices_that_no_card_offers_are_answered(self, office: Story) -> None:
        _, card = await office.assigned("An older menu")
        menu = next(each for row in card.blocks if row["type"] == "actions" for each in row["elements"][-1:])
        menu["options"][0]["value"] = re.sub("^[^:]*", "gone", menu["options"][0]["value"])
        await office.tom.click(card, "more", option=menu["options"][0]["text"]["text"])
        await office.hears(office.tom, "no such entry")

    async def test_told_to_the_author_the_thread_and_the_card(self, office: Story) -> None:
        ticket, card = await office.assigned("Told of")
        await office.ask_new(office.tom, card)
        new = await once_each(office, ticket)
        assert f"Change Request #{new.id}" in await office.shows(office.tom, "is created")
        said = await office.thread_says(card, "from this ticket")
        assert f"Change Request #{new.id}" in said
        assert f"@{office.tom.id}" in said
        await office.card_says(card, "Resulted in: Change Request")
        assert f"/tickets/{new.id}" in json.dumps(card.blocks)
        assert [text for text in office.thread(card) if "Analysis by" in text] == []
        assert "Analysis by" not in message_text(card)

    async def test_told_by_message_when_the_dialog_was_closed_or_the_ticket_waits(self, office: Story) -> None:
        ticket, card = await office.assigned("Not waited for")
        held = office.town.zendesk_faults.add(Fault(where=POST, hold=True))
        await office.ask_new(office.sanne, card)
        await office.reached(held, "the new ticket to be sent")
        await office.shows(office.sanne, "is queued")
        assert f"from #{ticket.id}" in await office.says(office.tom, "status")
        await office.sanne.close_modal()
        held.release()
        new = await once_each(office, ticket)
        assert f"Change Request #{new.id}" in await office.is_told(office.sanne, f"from #{ticket.id}")

    async def test_told_to_everybody_when_zendesk_makes_it_public(self, office: Story) -> None:
        """The author becomes the requester between our last read and our write (R12)."""
        ticket, card = await office.assigned("Goes public")
        light = office.newcomer("lotte", "full")
        await office.connect(light)
        ticket.requester_id = office.agents[light.id].id
        office.vendor.join_organization(office.agents[light.id], "Acme BV")
        office.vendor.forbid_any_group(office.agents[light.id])
        held = office.town.zendesk_faults.add(Fault(where=POST, hold=True))
        await office.ask_new(light, card)
        await office.reached(held, "the new ticket to be sent")
        office.agents[light.id].licence = "light"
        held.release()
        await office.shows(light, "The customer can read your description")
        (new,) = office.new_tickets_of(ticket)
        await office.is_told(office.tom, f"Change Request #{new.id} is PUBLIC in Zendesk")
        await office.card_says(card, "The customer can read the description of Change Request")

    async def test_told_what_to_add_by_hand_when_the_old_ticket_left(self, office: Story) -> None:
        ticket, card = await office.assigned("Leaves meanwhile")
        held = office.town.zendesk_faults.add(Fault(where=POST, hold=True))
        await office.ask_new(office.tom, card)
        await office.reached(held, "the new ticket to be sent")
        office.vendor.assign(ticket, office.scene.joris, office.scene.vendor_group)
        office.clock.advance(SETTLED)
        held.release()
        await office.is_told(office.tom, "was created from this ticket: Leaves meanwhile")
        assert len(office.new_tickets_of(ticket)) == 1
        assert notes_of(ticket) == []

    async def test_once_however_often_it_is_submitted(self, office: Story) -> None:
        ticket, card = await office.assigned("Pressed twice")
        office.slack.deliver_twice = True
        await office.ask_new(office.tom, card)
        await once_each(office, ticket)

    @pytest.mark.parametrize("who", ["tom", "sanne"])
    @pytest.mark.parametrize("lost", ["request", "answer"])
    async def test_once_although_the_answer_is_lost(self, office: Story, who: str, lost: str) -> None:
        """Neither try finds the ticket by a search: Zendesk answers the same idempotency key with it."""
        ticket, card = await office.assigned(f"Lost {lost}")
        person = {"tom": office.tom, "sanne": office.sanne}[who]
        office.town.zendesk_faults.add(Fault(where=POST, reset=True, after_commit=lost == "answer"))
        await office.ask_new(person, card)
        new = await once_each(office, ticket)
        bodies = posted(office, ticket)
        assert len(bodies) == 2
        assert bodies[0] == bodies[1]
        assert f"#{new.id}" in await office.shows(person, "is created")

    async def test_once_and_nothing_but_what_is_allowed_was_ever_sent(self, office: Story) -> None:
        sent = [each for each in office.town.log if (each.method, each.path) == ("POST", "/api/v2/tickets")]
        bodies = [json.loads(each.sent)["ticket"] for each in sent]
        assert bodies
        assert {body["comment"]["public"] for body in bodies} == {False}
        assert {key for body in bodies for key in body["comment"]} == {"html_body", "public"}
        assert {key for body in bodies for key in body} <= CREATED_WITH
        assert office.zendesk.mails == [mail for mail in office.zendesk.mails if "Raise the limit" not in mail.text]
