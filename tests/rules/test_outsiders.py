"""People of another workspace (by Slack Connect) and guests of ours cannot use the desk."""

import pytest

from sandbox.slack.person import Person
from sandbox.slack.text import message_text, view_text
from tests.e2e.story import Story, notes_of
from tests.rules.forging import submits_anothers
from tests.rules.test_no_other_write import click, registered

pytestmark = pytest.mark.asyncio(loop_scope="module")

TURNED_AWAY = "This desk serves the workspace that installed it."
GUEST = "This desk serves full members of this workspace, and you are a guest in it."


def said_to(office: Story, person: Person) -> int:
    return len(office.told(person)) + len(office.heard(person))


async def test_an_outsider_cannot_send_a_dialog(office: Story) -> None:
    otto = office.scene.outsider
    ticket, card = await office.assigned("Not for outsiders either")
    view = await office.dialog(office.tom, card)
    office.tom.fill("findings", "Smuggled.")
    assert await submits_anothers(office, otto, view) == {"response_action": "clear"}
    await office.polls(3)
    assert notes_of(ticket) == []


async def test_an_outsider_cannot_make_a_channel_watch(office: Story) -> None:
    otto = office.scene.outsider
    elsewhere = office.slack.add_channel("shared", members=(office.tom, otto))
    await office.tom.command("/desk", "watch", channel=elsewhere)
    await office.until(lambda: office.tom.modal, "the watch dialog")
    assert office.tom.modal
    before = len(office.told(otto)) + len(office.heard(otto))
    await submits_anothers(office, otto, office.tom.modal)
    await office.until(lambda: len(office.told(otto)) + len(office.heard(otto)) > before, "being turned away")
    assert f"#{elsewhere.id}" not in await office.says(office.tom, "status")


async def more_said(office: Story, person: Person, answers: str, before: int) -> None:
    await office.until(lambda: said_to(office, person) > before, f"an answer to {answers}")


@pytest.mark.parametrize("who", ["outsider", "guest", "single-channel guest"])
async def test_every_button_answers_them_and_reads_nothing(office: Story, who: str) -> None:
    """Also a guest who is linked to an agent of the group."""
    person = office.scene.outsider
    if who != "outsider":
        person = office.newcomer(f"gus-{len(who)}", "full")
        office.slack.make_guest(person, single_channel=who.startswith("single"))
    ticket, card = await office.assigned(f"Not for the {who}")
    await office.polls(4)
    mark = len(office.town.log)
    buttons = sorted(name for kind, name in registered() if kind == "action")
    for name in buttons:
        before = said_to(office, person)
        await click(office, person, card, name, f"{ticket.id}:{ticket.audits[-1].id}")
        await more_said(office, person, name, before)
    assert person.modal is None
    assert not [each for each in office.zendesk_since(mark) if str(ticket.id) in each.path]
    told = " ".join([*office.told(person), *map(message_text, office.heard(person))])
    assert told.count(TURNED_AWAY if who == "outsider" else GUEST) >= len(buttons)
    assert notes_of(ticket) == []


async def test_a_member_who_becomes_a_guest_is_turned_away_by_the_next_run(office: Story) -> None:
    """The running bot does so within an hour: tests/handlers/interactions/test_members.py."""
    linked = office.newcomer("lotte", "light")
    await office.connect(linked)
    office.slack.make_guest(linked)
    assert await office.bot.stop() == 0
    await office.start()
    ticket, card = await office.assigned("Not for former members")
    await linked.command("/desk", f"ticket {ticket.id}", channel=office.channel)
    await office.hears(linked, GUEST)
    await linked.click(card, "take")
    await office.until(lambda: len(office.heard(linked)) > 2, "being turned away from the card")
    await linked.open_home()
    await office.until(lambda: linked.home and GUEST in view_text(linked.home), "a page that tells why")
    assert linked.home
    assert "Not for former members" not in view_text(linked.home)
