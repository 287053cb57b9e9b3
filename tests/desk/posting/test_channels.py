"""A watching channel that is gone is missed before there is anything to post in it."""

import pytest

from desk.errors import ChatAway, DeskError
from desk.model.posts import AdminNews
from desk.posting.posting import CHANNEL_WAITS, GRACE
from tests.desk.office import BE, CHANNEL, TICKET, VISSER, Office

ARCHIVED = "the channel is archived."


def told(office: Office) -> list[str]:
    return [each.text for each in office.chat.messages_to("U-TOM") if isinstance(each, AdminNews)]


async def look(office: Office, times: int = 1) -> None:
    for _ in range(times):
        office.clock.advance(3600)
        await office.desk.channels.look()
        await office.engine.run(0)


async def test_a_channel_that_is_gone_is_told_once_and_that_it_is_back_once(watched: Office) -> None:
    await watched.watch(group=BE)
    await look(watched)
    assert told(watched) == []
    watched.chat.unreachable[CHANNEL] = ARCHIVED
    await look(watched, 3)
    (gone,) = told(watched)
    assert ARCHIVED in gone
    assert "Partner-NL, Partner-BE" in gone or "Partner-BE, Partner-NL" in gone
    watched.chat.unreachable.clear()
    await look(watched, 3)
    assert ["post here again" in text for text in told(watched)] == [False, True]


async def test_what_could_not_be_told_is_told_at_the_next_look(watched: Office) -> None:
    watched.chat.unreachable[CHANNEL] = ARCHIVED
    watched.engine.refuses = DeskError("Not stored in time.")
    with pytest.raises(DeskError):
        await watched.desk.channels.look()
    watched.engine.refuses = None
    await look(watched, 2)
    assert len(told(watched)) == 1


async def test_one_channel_that_is_gone_says_nothing_of_another(watched: Office) -> None:
    await watched.watch("C2")
    watched.chat.unreachable["C2"] = ARCHIVED
    await look(watched)
    troubles = {watch.channel: watch.trouble for watch in await watched.store.watches.all()}
    assert troubles == {CHANNEL: None, "C2": ARCHIVED}


async def test_while_the_chat_is_away_nothing_is_said_of_any_channel(watched: Office) -> None:
    watched.chat.away = ChatAway()
    await look(watched)
    watched.chat.away = None
    await watched.engine.run()
    assert told(watched) == []


async def test_a_channel_that_is_there_and_takes_no_posts_is_not_called_well(watched: Office) -> None:
    watched.chat.refuses_posts[CHANNEL] = "the workspace does not let me post there."
    await watched.assigned()
    await look(watched, 2)
    assert len(told(watched)) == 1
    watched.chat.refuses_posts.clear()
    watched.clock.advance(GRACE.total_seconds())
    await watched.engine.run(2 * CHANNEL_WAITS)
    assert "post here again" in told(watched)[-1]


async def test_a_card_that_cannot_be_drawn_because_its_channel_is_gone_is_told_too(watched: Office) -> None:
    await watched.assigned()
    watched.chat.unreachable[CHANNEL] = ARCHIVED
    watched.zendesk.rename(TICKET, "Another subject", VISSER.id)
    await watched.poll()
    await watched.engine.run(0)
    (gone,) = told(watched)
    assert ARCHIVED in gone
