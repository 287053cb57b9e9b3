"""Requests of Slack through real Bolt, and the answers within three seconds."""

import asyncio
import json
import re
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs

from desk.model.people import Group
from sandbox.faults import Fault
from sandbox.slack.payloads import action_part, message_click_payload, submission_payload
from sandbox.slack.screen import interactive
from sandbox.slack.text import view_text
from tests.handlers.conftest import Front, opened_dialog, renamed, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_wrongly_signed_request_is_refused(front: Front) -> None:
    forged = await front.send("command=%2Fdesk&text=queue", secret="guessed")

    assert forged.status == 401


async def test_a_request_of_six_minutes_ago_is_refused(front: Front) -> None:
    stale = await front.send("command=%2Fdesk&text=queue", timestamp=int(time.time()) - 360)

    assert stale.status == 401


async def test_every_word_is_acknowledged_before_it_is_carried_out(front: Front) -> None:
    front.town.zendesk_faults.slow(1)
    await front.connect(front.scene.sanne)
    for word in ("", "help", "queue", "people", "status", "ticket 48200", "nonsense", "ticket x"):
        begun = time.perf_counter()
        answer = await front.type(front.scene.sanne, word)
        assert (answer.status, answer.body) == (200, ""), word
        assert time.perf_counter() - begun < 1, word
    front.town.zendesk_faults.clear()
    await front.settle()


async def test_an_unknown_word_is_answered_with_the_commands(front: Front) -> None:
    await front.type(front.scene.sanne, "tickts")

    told = await front.last_said(front.scene.sanne)
    assert "tickts" in told
    assert "/desk ticket" in told


async def test_a_bad_ticket_number_is_answered_with_an_example(front: Front) -> None:
    await front.connect(front.scene.sanne)
    for word in ("ticket", "ticket abc", "note #", "ticket 12x", "note 99999999999999999999"):
        await front.type(front.scene.sanne, word)
        assert "48213" in await front.last_said(front.scene.sanne), word


async def test_a_ticket_may_be_named_by_number_by_hash_or_by_address(front: Front) -> None:
    await front.connect(front.scene.sanne)
    number = front.assign()
    address = f"https://ispnext.example/agent/tickets/{number}"
    for name in (f"{number}", f"#{number}", address, f"<{address}>", f"<{address}|#{number}>"):
        await front.type(front.scene.sanne, f"ticket {name}")
        assert "Invoice export" in await front.last_said(front.scene.sanne), name


async def test_an_unconnected_person_is_offered_to_connect(front: Front) -> None:
    await front.type(front.scene.sanne, "queue")

    assert "/oauth/authorizations/new" in await front.last_said(front.scene.sanne)


async def test_a_watch_that_was_wanted_before_connecting_is_one_click_after_it(front: Front) -> None:
    tom = front.scene.tom
    await front.type(tom, "watch")
    invitation = await front.last_said(tom)
    address = re.search(r"http://[^\"]*/oauth/authorizations/new[^\"]*", invitation)
    assert address
    query = parse_qs(urlsplit(front.town.zendesk.consent(address[0], front.scene.tom_agent)).query)

    await front.bot.connect.came_back(query["state"][0], query["code"][0])

    assert "Choose groups" in await front.last_said(tom)
    shown = tom.sees(front.scene.channel)[-1]
    block, button = interactive(shown, "choose_groups", None, None)
    click = message_click_payload(front.town.slack, tom.user, shown, action_part(front.town.slack, block, button, {}))
    await front.interact(click)
    await front.settle()
    assert tom.modal
    assert "Partner-NL" in view_text(tom.modal)


async def test_empty_findings_stay_in_the_dialog_with_the_reason(front: Front) -> None:
    await front.connect(front.scene.sanne)
    view = await opened_dialog(front)
    view.values.clear()

    answer = await front.submit(front.scene.sanne, view)

    told = json.loads(answer.body)
    assert told["response_action"] == "errors"
    assert list(told["errors"]) == ["findings"]


async def test_what_was_submitted_is_answered_with_saving(front: Front) -> None:
    await front.connect(front.scene.sanne)
    await opened_dialog(front)
    front.scene.sanne.fill("findings", "It is the mapping.")
    view = front.scene.sanne.modal
    assert view

    answer = await front.submit(front.scene.sanne, view)

    told = json.loads(answer.body)
    assert told["response_action"] == "update"
    assert "Saving" in json.dumps(told["view"])


async def test_a_submission_of_somebody_who_disconnected_keeps_its_text(front: Front) -> None:
    await front.connect(front.scene.sanne)
    await opened_dialog(front)
    front.scene.sanne.fill("findings", "Two hours of work.")
    view = front.scene.sanne.modal
    assert view
    await front.bot.desk.memory.links.remove(front.scene.sanne.id)

    answer = await front.submit(front.scene.sanne, view)

    told = json.loads(answer.body)
    assert told["response_action"] == "update"
    assert "Two hours of work." in json.dumps(told["view"])
    assert "/desk connect" in json.dumps(told["view"])


