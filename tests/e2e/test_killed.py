"""SIGKILL at each step of posting and of delivering, then a start: one card, one note, told once."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sandbox.faults import Fault
from sandbox.slack.records import Message
from sandbox.slack.text import message_text
from sandbox.zendesk.records import Ticket
from tests.e2e.forked import Death
from tests.e2e.stage import SLACK_WAITS, open_office, side_by_side, stage
from tests.e2e.story import Story, notes_of, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "Written once, {{kept}} for ever."
POST = "POST /api/chat.postMessage"
PUT = "PUT /api/v2/tickets/"
CREATE = "POST /api/v2/tickets"
DYING_ANSWERS_NOTHING = 1.0
"""Seconds that Slack waits for a bot that dies; before that it waits longer, since a busy machine is slow."""

Fill = Callable[[Story, Message], Awaitable[None]]
Then = Callable[[Story, Ticket, Message], Awaitable[None]]

# Where one step's end is the next one's beginning, one of the two stands for both. Death with a post, a note or a new
# ticket that landed is in the tests "on the wire" below; a note with its time is in tests/rules/test_r11_*.
POSTING = [
    Death("storage.tickets:SqliteAssignments.add", "before"),
    Death("storage.tickets:SqliteAssignments.add", "after"),
    Death("work.engine:DurableEngine.post", "after"),
    Death("storage.tickets:SqliteSeenTickets.put", "after"),
    Death("storage.posts:SqlitePosts.intend", "before"),
    Death("storage.posts:SqlitePosts.intend", "after"),
    Death("storage.posts:SqlitePosts.done", "after"),
]
DELIVERING = [
    Death("work.engine:DurableEngine.deliver", "after"),
    Death("storage.submissions:SqliteSubmissions.add", "after"),
    Death("storage.submissions:SqliteSubmissions.put", "after"),
    Death("storage.submissions:SqliteSubmissions.put", "after", 2),
    Death("desk.delivery.outbox:Outbox.attempt", "after"),
    Death("handlers.slack.chat:SlackChat.show_outcome", "after"),
    Death("handlers.slack.chat:SlackChat.post", "before", 2),
    Death("handlers.slack.chat:SlackChat.post", "after", 2),
    Death("desk.delivery.update_notices:UpdateNotices.tell", "after"),
]

CONFIRMING = [
    Death("storage.proposals:SqliteProposals.move", "before"),
    Death("storage.proposals:SqliteProposals.move", "after"),
    Death("desk.actions.hand_backs:HandBacks.plan", "before"),
    Death("work.engine:DurableEngine.deliver", "after"),
    Death("storage.submissions:SqliteSubmissions.add", "after"),
    Death("zendesk.client:ZendeskTickets.update", "after"),
]
CREATING = [
    Death("work.engine:DurableEngine.create", "after"),
    Death("storage.new_tickets:SqliteNewTickets.add", "after"),
    Death("storage.new_tickets:SqliteNewTickets.put", "after"),
    Death("storage.new_tickets:SqliteNewTickets.put", "after", 2),
    Death("work.engine:DurableEngine.deliver", "after"),
    Death("zendesk.client:ZendeskTickets.update", "before"),
    Death("zendesk.client:ZendeskTickets.update", "after"),
    Death("handlers.slack.chat:SlackChat.show_creation", "after"),
    Death("desk.delivery.creation_notices:CreationNotices.tell", "after"),
]


async def dies(story: Story) -> None:
    await story.until(lambda: not story.bot.is_running, "the bot to die")
    assert await story.bot.ended() == -9


async def one_card(story: Story, ticket: Ticket) -> Message:
    card = await story.card_of(ticket)
    await story.polls()
    assert len(story.cards_of(ticket)) == 1
    return card


async def one_note(story: Story, ticket: Ticket, card: Message) -> None:
    """In Zendesk, on the card, in its thread; its author heard of it, and nobody twice."""
    await story.until(lambda: notes_of(ticket), "the note")
    await story.card_says(card, "saved as internal note")
    await story.thread_says(card, "saved as internal note, still Open")
    await story.polls()
    assert [note.plain for note in notes_of(ticket)] == [TEXT]
    assert len(story.thread(card)) == 1
    assert len(story.cards_of(ticket)) == 1
    await story.until(lambda: told(story, ticket) or "Saved as internal note" in screen(story.sanne), "being told")
    assert len(told(story, ticket)) <= 1


def told(story: Story, ticket: Ticket) -> list[str]:
    return [text for text in story.told(story.sanne) if f"#{ticket.id}" in text]


async def posting(folder: Path, death: Death) -> None:
    async with stage(folder) as story:
        await story.start(dies=death)
        await open_office(story)
        ticket = story.ticket(f"Killed {death}")
        story.assign(ticket)
        await dies(story)
        await story.start()
        assert "Write analysis" in message_text(await one_card(story, ticket))


async def submitted(folder: Path, death: Death, fill: Fill, then: Then) -> None:
    """The bot dies of what Sanne sends, and the next one goes on."""
    async with stage(folder) as story:
        await story.start(dies=death)
        await open_office(story)
        ticket, card = await story.assigned(f"Killed {death}")
        await fill(story, card)
        story.slack.patience = DYING_ANSWERS_NOTHING
        await story.sanne.submit()
        await dies(story)
        story.slack.patience = SLACK_WAITS
        await story.start()
        await then(story, ticket, card)


async def delivering(folder: Path, death: Death) -> None:
    async def fill(story: Story, card: Message) -> None:
        await story.dialog(story.sanne, card)
        story.sanne.fill("findings", TEXT)

    await submitted(folder, death, fill, one_note)


async def creating(folder: Path, death: Death) -> None:
    async def fill(story: Story, card: Message) -> None:
        await story.new_dialog(story.sanne, card)
        story.sanne.fill("kind", "Maintenance")
        story.sanne.fill("description", TEXT)

    await submitted(folder, death, fill, one_new_ticket)


async def confirming(folder: Path, death: Death) -> None:
    """R6: a click that was stored is carried out; one that was not leaves the proposal as it was."""
    async with stage(folder) as story:
        await story.start(dies=death)
        await open_office(story)
        ticket, card = await story.assigned(f"Killed {death}")
        await story.proposes(story.sanne, card)
        proposal = await story.proposal_in(lambda: story.slack.replies(card), ticket)
        story.slack.patience = DYING_ANSWERS_NOTHING
        await story.tom.click(proposal, "confirm_hand_back")
        await dies(story)
        story.slack.patience = SLACK_WAITS
        await story.start()
        if death is CONFIRMING[0]:
            await story.tom.click(proposal, "confirm_hand_back")
        await story.until(lambda: ticket.group_id == story.scene.vendor_group.id, "the hand-back")
        await story.card_says(card, "Handed back to Joris Visser by")
        await story.is_told(story.sanne, "was handed back to Joris Visser by")
        await story.polls()
        assert len([audit for audit in ticket.audits if audit.author_id == story.scene.tom_agent.id]) == 1
        assert len([text for text in story.thread(card) if "was handed back to" in text]) == 1


async def card_on_the_wire(folder: Path, lands: str) -> None:
    async with stage(folder) as story:
        fault = Fault(where=POST, hold=True, after_commit=lands == "after the post", reset=lands == "never")
        held = story.town.slack_faults.add(fault)
        await story.start()
        await open_office(story)
        ticket = story.ticket("On the wire")
        story.assign(ticket)
        await story.reached(held, "the card to be sent")
        await story.bot.kill()
        held.release()
        await story.start()
        await one_card(story, ticket)


async def note_on_the_wire(folder: Path, lands: str) -> None:
    async with stage(folder) as story:
        fault = Fault(where=PUT, hold=True, after_commit=lands == "after the write", reset=lands == "never")
        held = story.town.zendesk_faults.add(fault)
        await story.start()
        await open_office(story)
        ticket, card = await story.assigned("On the wire")
        await story.write(story.sanne, card, TEXT)
        await story.reached(held, "the note to be sent")
        await story.bot.kill()
        if lands != "after the second":
            held.release()
        await story.start()
        await story.until(lambda: notes_of(ticket), "the note")
        held.release()
        await one_note(story, ticket, card)


async def new_ticket_on_the_wire(folder: Path, lands: str) -> None:
    async with stage(folder) as story:
        fault = Fault(where=CREATE, hold=True, after_commit=lands == "after the write", reset=lands == "never")
        held = story.town.zendesk_faults.add(fault)
        await story.start()
        await open_office(story)
        ticket, card = await story.assigned("On the wire")
        await story.ask_new(story.sanne, card, description=TEXT)
        await story.reached(held, "the new ticket to be sent")
        await story.bot.kill()
        held.release()
        await story.start()
        await one_new_ticket(story, ticket, card)


async def one_new_ticket(story: Story, ticket: Ticket, card: Message) -> None:
    """One ticket, one note that names it, one line in the thread."""
    await story.until(lambda: notes_of(ticket), "the note that names the new ticket")
    await story.thread_says(card, "from this ticket")
    await story.card_says(card, "Resulted in:")
    await story.polls()
    (new,) = story.new_tickets_of(ticket)
    (note,) = notes_of(ticket)
    assert f"#{new.id} was created from this ticket" in note.plain
    assert len(story.thread(card)) == 1


async def test_killed_while_posting_there_is_one_card(tmp_path: Path) -> None:
    await side_by_side({str(death): posting(tmp_path / str(death), death) for death in POSTING})


@pytest.mark.parametrize("half", [0, 1])
async def test_killed_while_delivering_there_is_one_note(tmp_path: Path, half: int) -> None:
    await side_by_side({str(death): delivering(tmp_path / str(death), death) for death in DELIVERING[half::2]})


async def test_killed_with_a_card_on_the_wire_there_is_one_card(tmp_path: Path) -> None:
    times = ("before the start", "never", "after the post")
    await side_by_side({lands: card_on_the_wire(tmp_path / lands, lands) for lands in times})


async def test_killed_with_a_note_on_the_wire_there_is_one_note(tmp_path: Path) -> None:
    times = ("before the start", "never", "after the write", "after the second")
    await side_by_side({lands: note_on_the_wire(tmp_path / lands, lands) for lands in times})


async def test_killed_while_confirming_it_is_handed_back_once(tmp_path: Path) -> None:
    await side_by_side({str(death): confirming(tmp_path / str(death), death) for death in CONFIRMING})


@pytest.mark.parametrize("half", [0, 1])
async def test_killed_while_creating_there_is_one_ticket_and_one_note(tmp_path: Path, half: int) -> None:
    await side_by_side({str(death): creating(tmp_path / str(death), death) for death in CREATING[half::2]})


async def test_killed_with_a_new_ticket_on_the_wire_there_is_one(tmp_path: Path) -> None:
    times = ("before the start", "never", "after the write")
    await side_by_side({lands: new_ticket_on_the_wire(tmp_path / lands, lands) for lands in times})
