"""The bot checks again what a payload refers to, with the rights that the person has at that moment.

Longer stories are in tests/rules: test_r1, test_r5, test_r6 and test_r9.
"""

import asyncio
import json
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from desk.model.submissions import Submission
from sandbox.slack.person import Person
from sandbox.slack.text import view_text
from tests.handlers.conftest import Front
from tests.handlers.opening import SECRET, Opening, Play

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_A_TICKET = ("analysis", "hand_back", "new_ticket", "proposal")
NOT_YOURS = "no such ticket in your groups"


@pytest_asyncio.fixture(loop_scope="module")
async def play(front: Front) -> Play:
    return await Opening(front).play()


def carried(payload: dict[str, Any]) -> dict[str, Any]:
    ids: dict[str, Any] = json.loads(payload["view"]["private_metadata"])
    return ids


def carrying(payload: dict[str, Any], **changed: Any) -> dict[str, Any]:
    payload["view"]["private_metadata"] = json.dumps(carried(payload) | changed)
    return payload


async def sent(play: Play, who: Person, payload: dict[str, Any]) -> str:
    """The answer to the dialog and the direct messages that followed, as text."""
    before = len(who.direct_messages)
    with capture_logs() as log:
        answer = await play.front.interact(payload)
        await play.front.settle()
    play.check(log, payload)
    assert answer.status == 200
    return answer.body + json.dumps([each.blocks for each in who.direct_messages[before:]], ensure_ascii=False)


async def kept(play: Play, number: str) -> Submission:
    async with asyncio.timeout(20):
        while not (found := await play.front.bot.desk.memory.submissions.get(number)):
            await asyncio.sleep(0.02)
    return found


async def test_a_dialog_that_carries_another_groups_ticket_is_refused(play: Play) -> None:
    audit = play.theirs.audits[0].id
    for name in OF_A_TICKET:
        who = play.senders["view", name]
        payload = carrying(play.builds["view", name](who), ticket=play.theirs.id)
        if name != "new_ticket":
            payload = carrying(payload, audit=audit)
        told = await sent(play, who, payload)
        if NOT_YOURS not in told:  # accepted, because the bot has not read that ticket yet; delivery refuses it
            await play.front.town.slack.until(lambda: NOT_YOURS in play.told(), 20)
    assert play.writes() == []
    assert len(play.theirs.audits) == 1


async def test_a_button_that_carries_another_groups_ticket_is_refused(play: Play) -> None:
    key = f"{play.theirs.id}:{play.theirs.audits[0].id}"
    tom = play.front.scene.tom
    values = {
        **dict.fromkeys(("write_analysis", "take", "release", "hand_back", "set_open"), key),
        "write_analysis_on_ticket": str(play.theirs.id),
        "more": f"info:{key}",
    }
    for name, value in values.items():
        payload = play.builds["action", name](tom)
        action = payload["actions"][0]
        action |= {"selected_option": {"value": value}} if name == "more" else {"value": value}
        said = len(tom.sees(play.front.scene.channel))
        with capture_logs() as log:
            assert (await play.front.interact(payload)).status == 200
            await play.front.settle()
        play.check(log, name)
        told = [message.blocks for message in tom.sees(play.front.scene.channel)[said:]]
        shown = view_text(tom.modal) if tom.modal else ""
        assert NOT_YOURS in json.dumps(told) + shown, name
        if tom.modal:
            await tom.close_modal(everything=True)
    assert play.writes() == []


async def test_a_dialog_sent_under_another_dialogs_name_does_nothing(play: Play) -> None:
    names = sorted(name for kind, name in play.builds if kind == "view")
    for shown in names:
        for named in names:
            who = play.senders["view", shown]
            payload = play.builds["view", shown](who)
            payload["view"]["callback_id"] = named
            if shown != named and {shown, named} != {"settings", "pasted_address"}:
                await sent(play, who, payload)
    assert play.writes() == []
    assert await play.front.bot.desk.memory.submissions.unfinished() == []


async def test_a_ticket_that_went_to_others_while_somebody_wrote_gets_no_note_and_the_text_stays(play: Play) -> None:
    tom, scene = play.senders["view", "analysis"], play.front.scene
    payload = play.builds["view", "analysis"](tom)
    number = carried(payload)["ticket"]
    ticket = play.front.town.zendesk.tickets[number]
    play.front.town.vendor.assign(ticket, scene.joris, scene.other_group, note=SECRET)
    ticket.subject = SECRET
    told = await sent(play, tom, payload)
    assert NOT_YOURS in told
    assert "It is so." in told
    assert play.writes() == []


async def test_the_id_of_another_persons_note_is_refused_and_its_text_is_not_shown(play: Play) -> None:
    tom, sanne = play.senders["view", "analysis"], play.front.scene.sanne
    payload = play.builds["view", "analysis"](tom)
    assert "Saving" in (await play.front.interact(payload)).body
    number = carried(payload)["submission"]
    await kept(play, number)
    forged = payload | {"user": payload["user"] | {"id": sanne.id}}
    forged["view"] = json.loads(json.dumps(payload["view"]).replace("It is so.", "It is otherwise."))
    forged["view"]["state"]["values"]["time"]["time"]["value"] = None  # a light agent may not send it
    told = await sent(play, sanne, forged)
    assert "was already accepted" in told
    submission = await kept(play, number)
    assert (submission.author, submission.analysis.findings.plain) == (tom.id, "It is so.")


async def test_a_light_agent_cannot_tick_the_hand_back_of_a_full_agents_dialog(play: Play) -> None:
    sanne = play.front.scene.sanne
    payload = play.builds["view", "analysis"](sanne)
    ticked = {"type": "checkboxes", "selected_options": [{"value": "yes"}]}
    payload["view"]["state"]["values"]["and_hand_back"] = {"and_hand_back": ticked}
    told = await sent(play, sanne, carrying(payload, to={"group": 1, "agent": None, "name": "x"}))
    assert "Only a full agent may do this" in told
    assert play.writes() == []


async def test_a_page_number_out_of_range_shows_the_nearest_page(play: Play) -> None:
    tom = play.front.scene.tom
    for page in ("-1", "1000000000000", "x", "", "\uff19", "1" * 2000, "0x10"):
        play.front.town.slack.views.publish(tom.id, {"type": "home", "blocks": [{"type": "divider"}]})
        payload = play.builds["action", "home_next"](tom)
        payload["actions"][0]["value"] = page
        payload["view"] = {"type": "home", "private_metadata": page}
        await sent(play, tom, payload)
        assert tom.home
        assert "Tom de Boer at" in view_text(tom.home), page