async def test_the_same_submission_twice_is_one_note(front: Front) -> None:
    await front.connect(front.scene.sanne)
    await opened_dialog(front)
    front.scene.sanne.fill("findings", "Once.")
    view = front.scene.sanne.modal
    assert view

    assert "Saving" in str((await front.submit(front.scene.sanne, view)).body)
    again = await front.submit(front.scene.sanne, view)
    assert "submit" not in json.loads(again.body)["view"]

    await _until_delivered(front)
    assert [note.plain for note in front.scene.tickets[0].comments].count("Once.") == 1


async def test_a_repeated_submission_is_confirmed_although_its_author_disconnected(front: Front) -> None:
    """The first answer was lost. If the second said "not saved", the author would write the note again."""
    await front.connect(front.scene.sanne)
    await opened_dialog(front)
    front.scene.sanne.fill("findings", "Once.")
    view = front.scene.sanne.modal
    assert view
    sent = submission_payload(front.town.slack, front.scene.sanne.user, view)
    await front.interact(sent)
    await _until_delivered(front)
    await front.bot.desk.memory.links.remove(front.scene.sanne.id)

    assert "Saved as internal note" in str((await front.interact(sent)).body)
    await _until_delivered(front)
    assert [note.plain for note in front.scene.tickets[0].comments].count("Once.") == 1


@pytest.mark.parametrize(
    ("word", "typed"),
    [("handback", {}), ("new", {"kind": "Maintenance", "description": "Once."})],
    ids=["a hand-back", "a new ticket"],
)
async def test_the_other_repeated_dialogs_are_confirmed_as_well(front: Front, word: str, typed: dict[str, str]) -> None:
    tom = front.scene.tom
    await front.connect(tom)
    await front.type(tom, f"{word} {front.assign()}")
    await front.settle()
    assert tom.modal
    for field, value in typed.items():
        tom.fill(field, value)
    sent = submission_payload(front.town.slack, tom.user, tom.modal)
    first = await front.interact(sent)
    assert "submit" not in json.loads(first.body)["view"]  # the dialog cannot be sent again
    await front.bot.desk.memory.links.remove(tom.id)

    async with asyncio.timeout(15):  # it is in the desk's own tables a moment after the engine has it
        while "submit" in json.loads((await front.interact(sent)).body)["view"]:
            await asyncio.sleep(0.05)


async def test_an_outsiders_click_on_a_card_opens_nothing(front: Front) -> None:
    await front.connect(front.scene.sanne)
    number = front.assign()
    await front.type(front.scene.sanne, f"ticket {number}")
    await front.settle()
    slack, shown = front.town.slack, front.scene.sanne.sees(front.scene.channel)[-1]
    block, button = interactive(shown, "write_analysis_on_ticket", None, None)
    click = message_click_payload(slack, front.scene.outsider.user, shown, action_part(slack, block, button, {}))

    answer = await front.interact(click)

    assert answer.status == 200
    assert "workspace that installed it" in await front.last_said(front.scene.outsider)
    assert front.scene.outsider.modal is None


async def test_an_outsiders_submission_changes_nothing(front: Front) -> None:
    await front.connect(front.scene.sanne)
    view = await opened_dialog(front)
    front.scene.sanne.fill("findings", "From outside.")

    answer = await front.submit(front.scene.outsider, view)

    assert json.loads(answer.body) == {"response_action": "clear"}
    assert await front.bot.desk.memory.submissions.unfinished() == []


async def test_a_dialog_of_an_older_release_is_closed(front: Front) -> None:
    await front.connect(front.scene.sanne)
    view = await opened_dialog(front)

    answer = await front.submit(front.scene.sanne, renamed(view, "what_was"))

    assert json.loads(answer.body) == {"response_action": "clear"}


async def test_an_expired_trigger_is_told_and_nothing_is_changed(front: Front) -> None:
    await front.connect(front.scene.sanne)
    number = front.assign()
    front.town.slack_faults.add(
        Fault(
            "views.open",
            status=200,
            body='{"ok": false, "error": "expired_trigger_id"}',
            content_type="application/json",
        )
    )

    await front.type(front.scene.sanne, f"note {number}")

    assert "try again" in await front.last_said(front.scene.sanne)
    assert front.scene.sanne.modal is None


