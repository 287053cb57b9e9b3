"""Modals and the Home tab: triggers, the stack, hashes, and values that survive an update."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.slack_kit import (
    Town,
    actions,
    bolt,
    button,
    field,
    modal,
    option,
    over_sockets,
    section,
    top,
)

Body = dict[str, Any]


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    error: str = caught.value.response["error"]
    return error


async def test_trigger_works_once_and_for_three_seconds(place: Town) -> None:
    client, workspace = place.client, place.workspace
    trigger = workspace.new_trigger(place.sanne.id)
    place.clock.advance(3)
    await client.views_open(trigger_id=trigger.id, view=modal())
    assert await refused(client.views_open(trigger_id=trigger.id, view=modal())) == "exchanged_trigger_id"
    late = workspace.new_trigger(place.sanne.id)
    place.clock.advance(3.1)
    assert await refused(client.views_open(trigger_id=late.id, view=modal())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"


async def test_invalid_view_leaves_the_trigger_unused(place: Town) -> None:
    trigger = place.workspace.new_trigger(place.sanne.id)
    bad = modal(private_metadata="x" * 3001)
    assert await refused(place.client.views_open(trigger_id=trigger.id, view=bad)) == "invalid_arguments"
    huge = modal(*[section("€" * 3000) for _ in range(30)])
    assert await refused(place.client.views_open(trigger_id=trigger.id, view=huge)) == "view_too_large"
    home = {"type": "home", "blocks": [section("Hello")]}
    assert await refused(place.client.views_open(trigger_id=trigger.id, view=home)) == "invalid_arguments"
    await place.client.views_open(trigger_id=trigger.id, view=modal())


async def test_stack_holds_three_views(place: Town) -> None:
    root = await place.open_modal(field("findings"))

    async def push() -> Any:
        trigger = place.workspace.new_trigger(place.sanne.id, view=top(place.sanne))
        return await place.client.views_push(trigger_id=trigger.id, view=modal())

    second = (await push())["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (root.id, root.id)
    await push()
    assert await refused(push()) == "push_limit_reached"
    trigger = place.workspace.new_trigger(place.sanne.id)
    assert await refused(place.client.views_push(trigger_id=trigger.id, view=modal())) == "not_found"
    await place.sanne.close_modal()
    await place.sanne.close_modal()
    assert place.sanne.modals == [root]


async def test_hash_protects_against_a_stale_update(place: Town) -> None:
    view = await place.open_modal(section("Loading"))
    seen = view.hash
    await place.client.views_update(view_id=view.id, hash=seen, view=modal(section("Loaded")))
    stale = place.client.views_update(view_id=view.id, hash=seen, view=modal(section("Late")))
    assert await refused(stale) == "hash_conflict"
    assert view.blocks[0]["text"]["text"] == "Loaded"


async def test_closed_view_cannot_be_updated(place: Town) -> None:
    view = await place.open_modal()
    await place.sanne.close_modal()
    assert await refused(place.client.views_update(view_id=view.id, view=modal())) == "not_found"


async def test_external_id_finds_a_view_and_is_unique(place: Town) -> None:
    view = await place.open_modal(external_id="note-7")
    await place.client.views_update(external_id="note-7", view=modal(section("New"), external_id="note-7"))
    assert view.blocks[0]["text"]["text"] == "New"
    trigger = place.workspace.new_trigger(place.sanne.id, view=view)
    pushed = (await place.client.views_push(trigger_id=trigger.id, view=modal(external_id="note-8")))["view"]
    await place.client.views_update(external_id="note-8", view=modal(external_id="note-8"))
    assert pushed["id"] == top(place.sanne).id
    trigger = place.workspace.new_trigger(place.sanne.id, view=view)
    twice = place.client.views_push(trigger_id=trigger.id, view=modal(external_id="note-7"))
    assert await refused(twice) == "duplicate_external_id"
    both = place.client.api_call("views.update", json={"external_id": "note-7", "view_id": view.id, "view": modal()})
    assert await refused(both) == "invalid_arguments"


async def test_typed_text_survives_an_update_only_under_the_same_ids(place: Town) -> None:
    view = await place.open_modal(field("findings"), field("advice"), field("cause"))
    for name in ("findings", "advice", "cause"):
        place.sanne.fill(name, f"My {name}")
    changed = modal(
        field("findings", initial_value="Theirs"),
        field("advice_2", initial_value="Theirs"),
        field("cause", "rich_text_input"),
    )
    await place.client.views_update(view_id=view.id, view=changed)
    assert view.values["findings"]["value"]["value"] == "My findings"
    assert view.values["advice_2"]["value"]["value"] == "Theirs"
    assert view.values["cause"]["value"] == {"type": "rich_text_input", "rich_text_value": None}


async def test_view_closed_is_sent_only_with_notify_on_close(place: Town) -> None:
    app = bolt(place)
    closed: list[tuple[str, bool]] = []

    @app.view_closed("note")
    async def noticed(ack: AsyncAck, body: Body) -> None:
        await ack()
        closed.append((body["view"]["id"], body["is_cleared"]))

    async with over_sockets(place, app):
        await place.open_modal()
        await place.sanne.close_modal()
        told = await place.open_modal(notify_on_close=True)
        await place.sanne.close_modal()
        root = await place.open_modal(notify_on_close=True)
        trigger = place.workspace.new_trigger(place.sanne.id, view=root)
        await place.client.views_push(trigger_id=trigger.id, view=modal())
        await place.sanne.close_modal(everything=True)
    assert closed == [(told.id, False), (root.id, True)]
    assert place.sanne.modals == []


async def test_click_in_a_modal_carries_its_state_and_hash(place: Town) -> None:
    app = bolt(place)
    bodies: list[Body] = []

    @app.action("more")
    @app.action("cause")
    async def clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        bodies.append(body)

    cause = {"type": "static_select", "action_id": "cause", "options": [option("mapping"), option("rights")]}
    view = await place.open_modal(field("findings"), actions(button("more", value="x"), cause, block_id="menu"))
    place.sanne.fill("findings", "So far")
    async with over_sockets(place, app):
        await place.sanne.click(view, "cause", option="Rights")
        await place.sanne.click(view, "more")
    assert bodies[0]["actions"][0]["selected_option"]["value"] == "rights"
    body = bodies[1]
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["view"]["hash"] == view.hash
    values = body["view"]["state"]["values"]
    assert values["findings"]["value"] == {"type": "plain_text_input", "value": "So far"}
    assert values["menu"]["cause"]["selected_option"]["value"] == "rights"
    assert "response_url" not in body
    assert "channel" not in body


async def test_closing_a_view_below_the_top_keeps_the_stack_valid(place: Town) -> None:
    app = bolt(place)

    @app.view("note")
    async def slow(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=modal(section("On top")))
        await ack()

    root = await place.open_modal(section("Root"))
    async with over_sockets(place, app):
        outcome = await place.sanne.submit()
    assert outcome.closed
    assert not root.is_open
    assert outcome.view is top(place.sanne)
    assert outcome.view.root is outcome.view


async def test_view_closed_before_the_answer_stays_closed(place: Town) -> None:
    app = bolt(place)
    asked, go_on = asyncio.Event(), asyncio.Event()

    @app.view("note")
    async def slow(ack: AsyncAck) -> None:
        asked.set()
        await go_on.wait()
        await ack(response_action="update", view=modal(section("Too late")))

    await place.open_modal(section("Root"))
    async with over_sockets(place, app):
        submitting = asyncio.create_task(place.sanne.submit())
        await asked.wait()
        await place.sanne.close_modal()
        go_on.set()
        assert (await submitting).closed
    assert place.sanne.modal is None


async def test_fourth_view_pushed_by_an_answer_shows_an_error(place: Town) -> None:
    app = bolt(place)

    @app.view("note")
    async def more(ack: AsyncAck) -> None:
        await ack(response_action="push", view=modal(section("More")))

    await place.open_modal(section("Root"))
    async with over_sockets(place, app):
        outcomes = [await place.sanne.submit() for _ in range(3)]
    assert [outcome.error for outcome in outcomes] == [None, None, "push_limit_reached"]


async def test_modal_opened_from_a_modal_is_on_top_of_it(place: Town) -> None:
    first = await place.open_modal()
    trigger = place.workspace.new_trigger(place.sanne.id, view=first)
    await place.client.views_open(trigger_id=trigger.id, view=modal())
    assert len(place.sanne.modals) == 2
    await place.open_modal()
    assert len(place.sanne.modals) == 1
    assert not first.is_open
