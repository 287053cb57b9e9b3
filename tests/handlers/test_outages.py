"""What people can do while Zendesk is away.

Each test has a bot of its own, because the bot waits longer after each failure.
"""

import asyncio

import pytest

from sandbox.slack.payloads import action_part, view_click_payload
from sandbox.slack.screen import interactive
from sandbox.slack.text import view_text
from tests.handlers.conftest import Front, opened_dialog, until
from tests.handlers.opening import Opening
from tests.handlers.test_stored_references import carried, kept


@pytest.fixture
def front(own_front: Front) -> Front:
    return own_front


async def test_an_outage_leaves_the_dialog_and_what_is_typed_in_it(front: Front) -> None:
    await front.connect(front.scene.sanne)
    number = front.assign()
    front.town.zendesk_faults.away = True
    await front.type(front.scene.sanne, f"note {number}")
    await until(lambda: front.scene.sanne.modal is not None)
    front.scene.sanne.fill("findings", "Ten minutes of typing.")
    await front.settle()

    view = front.scene.sanne.modal
    assert view
    assert "Go on writing" in view_text(view)
    assert "Ten minutes of typing." in view_text(view)
    assert "Saving" in str((await front.submit(front.scene.sanne, view)).body)


async def test_only_its_author_or_an_admin_gives_up_a_waiting_note_on_the_home_tab(front: Front) -> None:
    sanne = front.scene.sanne
    await front.connect(sanne)
    await opened_dialog(front)
    sanne.fill("findings", "Patience, please.")
    assert sanne.modal
    front.town.zendesk_faults.away = True
    await front.submit(sanne, sanne.modal)
    await _until_stored(front)
    await front.event(sanne, {"tab": "home"})
    await front.settle()
    assert sanne.home
    assert "Waiting to go out" in view_text(sanne.home)
    block, element = interactive(sanne.home, "give_up_waiting", None, None)
    pressed = action_part(front.town.slack, block, element, {})

    outsider = front.scene.tom
    await front.connect(outsider)
    await front.interact(view_click_payload(front.town.slack, outsider.user, sanne.home, pressed))
    assert "Only its author or your partner admin" in await front.last_said(outsider)
    assert len(await front.bot.desk.memory.submissions.unfinished()) == 1

    await front.interact(view_click_payload(front.town.slack, sanne.user, sanne.home, pressed))
    await front.settle()
    await until(lambda: "Patience, please." in str([each.blocks for each in sanne.direct_messages]))
    assert await front.bot.desk.memory.submissions.unfinished() == []
    assert "Waiting to go out" not in view_text(sanne.home)


async def test_only_its_author_or_an_admin_decides_about_a_waiting_note(front: Front) -> None:
    """Sanne is neither its author nor an admin; Tom is both."""
    play = await Opening(front).play()
    tom, sanne = play.senders["view", "analysis"], play.front.scene.sanne
    play.front.town.zendesk_faults.away = True
    payload = play.builds["view", "analysis"](tom)
    assert "Saving" in (await play.front.interact(payload)).body
    number = carried(payload)["submission"]
    await kept(play, number)
    for button in ("retry_waiting", "give_up_waiting"):
        for ref in (f"note:{number}", "note:no-such", "ticket:no-such", "post:no-such", f"ticket:{number}"):
            told = len(sanne.sees(front.scene.channel))
            click = play.builds["action", button](sanne)
            click["actions"][0]["value"] = ref
            assert (await play.front.interact(click)).status == 200
            assert "Only its author or your partner admin can retry it" in await play.front.last_said(sanne), (
                button,
                ref,
            )
            assert len(sanne.sees(front.scene.channel)) == told + 1, (button, ref)
    assert not (await kept(play, number)).state.is_final


async def _until_stored(front: Front) -> None:
    async with asyncio.timeout(15):
        while not await front.bot.desk.memory.submissions.unfinished():
            await asyncio.sleep(0.05)
