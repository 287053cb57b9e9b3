"""The guard stops payloads that have neither Slack's nor our form, and people who may not use the desk."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from sandbox.faults import Fault
from sandbox.slack.payloads import action_part, command_payload, message_click_payload, submission_payload
from sandbox.slack.person import Person
from sandbox.slack.records import Message, View
from sandbox.slack.screen import interactive
from sandbox.slack.text import view_text
from tests.e2e.story import MISTAKES
from tests.handlers.conftest import Front

pytestmark = pytest.mark.asyncio(loop_scope="module")

OLDER = "older version of the desk"
GUEST = "you are a guest in it"


def of(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Sets `value` at a path of keys and indexes; `...` removes the key."""

    def spoil(payload: dict[str, Any]) -> None:
        *way, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
        inner: Any = payload
        for step in way:
            inner = inner[step]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value

    return spoil


async def shown_ticket(front: Front, person: Person) -> Message:
    """Connects the person; a message with a button that they see."""
    await front.connect(person)
    await front.type(person, f"ticket {front.assign()}")
    await front.settle()
    return person.sees(front.scene.channel)[-1]


def click(front: Front, person: Person, where: Message) -> dict[str, Any]:
    block, button = interactive(where, "write_analysis_on_ticket", None, None)
    action = action_part(front.town.slack, block, button, {})
    return message_click_payload(front.town.slack, person.user, where, action)


async def dialog(front: Front, person: Person) -> View:
    await front.connect(person)
    await front.type(person, f"note {front.assign()}")
    await front.settle()
    assert person.modal
    assert "Invoice export" in view_text(person.modal)
    return person.modal


def zendesk_requests(front: Front) -> int:
    return len([each for each in front.log if each.service == "zendesk"])


def quiet(log: Sequence[Mapping[str, Any]]) -> None:
    assert not [line for line in log if line["event"] in MISTAKES or "exc_info" in line]


IMPOSSIBLE: list[tuple[str, Any]] = [
    ("user", "U1"), ("user", 5), ("user/id", None), ("user/id", ["U1"]), ("user/id", "admin"), ("team/id", 7),
    ("channel", 5), ("channel/id", {}), ("container", "message"), ("actions", {}), ("actions", []), ("actions/0", "x"),
    ("actions/0/action_id", 7), ("actions/0/block_id", ...), ("actions/0/value", 48213), ("actions/0/value", ...),
    ("actions/0/value", "x" * 2001), ("actions/0/value", "1:2"), ("response_url", 5), ("trigger_id", {"a": 1}),
    ("authorizations", 7), ("enterprise", 1), ("view", [1]), ("view", {"type": 5}),
]  # fmt: skip


async def test_an_impossible_click_is_acknowledged_told_and_reads_nothing(front: Front) -> None:
    sanne = front.scene.sanne
    where = await shown_ticket(front, sanne)
    for path, value in IMPOSSIBLE:
        payload = click(front, sanne, where)
        of(path, value)(payload)
        before, told = zendesk_requests(front), len(sanne.direct_messages)
        with capture_logs() as log:
            answer = await front.interact(payload)
            await front.settle()

        assert (answer.status, answer.body) == (200, ""), path
        assert zendesk_requests(front) == before, path
        assert sanne.modal is None, path
        quiet(log)
        if path.startswith("user") or value == "1:2":
            continue  # the person cannot be read, or is told in the channel
        assert len(sanne.direct_messages) == told + 1, path
        said = json.dumps(sanne.direct_messages[-1].blocks)
        (line,) = [each for each in log if each["event"] == "dispatch.unreadable"]
        assert OLDER in said, path
        assert line["reference"] in said, path
        assert "xxx" not in str(log), path


async def test_a_body_that_bolt_cannot_read_needs_a_signature_all_the_same(front: Front) -> None:
    for body in (
        '{"user": 5}',
        "[1]",
        "{",
        '{"a":' * 5000,
        "payload=%7B",
        'payload={"team": 1}',
        '{"authorizations": 1}',
    ):
        assert (await front.send(body, content_type="application/json")).status == 200, body[:30]
        assert (await front.send(body, content_type="application/json", secret="guessed")).status == 401, body[:30]


async def test_a_dialog_of_an_older_version_keeps_what_was_typed(front: Front) -> None:
    sanne = front.scene.sanne
    view = await dialog(front, sanne)
    sanne.fill("findings", "An hour of work.")
    ids = json.loads(view.body["private_metadata"])
    for carried in ({**ids, "v": 0}, {**ids, "ticket": "x"}, {"v": 1}, {}):
        older = replace(view, body=view.body | {"private_metadata": json.dumps(carried)})
        with capture_logs() as log:
            told = json.loads((await front.submit(sanne, older)).body)

        assert told["response_action"] == "update"
        assert "An hour of work." in json.dumps(told["view"])
        (line,) = [each for each in log if each["event"] == "dispatch.unreadable"]
        assert OLDER in json.dumps(told["view"])
        assert line["reference"] in json.dumps(told["view"])
        assert "An hour" not in str(log)
        quiet(log)
    assert await front.bot.desk.memory.submissions.unfinished() == []


async def test_a_dialog_without_a_valid_form_is_closed(front: Front) -> None:
    sanne = front.scene.sanne
    view = await dialog(front, sanne)
    sanne.fill("findings", "Smuggled.")
    values = "view/state/values"
    impossible: list[tuple[str, Any]] = [
        ("view/state", None), (values, []), (f"{values}/findings/findings", "x"), ("view/blocks", {}),
        (f"{values}/findings/findings/rich_text_value", "x"), ("view/blocks/0/block_id", ...), ("view", []),
        ("view/private_metadata", 5), ("view/title", "x"), ("view/submit", None), ("view/id", ...),
        (f"{values}/cause/cause/selected_option", "LIMIT"), (f"{values}/files/files/files", [{"id": 5}]),
    ]  # fmt: skip
    for path, value in impossible:
        payload = json.loads(json.dumps(submission_payload(front.town.slack, sanne.user, view)))
        of(path, value)(payload)
        with capture_logs() as log:
            answer = await front.interact(payload)
            told = await front.last_said(sanne)
        assert json.loads(answer.body) == {"response_action": "clear"}, path
        assert OLDER in told, path
        quiet(log)
    assert await front.bot.desk.memory.submissions.unfinished() == []


