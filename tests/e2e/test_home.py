"""The Home tab: drawn for one person, from what they may see, and true after everything they press on it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.slack.payloads import view_click_payload
from sandbox.slack.person import Person
from sandbox.slack.records import View
from sandbox.slack.text import message_text, view_text
from sandbox.zendesk.records import Ticket
from tests.e2e.stage import open_office
from tests.e2e.story import Story, screen

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def story(office: Story) -> AsyncIterator[Story]:
    yield office


def home_of(person: Person) -> str:
    return view_text(person.home) if person.home else ""


async def opened(story: Story, person: Person, words: str = "") -> View:
    before = person.home.hash if person.home else None
    await person.open_home()
    await story.until(lambda: person.home and person.home.hash != before, f"{person.name}'s Home to be drawn")
    await shows(story, person, words)
    assert person.home
    return person.home


async def shows(story: Story, person: Person, words: str) -> str:
    await story.until(lambda: words in home_of(person), f"{person.name}'s Home to show {words!r}")
    return home_of(person)


def value_of(view: View, action_id: str, ticket: Ticket) -> str:
    rows = [block["elements"] for block in view.blocks if block["type"] == "actions"]
    found = [each["value"] for row in rows for each in row if each["action_id"] == action_id]
    return next(str(value) for value in found if value.startswith(f"{ticket.id}:"))


async def test_it_shows_who_one_is_and_what_nobody_works_on(story: Story) -> None:
    await story.assigned("Nobody's yet")
    await opened(story, story.sanne, "Nobody's yet")
    shown = home_of(story.sanne)
    for words in ("Sanne Bakker at", "light agent · Partner-NL", "You can", "You cannot", "Nobody works on these yet"):
        assert words in shown
    await opened(story, story.tom, "full agent")


async def test_what_is_taken_there_becomes_mine_at_once(story: Story) -> None:
    ticket, card = await story.assigned("Taken from Home")
    view = await opened(story, story.tom, "Taken from Home")
    told = len(story.told(story.tom))
    await story.tom.click(view, "take", value=value_of(view, "take", ticket))
    shown = await shows(story, story.tom, "Mine")
    assert "*1* yours" in shown
    await story.card_says(card, f"@{story.tom.id} since")
    assert story.tom.home
    await story.tom.click(story.tom.home, "release", value=value_of(story.tom.home, "release", ticket))
    await shows(story, story.tom, "*0* yours")
    assert len(story.told(story.tom)) == told


async def test_an_analysis_is_written_from_there(story: Story) -> None:
    ticket, _ = await story.assigned("Written from Home")
    view = await opened(story, story.sanne, "Written from Home")
    await story.sanne.click(view, "write_analysis", value=value_of(view, "write_analysis", ticket))
    await story.until(lambda: "Findings" in screen(story.sanne), "the dialog")


async def test_what_was_taken_by_another_meanwhile_is_told_and_shown(story: Story) -> None:
    ticket, card = await story.assigned("Too late on Home")
    view = await opened(story, story.sanne, "Too late on Home")
    value = value_of(view, "take", ticket)
    await story.tom.click(card, "take")
    await story.card_says(card, f"@{story.tom.id} since")
    await story.sanne.click(view, "take", value=value)
    await story.is_told(story.sanne, "Tom de Boer took it")
    await story.until(lambda: "Too late on Home" not in home_of(story.sanne), "Home to show it no more as nobody's")


async def test_the_other_tab_draws_nothing(story: Story) -> None:
    pim = story.newcomer("pim", "light")
    await pim.open_home("messages")
    await story.polls()
    assert pim.home is None


async def test_an_event_told_twice_draws_once(story: Story) -> None:
    story.slack.deliver_twice = True
    kim = story.newcomer("kim", "light")
    await opened(story, kim)
    await story.polls()
    drawn = [each for each in story.town.log if each.path == "/api/views.publish" and kim.id.encode() in each.sent]
    assert len(drawn) == 1


async def test_whoever_is_not_connected_connects_there_and_finds_their_tickets(story: Story) -> None:
    await story.assigned("Waits for Nora")
    nora = story.newcomer("nora", "light")
    view = await opened(story, nora, "Your tickets appear here as soon as you are connected.")
    assert "Waits for Nora" not in home_of(nora)
    rows = [block["elements"] for block in view.blocks if block["type"] == "actions"]
    address = next(str(each["url"]) for row in rows for each in row if "url" in each)
    await nora.click(view, "paste_address")
    await story.until(lambda: nora.modal and nora.modal.callback_id == "pasted_address", "the paste dialog")
    nora.fill("address", story.zendesk.consent(address, story.agents[nora.id]))
    assert (await nora.submit()).closed
    await shows(story, nora, "Waits for Nora")
    await story.is_told(nora, "Connected.")
    await story.says(nora, "disconnect")
    shown = await shows(story, nora, "as soon as you are connected")
    assert "Waits for Nora" not in shown


async def test_outsiders_get_nothing(story: Story) -> None:
    otto = story.scene.outsider
    await otto.open_home()
    await story.polls()
    assert otto.home is None


async def test_an_outsiders_click_on_somebodys_page_is_turned_away(story: Story) -> None:
    ticket, card = await story.assigned("Not from outside")
    view = await opened(story, story.tom, "Not from outside")
    button = next(each for block in view.blocks if block["type"] == "actions" for each in block["elements"]
                  if each.get("value") == value_of(view, "take", ticket))  # fmt: skip
    otto = story.scene.outsider
    payload = view_click_payload(story.slack, otto.user, view, {**button, "block_id": "b", "action_ts": "1.1"})
    payload["user"]["team_id"] = otto.user.team_id
    await story.slack.delivery.send("interactive", payload)
    await story.until(lambda: any("installed it" in text for text in story.told(otto)), "being turned away")
    assert otto.home is None
    assert "nobody yet" in message_text(card)


async def test_r1_another_groups_ticket_is_never_on_it(story: Story) -> None:
    hidden = story.ticket("Zeppelin")
    story.assign(hidden, "Ocarina?", group=story.scene.other_group)
    moving, card = await story.assigned("Goes to others")
    await opened(story, story.tom, "Goes to others")
    story.vendor.assign(moving, story.scene.joris, story.scene.other_group)
    await story.card_says(card, "Left our group.")
    await opened(story, story.tom)
    assert "Zeppelin" not in home_of(story.tom)
    assert "Goes to others" not in home_of(story.tom)


async def test_more_rows_than_a_page_holds_are_turned_over(fresh: Story) -> None:
    await fresh.start()
    await open_office(fresh)
    for number in range(33):
        fresh.assign(fresh.ticket(f"Number {number:02}"), note=None)
    await fresh.until(lambda: len(fresh.channel.messages) >= 33, "all cards", 60)
    view = await opened(fresh, fresh.tom, "Page 1 of 2")
    assert "Number 32" not in home_of(fresh.tom)
    await fresh.tom.click(view, "home_next")
    await shows(fresh, fresh.tom, "Page 2 of 2")
    assert "Number 32" in home_of(fresh.tom)
    assert fresh.tom.home
    view = fresh.tom.home
    value = next(each["value"] for block in view.blocks if block["type"] == "actions" for each in block["elements"]
                 if each["action_id"] == "take")  # fmt: skip
    await fresh.tom.click(view, "take", value=value)
    await shows(fresh, fresh.tom, "*1* yours")
    assert "Page 2 of 2" in home_of(fresh.tom)
    await fresh.tom.click(fresh.tom.home or view, "home_previous")
    await shows(fresh, fresh.tom, "Mine")
    assert await fresh.bot.stop() == 0


async def test_an_app_that_was_not_updated_goes_on_without_it(fresh: Story) -> None:
    fresh.slack.home_enabled = False
    await fresh.start()
    await fresh.connect(fresh.tom)
    assert "disconnected" in await fresh.says(fresh.tom, "disconnect")
    assert await fresh.bot.stop() == 0