async def test_an_unexpected_error_is_answered_with_a_reference_to_quote(front: Front) -> None:
    await front.connect(front.scene.sanne)
    number = front.assign()
    front.town.slack_faults.add(
        Fault(
            "views.open",
            status=200,
            body='{"ok": false, "error": "invalid_arguments"}',
            content_type="application/json",
        )
    )

    with capture_logs() as log:  # the default renderer draws a traceback for ten seconds
        answer = await front.type(front.scene.sanne, f"note {number}")
        told = await front.last_said(front.scene.sanne)

    assert answer.status == 200
    (mistake,) = [line for line in log if line["event"] == "dispatch.mistake"]
    assert f"reference: {mistake['reference']}" in told


def _slack_says(error: str, where: str) -> Fault:
    body = json.dumps({"ok": False, "error": error})
    return Fault(where, times=99, status=200, body=body, content_type="application/json")


async def test_a_mention_of_an_unknown_person_does_not_hold_up_the_note(front: Front) -> None:
    await front.connect(front.scene.sanne)
    await opened_dialog(front)
    front.town.slack_faults.add(_slack_says("user_not_visible", "users.info"))
    mention = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": front.scene.outsider.id}]}
    front.scene.sanne.fill("findings", [mention])
    view = front.scene.sanne.modal
    assert view

    await front.submit(front.scene.sanne, view)

    await until(lambda: front.scene.tickets[0].comments[-1].author_id == front.scene.sanne_agent.id)


async def test_the_author_is_told_although_the_dialog_cannot_be_drawn(front: Front) -> None:
    await front.connect(front.scene.sanne)
    await opened_dialog(front)
    front.scene.sanne.fill("findings", "Told all the same.")
    view = front.scene.sanne.modal
    assert view
    front.town.slack_faults.add(_slack_says("invalid_arguments", "views.update"))

    await front.submit(front.scene.sanne, view)

    await until(lambda: "saved as internal note" in str([each.blocks for each in front.scene.sanne.direct_messages]))


async def test_a_post_that_slack_refuses_is_told_to_the_admins(front: Front) -> None:
    tom = await front.connect(front.scene.tom)
    channel = front.scene.channel
    await front.bot.desk.watches.watch(tom, channel.id, [tom.agent.groups[0].id], shows_excerpt=False)
    body = json.dumps({"ok": False, "error": "restricted_action_read_only_channel"})
    front.town.slack_faults.add(Fault("chat.postMessage", status=200, body=body, content_type="application/json"))
    front.assign()

    await front.bot.desk.polling.poll()

    await until(lambda: "read_only" in str([each.blocks for each in front.scene.tom.direct_messages]))


async def test_groups_that_were_unticked_are_no_longer_watched(front: Front) -> None:
    tom = await front.connect(front.scene.tom)
    group, other = tom.agent.groups[0], front.scene.other_group
    front.town.vendor.add_to_group(front.scene.tom_agent, other)
    both = replace(tom, agent=replace(tom.agent, groups=(group, Group(other.id, other.name))))
    watches, channel = front.bot.desk.watches, front.scene.channel.id
    await watches.watch(both, channel, [group.id, other.id], shows_excerpt=False)

    await watches.watch(both, channel, [other.id], shows_excerpt=False)

    assert [each.group.id for each in await front.bot.desk.memory.watches.of_channel(channel)] == [other.id]


async def test_the_home_tab_is_drawn_after_the_event_was_acknowledged(front: Front) -> None:
    await front.connect(front.scene.sanne)
    answer = await front.event(front.scene.sanne, {"tab": "home"})

    assert answer.status == 200
    await front.settle()
    assert front.scene.sanne.home
    assert "Sanne Bakker at" in view_text(front.scene.sanne.home)


async def test_a_home_tab_that_another_process_changed_is_drawn_again(front: Front) -> None:
    tom = front.scene.tom
    await front.connect(tom)
    await front.event(tom, {"tab": "home"})
    await front.settle()
    front.town.slack.views.publish(tom.id, {"type": "home", "blocks": [{"type": "divider"}]})

    await front.event(tom, {"tab": "home"})

    await front.settle()
    assert tom.home
    assert "Tom de Boer at" in view_text(tom.home)


async def test_the_same_event_twice_is_drawn_once(front: Front) -> None:
    tom = front.scene.tom
    await front.connect(tom)
    for _ in range(2):
        await front.event(tom, {"tab": "home"}, event_id="Ev1")
    await front.settle()

    assert len([each for each in front.log if each.path == "/api/views.publish"]) == 1


async def test_a_home_tab_that_slack_refuses_sends_no_message(front: Front) -> None:
    tom = front.scene.tom
    await front.connect(tom)
    front.town.slack_faults.add(_slack_says("not_enabled", "views.publish"))

    await front.event(tom, {"tab": "home"})

    await front.settle()
    assert tom.home is None
    assert tom.direct_messages == []