async def test_lone_surrogates_are_replaced_before_they_are_stored(front: Front) -> None:
    sanne = front.scene.sanne
    view = await dialog(front, sanne)
    sanne.fill("findings", "Half a smile: \ud83d.")
    with capture_logs() as log:
        answer = await front.submit(sanne, view)
        assert "Saving" in str(answer.body)
        async with asyncio.timeout(15):
            while "Half a smile: \ufffd." not in front.scene.tickets[0].comments[-1].plain:
                await asyncio.sleep(0.05)
    quiet(log)


async def test_a_too_deeply_nested_payload_is_refused(front: Front) -> None:
    sanne = front.scene.sanne
    payload = click(front, sanne, await shown_ticket(front, sanne))
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"elements": [deep]}
    payload["message"] = deep
    with capture_logs() as log:
        answer = await front.interact(payload)
        assert OLDER in await front.last_said(sanne)
    assert (answer.status, answer.body) == (200, "")
    quiet(log)


async def test_a_request_without_a_listener_is_acknowledged(front: Front) -> None:
    """Without an acknowledgement Slack sends an event three more times and shows the person an error."""
    state, tom = front.town.slack, front.scene.tom
    for kind in ("shortcut", "message_action", "view_closed", "block_suggestion", "of_tomorrow", 5, None):
        assert (await front.interact({"type": kind, "user": {"id": tom.id}})).status == 200
    assert (await front.event(tom, {"type": "reaction_added"})).status == 200
    other = command_payload(state, tom.user, front.scene.channel, "/other", "queue")
    assert (await front.send(urlencode(other))).status == 200
    challenge = await front.send('{"type": "url_verification", "challenge": "c"}', content_type="application/json")
    assert "c" in challenge.body


@pytest.mark.parametrize("single_channel", [False, True])
async def test_a_guest_is_turned_away_from_everything(front: Front, single_channel: bool) -> None:  # noqa: FBT001 - a case
    """At their first act and at every later one, also when they are linked to an agent."""
    scene, slack = front.scene, front.town.slack
    where = await shown_ticket(front, scene.sanne)
    view = await dialog(front, scene.sanne)
    scene.sanne.fill("findings", "Smuggled.")
    await front.connect(scene.tom)
    acts: dict[str, Callable[[Person], Awaitable[BoltResponse]]] = {
        "command": lambda person: front.type(person, "queue"),
        "click": lambda person: front.interact(click(front, person, where)),
        "dialog": lambda person: front.submit(person, view),
    }
    before = zendesk_requests(front)
    for first in acts:
        guest = scene.tom if first == "command" else slack.add_user(f"guest-{first}")
        scene.channel.members.append(guest.id)
        slack.make_guest(guest, single_channel=single_channel)
        for name in (first, *acts):
            said = len(guest.direct_messages) + len(guest.sees(scene.channel))
            answer = await acts[name](guest)
            assert answer.status == 200
            assert GUEST in await front.last_said(guest), (first, name)
            assert len(guest.direct_messages) + len(guest.sees(scene.channel)) == said + 1
            assert answer.body == ('{"response_action": "clear"}' if name == "dialog" else "")
        await front.event(guest, {"tab": "home"})
        await front.settle()
        assert guest.home
        assert GUEST in view_text(guest.home)
        assert guest.modal is None
    assert zendesk_requests(front) == before
    assert await front.bot.desk.memory.submissions.unfinished() == []


async def test_a_person_whose_standing_is_unknown_is_turned_away_and_keeps_the_text(front: Front) -> None:
    view = await dialog(front, front.scene.sanne)
    front.scene.sanne.fill("findings", "Typed before the restart.")
    tom = front.scene.tom
    await front.connect(tom)
    held = front.town.slack_faults.add(Fault("users.info", hold=True))

    told = json.loads((await front.submit(tom, view)).body)

    held.release()
    assert told["response_action"] == "update"
    assert "Slack does not say at the moment" in json.dumps(told["view"])
    assert "Typed before the restart." in json.dumps(told["view"])
    assert "Saving" in str((await front.submit(tom, view)).body)


async def test_an_outsider_who_sends_a_dialog_is_told_why_it_closed(front: Front) -> None:
    view = await dialog(front, front.scene.sanne)
    front.scene.sanne.fill("findings", "From outside.")
    await front.submit(front.scene.outsider, view)
    assert "workspace that installed it" in await front.last_said(front.scene.outsider)


async def test_an_invalid_address_is_answered_in_the_dialog(front: Front) -> None:
    tom = front.scene.tom
    await front.type(tom, "connect")
    await front.settle()
    offer = tom.sees(front.scene.channel)[-1]
    block, button = interactive(offer, "paste_address", None, None)
    action = action_part(front.town.slack, block, button, {})
    await front.interact(message_click_payload(front.town.slack, tom.user, offer, action))
    await front.settle()
    assert tom.modal
    for pasted in ("http://[", "x", "http://a/?" + "a=1&" * 50, "http://a/?state=1", "?code=\ud800&state=%00"):
        tom.fill("address", pasted)
        with capture_logs() as log:
            answer = await front.submit(tom, tom.modal)
            await front.settle()
        assert answer.status == 200
        quiet(log)
