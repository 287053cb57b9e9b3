"""People of another workspace, who are in the channel by Slack Connect, can do nothing here."""

import pytest

from tests.e2e.story import Story, notes_of
from tests.rules.forging import submits_anothers

pytestmark = pytest.mark.asyncio(loop_scope="module")

TURNED_AWAY = "This desk serves the workspace that installed it."


async def test_a_card_turns_an_outsider_away(office: Story) -> None:
    otto = office.scene.outsider
    ticket, card = await office.assigned("Not for outsiders")
    await office.polls(4)
    asked = len(office.town.log)
    await otto.click(card, "write_analysis")
    await office.hears(otto, TURNED_AWAY)
    assert otto.modal is None
    assert not [each for each in office.zendesk_since(asked) if str(ticket.id) in each.path]


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


async def test_an_outsider_has_no_commands(office: Story) -> None:
    outcome = await office.scene.outsider.command("/desk", "queue", channel=office.channel)
    assert outcome.error == "unknown_command"