async def test_a_menu_entry_of_another_release_is_acknowledged_and_told(front: Front) -> None:
    await front.connect(front.scene.tom)
    more = {"type": "overflow", "action_id": "more", "block_id": "b", "action_ts": "1.1"}
    action = more | {"selected_option": {"text": {"type": "plain_text", "text": "?"}, "value": "dance:1:2"}}
    number = front.assign()
    await front.type(front.scene.tom, f"ticket {number}")
    await front.settle()
    shown = front.scene.tom.sees(front.scene.channel)[-1]

    answer = await front.interact(message_click_payload(front.town.slack, front.scene.tom.user, shown, action))

    await front.settle()
    assert answer.status == 200
    assert "no such entry" in await front.last_said(front.scene.tom)


async def test_a_light_agent_is_told_who_can_do_what_only_full_agents_may(front: Front) -> None:
    tom, sanne = await front.connect(front.scene.tom), await front.connect(front.scene.sanne)
    await front.bot.desk.watches.watch(tom, front.scene.channel.id, [tom.agent.groups[0].id], shows_excerpt=False)
    number = front.assign()
    await front.bot.desk.polling.poll()
    await front.type(front.scene.tom, f"take {number}")
    assert "is yours" in await front.last_said(front.scene.tom)

    await front.type(front.scene.sanne, f"release {number}")

    told = await front.last_said(front.scene.sanne)
    assert "Only Tom de Boer or a full agent of the group may release it." in told
    assert f"<@{tom.user}> can." in told
    assert sanne.user != tom.user


async def test_a_found_secret_comes_back_in_the_dialog_and_is_sent_with_a_reason(front: Front) -> None:
    await front.connect(front.scene.sanne)
    await opened_dialog(front)
    front.scene.sanne.fill("findings", "Once more: pwd=Geheim-77")
    view = front.scene.sanne.modal
    assert view
    submission_id = json.loads(view.body["private_metadata"])["submission"]
    told = json.loads((await front.submit(front.scene.sanne, view)).body)
    assert told["response_action"] == "update"
    assert "`Geheim-77`" in json.dumps(told["view"])
    assert await front.bot.desk.memory.submissions.unfinished() == []
    reason = {"said:reason": {"said:reason": {"type": "plain_text_input", "value": None}}}
    asked = replace(view, body=view.body | told["view"], values=view.values | reason)

    refused = json.loads((await front.submit(front.scene.sanne, asked)).body)
    assert (refused["response_action"], list(refused["errors"])) == ("errors", ["said:reason"])

    reason["said:reason"]["said:reason"]["value"] = "Made up for a test."
    sent = await front.submit(front.scene.sanne, asked)
    assert "Saving" in str(sent.body)
    await until(lambda: "Geheim-77" in front.scene.tickets[0].comments[-1].plain)
    kept = await front.bot.desk.memory.submissions.get(submission_id)
    assert kept
    assert kept.override
    assert (kept.override.reason, kept.override.findings) == ("Made up for a test.", ("password, key or token",))


async def test_only_an_admin_changes_the_settings(front: Front) -> None:
    tom = await front.connect(front.scene.tom)
    group, channel = tom.agent.groups[0].id, front.scene.channel.id
    await front.bot.desk.watches.watch(tom, channel, [group], shows_excerpt=False)
    await front.type(front.scene.sanne, "settings")
    await front.settle()
    read_only = front.scene.sanne.modal
    assert read_only
    assert f"Only @{front.scene.tom.id}" in view_text(read_only).replace("<", "").replace(">", "")
    assert "submit" not in read_only.body or read_only.body["submit"] is None
    await front.type(front.scene.tom, "settings")
    await front.settle()
    view = front.scene.tom.modal
    assert view
    front.scene.tom.fill("hosts", "no host at all")
    bad = json.loads((await front.submit(front.scene.tom, view)).body)
    assert bad["response_action"] == "errors"
    assert "“no host at all” is not a host" in bad["errors"]["hosts"]
    front.scene.tom.fill("hosts", "*.partner.example")

    forged = json.loads((await front.submit(front.scene.sanne, view)).body)
    assert "Only your partner admins may change this." in json.dumps(forged)
    assert "*.local" in (await front.bot.desk.preferences.current()).hosts
    saved = json.loads((await front.submit(front.scene.tom, view)).body)
    assert "Saved." in json.dumps(saved)
    assert (await front.bot.desk.preferences.current()).hosts == ("*.partner.example",)
    outsiders = json.loads((await front.submit(front.scene.outsider, view)).body)
    assert outsiders == {"response_action": "clear"}


async def _until_delivered(front: Front) -> None:
    async with asyncio.timeout(10):
        while not front.scene.tickets[0].comments[-1].plain.startswith("Once"):
            await asyncio.sleep(0.05)
        while await front.bot.desk.memory.submissions.unfinished():
            await asyncio.sleep(0.05)
