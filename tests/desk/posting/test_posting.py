"""Every message is posted exactly once, and cards stay true (docs/developers.md)."""

from hypothesis import given
from hypothesis import strategies as st

from desk.errors import ChatAway, MessageGone
from desk.intake.feed import card_post
from desk.model.assignments import AssignmentKey
from desk.model.posts import AdminNews, Post, TicketNews
from desk.posting.posting import CARD_WAITS, CHANNEL_WAITS, CHAT_WAITS
from tests.desk.office import CHANNEL, NL, TICKET, TOM, VISSER, Office, opened_office

HELLO = Post("hello", "U-TOM", AdminNews("Hello."))
ARCHIVED = "the channel is archived."


async def test_same_key_is_posted_once(office: Office) -> None:
    assert office.engine.posting
    assert await office.engine.posting.attempt(HELLO) is None
    office.clock.advance(60)
    assert await office.engine.posting.attempt(HELLO) is None
    assert (office.chat.keys, office.chat.looks) == (["hello"], [])
    record = await office.store.posts.get("hello")
    assert record
    assert (record.channel, record.ts, record.executor) == ("D-U-TOM", "1.000", "first run")


async def test_post_whose_answer_was_lost_is_found_and_adopted(office: Office) -> None:
    office.chat.losing_answers = 1
    await office.engine.post(HELLO)
    await office.engine.run()
    assert (office.chat.keys, office.chat.looks) == (["hello"], ["hello"])
    assert await office.store.posts.waiting(office.clock()) == []


async def test_post_that_got_lost_is_posted_again(office: Office) -> None:
    office.chat.losing_posts = 2
    await office.engine.post(HELLO)
    await office.engine.run()
    assert (office.chat.keys, office.chat.looks) == (["hello"], ["hello", "hello"])


async def test_intent_of_a_process_that_died_is_given_grace_and_looked_for(office: Office) -> None:
    await office.store.posts.intend(HELLO, "an earlier run", office.clock())
    await office.chat.post(HELLO, None, None)
    office.clock.advance(1)
    assert office.engine.posting
    assert await office.engine.posting.attempt(HELLO) == 2
    assert office.chat.looks == []
    office.clock.advance(2)
    assert await office.engine.posting.attempt(HELLO) is None
    assert office.chat.keys == ["hello"]


async def test_grace_begins_anew_when_the_clock_is_put_back(office: Office) -> None:
    office.chat.losing_answers = 1
    await office.engine.post(HELLO)
    await office.engine.do_next()
    office.clock.advance(-3600)
    assert office.engine.posting
    assert await office.engine.posting.attempt(HELLO) == 3
    office.clock.advance(3)
    assert await office.engine.posting.attempt(HELLO) is None
    assert office.chat.keys == ["hello"]


async def test_chat_that_is_away_is_asked_again_when_it_says(office: Office) -> None:
    office.chat.away = ChatAway(retry_after=42)
    await office.engine.post(HELLO)
    await office.engine.do_next()
    office.chat.away = ChatAway()
    await office.engine.run(120)
    assert office.engine.waits[:2] == [42, CHAT_WAITS]
    office.chat.away = None
    await office.engine.run()
    assert office.chat.keys == ["hello"]


async def test_person_who_cannot_be_written_to_is_given_up_with_the_reason(office: Office) -> None:
    office.chat.unreachable["U-TOM"] = "the person has left this workspace."
    await office.engine.post(HELLO)
    await office.engine.run()
    assert office.engine.names == []
    record = await office.store.posts.get("hello")
    assert record
    assert (record.trouble, record.given_up_at) == ("the person has left this workspace.", office.clock())


async def test_unreachable_channel_is_told_once_waits_and_is_well_again_once(watched: Office) -> None:
    watched.chat.unreachable[CHANNEL] = ARCHIVED
    await watched.assigned(1)
    await watched.assigned(2)
    assert CHANNEL_WAITS in watched.engine.waits
    (told,) = watched.chat.messages_to("U-TOM")
    assert isinstance(told, AdminNews)
    assert ARCHIVED in told.text
    assert told.channel == CHANNEL
    assert [watch.trouble for watch in await watched.store.watches.all()] == [ARCHIVED]
    assert len(await watched.desk.waiting.seen_by("U-TOM", None)) == 2
    watched.chat.unreachable.clear()
    await watched.engine.run()
    assert len([key for key in watched.chat.keys if key.startswith("card:")]) == 2
    texts = [message.text for message in watched.chat.messages_to("U-TOM") if isinstance(message, AdminNews)]
    assert len(texts) == 2
    assert "post here again" in texts[1]
    assert [watch.trouble for watch in await watched.store.watches.all()] == [None]


async def test_channel_that_nobody_watches_any_more_is_not_waited_for(watched: Office) -> None:
    watched.chat.unreachable[CHANNEL] = ARCHIVED
    await watched.assigned()
    await watched.desk.watches.unwatch(CHANNEL)
    assert len(await watched.store.posts.waiting(watched.clock())) == 1
    await watched.engine.run()
    assert watched.engine.names == []
    assert await watched.store.posts.waiting(watched.clock()) == []


async def test_thread_waits_for_its_card(watched: Office) -> None:
    key = AssignmentKey(TICKET, 1)
    news = Post("news", CHANNEL, TicketNews("J. Visser added an internal note"), key, in_thread=True)
    assert watched.engine.posting
    assert await watched.engine.posting.attempt(news) == CARD_WAITS
    await watched.store.posts.intend(card_post(key, CHANNEL), "run", watched.clock())
    await watched.store.posts.done(card_post(key, CHANNEL).key, CHANNEL, "7.000", 0)
    assert await watched.engine.posting.attempt(news) is None
    assert watched.chat.posted[-1].thread == "7.000"


