"""R2: a note that went public and was made internal since is told of once, to whoever heard that it was public."""

from desk.model.people import Link
from desk.model.posts import AdminNews, TicketNews
from tests.desk.office import CHANNEL, TICKET, VISSER, Office


async def public_note(office: Office, link: Link) -> None:
    office.zendesk.makes_public = True
    await office.write(link)
    await office.engine.run()
    office.zendesk.makes_public = False
    assert (await office.submission()).is_public
    await office.poll()


def told(office: Office, user: str) -> list[str]:
    return [each.text for each in office.chat.messages_to(user) if isinstance(each, AdminNews)]


async def warned(office: Office) -> bool:
    card = await office.desk.drawing.card((await office.assignment()).key, CHANNEL)
    assert card
    return any(note.went_public for note in card.notes)


async def test_it_is_told_once_and_the_card_warns_no_more(assigned: Office, sanne: Link) -> None:
    await public_note(assigned, sanne)
    assert await warned(assigned)
    assigned.zendesk.make_internal(TICKET, VISSER.id)
    for _ in range(3):
        await assigned.poll()
    news = f"The note of Sanne on #{TICKET} was made internal in Zendesk."
    assert told(assigned, "U-SANNE").count(news) == told(assigned, "U-TOM").count(news) == 1
    lines = [each.text for each in assigned.chat.messages_to(CHANNEL) if isinstance(each, TicketNews)]
    assert len([line for line in lines if "internal again" in line]) == 1
    assert not await warned(assigned)
    assert (await assigned.submission()).went_public  # what happened stays on record


async def test_as_long_as_it_is_public_nothing_is_said(assigned: Office, sanne: Link) -> None:
    await public_note(assigned, sanne)
    assigned.zendesk.comment(TICKET, VISSER.id, "We saw it.")
    await assigned.poll()
    assert await warned(assigned)
    assert not [text for text in told(assigned, "U-TOM") if "made internal" in text]


async def test_another_comment_that_was_made_internal_is_not_ours(assigned: Office, sanne: Link) -> None:
    await public_note(assigned, sanne)
    assigned.zendesk.comment(TICKET, VISSER.id, "A reply.", public=True)
    assigned.zendesk.make_internal(TICKET, VISSER.id)
    await assigned.poll()
    assert await warned(assigned)


async def test_a_process_that_died_before_it_was_noted_tells_no_second_time(assigned: Office, sanne: Link) -> None:
    await public_note(assigned, sanne)
    assigned.zendesk.make_internal(TICKET, VISSER.id)
    await assigned.poll()
    ticket = await assigned.store.tickets.get(TICKET)
    assert ticket
    before = len(told(assigned, "U-SANNE"))
    assigned.restart()
    assigned.zendesk.comment(TICKET, VISSER.id, "Thank you.")
    await assigned.poll()
    assert len(told(assigned, "U-SANNE")) == before