async def test_thread_waits_as_long_as_its_channel_and_not_when_nobody_watches_there(watched: Office) -> None:
    news = Post(
        "news", CHANNEL, TicketNews("J. Visser added an internal note"), AssignmentKey(TICKET, 1), in_thread=True
    )
    assert watched.engine.posting
    await watched.store.watches.trouble(CHANNEL, ARCHIVED)
    assert await watched.engine.posting.attempt(news) == CHANNEL_WAITS
    await watched.desk.watches.unwatch(CHANNEL)
    assert await watched.engine.posting.attempt(news) is None
    assert watched.chat.posted == []


async def test_card_waits_for_the_reading_that_it_is_drawn_from(watched: Office) -> None:
    assert watched.engine.posting
    assert await watched.engine.posting.attempt(card_post(AssignmentKey(TICKET, 1), CHANNEL)) == CARD_WAITS
    assert watched.chat.posted == []
    assert await watched.store.posts.waiting(watched.clock()) == []


async def test_card_that_changed_is_drawn_anew_once(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.rename(TICKET, "Another subject", VISSER.id)
    await watched.poll()
    await watched.desk.cards.refresh()
    assert len(watched.chat.redrawn) == 1
    assert await watched.store.posts.stale_cards() == []


async def test_card_that_was_deleted_is_not_drawn_again_and_again(watched: Office) -> None:
    assignment = await watched.assigned()
    watched.chat.mistakes[card_post(assignment.key, CHANNEL).key] = MessageGone()
    watched.zendesk.rename(TICKET, "Another subject", VISSER.id)
    await watched.poll()
    assert await watched.store.posts.stale_cards() == []


async def test_card_in_a_channel_that_was_archived_is_true_again_once_it_is_back(watched: Office) -> None:
    await watched.assigned()
    watched.chat.unreachable[CHANNEL] = ARCHIVED
    watched.zendesk.rename(TICKET, "Another subject", VISSER.id)
    await watched.poll()
    assert len(await watched.store.posts.stale_cards()) == 1
    watched.chat.unreachable.clear()
    await watched.desk.cards.refresh()
    assert watched.chat.redrawn == []  # not asked again every second
    watched.clock.advance(CHANNEL_WAITS)
    await watched.desk.cards.refresh()
    assert len(watched.chat.redrawn) == 1
    assert await watched.store.posts.stale_cards() == []


async def test_card_that_cannot_be_drawn_holds_up_no_other(watched: Office) -> None:
    first = await watched.assigned(1)
    await watched.assigned(2)
    watched.chat.mistakes[card_post(first.key, CHANNEL).key] = ValueError("invalid_blocks")
    watched.zendesk.rename(1, "A", VISSER.id)
    watched.zendesk.rename(2, "B", VISSER.id)
    await watched.poll()
    assert [key.split(":")[1] for key in watched.chat.redrawn] == ["2"]
    assert await watched.store.posts.stale_cards() == []


async def test_cards_do_not_wait_longer_when_the_clock_is_put_back(watched: Office) -> None:
    await watched.assigned()
    watched.chat.unreachable[CHANNEL] = ARCHIVED
    watched.zendesk.rename(TICKET, "Another subject", VISSER.id)
    await watched.poll()
    watched.chat.unreachable.clear()
    watched.clock.advance(-24 * 3600)
    watched.clock.advance(300)
    await watched.desk.cards.refresh()
    assert len(watched.chat.redrawn) == 1


async def test_cards_pause_while_the_chat_is_away(watched: Office) -> None:
    await watched.assigned()
    watched.zendesk.rename(TICKET, "Another subject", VISSER.id)
    watched.chat.away = ChatAway(retry_after=30)
    await watched.poll()
    watched.chat.away = None
    await watched.desk.cards.refresh()
    assert watched.chat.redrawn == []
    watched.clock.advance(30)
    await watched.desk.cards.refresh()
    assert len(watched.chat.redrawn) == 1


@given(troubles=st.lists(st.sampled_from(["lost post", "lost answer", "away", "unreachable", "restart"]), max_size=6))
async def test_r11_one_card_for_one_assignment_whatever_happens(troubles: list[str]) -> None:
    async with opened_office() as office:
        await office.watch()
        await office.connect("U-TOM", TOM)
        office.zendesk.create(TICKET, NL, VISSER.id)
        office.clock.advance(60)
        await office.desk.polling.poll()
        for trouble in troubles:
            office.chat.losing_posts = int(trouble == "lost post")
            office.chat.losing_answers = int(trouble == "lost answer")
            office.chat.away = ChatAway() if trouble == "away" else None
            office.chat.unreachable = {CHANNEL: ARCHIVED} if trouble == "unreachable" else {}
            if trouble == "restart":
                office.restart()
            await office.engine.do_next()
        office.chat.losing_posts = office.chat.losing_answers = 0
        office.chat.away = None
        office.chat.unreachable.clear()
        await office.engine.run()
        assert len([key for key in office.chat.keys if key.startswith("card:")]) == 1
        assert len(set(office.chat.keys)) == len(office.chat.keys)
        assert await office.store.posts.waiting(office.clock()) == []
