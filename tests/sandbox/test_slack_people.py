"""What people can and cannot do in Slack, and the payloads that it sends."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck

from sandbox.slack.errors import NotThere
from tests.sandbox.slack_kit import (
    MANIFEST,
    Town,
    actions,
    bolt,
    button,
    field,
    option,
    over_sockets,
    section,
    top,
    town,
)

Body = dict[str, Any]
OPTIONS = [option("mapping"), option("rights"), option("data")]


async def test_outsider_clicks_but_has_no_commands(place: Town) -> None:
    olga = place.workspace.add_user("olga", outsider_team="T0OTHER")
    place.team.members.append(olga.id)
    app = bolt(place)
    bodies: list[Body] = []

    @app.action("take")
    async def take(ack: AsyncAck, body: Body) -> None:
        await ack()
        bodies.append(body)

    card = await place.post(text="Card", blocks=[actions(button("take", value="7"))])
    async with over_sockets(place, app):
        assert (await olga.command("/desk", channel=place.team)).error == "unknown_command"
        assert (await olga.click(card, "take")).error is None
    body = bodies[0]
    assert body["user"]["team_id"] == "T0OTHER"
    assert body["message"]["ts"] == body["container"]["message_ts"] == card.ts
    assert body["actions"][0]["value"] == "7"
    assert (await place.client.conversations_info(channel=place.team.id))["channel"]["is_ext_shared"]


async def test_click_in_a_thread_names_the_thread(place: Town) -> None:
    app = bolt(place)
    bodies: list[Body] = []

    @app.action("set_open")
    async def clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        bodies.append(body)

    card = await place.post(text="Card")
    reply = await place.post(text="Asked", thread_ts=card.ts, blocks=[actions(button("set_open"))])
    async with over_sockets(place, app):
        await place.sanne.click(reply, "set_open")
    assert bodies[0]["container"]["thread_ts"] == card.ts
    assert bodies[0]["message"]["thread_ts"] == card.ts


async def test_menu_in_a_message_keeps_its_choice_per_person(place: Town) -> None:
    app = bolt(place)
    bodies: list[Body] = []

    @app.action("cause")
    @app.action("more")
    async def chosen(ack: AsyncAck, body: Body) -> None:
        await ack()
        bodies.append(body)

    menu = {"type": "static_select", "action_id": "cause", "options": OPTIONS}
    more = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    card = await place.post(text="Card", blocks=[actions(menu, more, block_id="menu")])
    async with over_sockets(place, app):
        await place.sanne.click(card, "cause", option="Data")
        await place.sanne.click(card, "more", option="rights")
    assert bodies[1]["state"]["values"]["menu"]["cause"]["selected_option"]["value"] == "data"
    assert bodies[1]["actions"][0]["selected_option"]["value"] == "rights"


async def test_bot_offers_the_options_of_an_external_select(place: Town) -> None:
    app = bolt(place)

    @app.options("value")
    async def offer(ack: AsyncAck, body: Body) -> None:
        await ack(options=[option(body["value"]), option("other")])

    await place.open_modal(field("who", "external_select"))
    async with over_sockets(place, app):
        assert await place.sanne.suggestions("who", "vi") == []
        found = await place.sanne.suggestions("who", "visser")
    assert [one["value"] for one in found] == ["visser", "other"]
    place.sanne.fill("who", found[0])
    assert top(place.sanne).values["who"]["value"]["selected_option"]["value"] == "visser"


async def test_command_text_is_sent_as_typed_or_escaped_if_the_manifest_says_so(place: Town) -> None:
    app = bolt(place)
    texts: list[str] = []

    @app.command("/desk")
    @app.command("/escaped")
    async def command(ack: AsyncAck, body: Body) -> None:
        await ack()
        texts.append(body["text"])

    typed = "note @sanne in #team a < b"
    async with over_sockets(place, app):
        await place.sanne.command("/desk", typed, channel=place.team)
        await place.sanne.command("/escaped", typed, channel=place.team)
    escaped = f"note <@{place.sanne.id}|sanne> in <#{place.team.id}|team> a &lt; b"
    assert texts == [typed, escaped]


async def test_only_visible_elements_can_be_used(place: Town) -> None:
    sanne = place.sanne
    tom = place.workspace.add_user("tom")
    secret = place.workspace.add_channel("secret", private=True, members=[sanne])
    card = await place.post(
        text="Card", blocks=[actions(button("take", value="1")), actions(button("take", value="2"))]
    )
    hidden = place.workspace.post(secret, place.workspace.bot, "Psst", blocks=[actions(button("take"))])
    for click in (
        sanne.click(card, "steal"),
        sanne.click(card, "take"),
        sanne.click(card, "take", value="3"),
        tom.click(hidden, "take"),
    ):
        with pytest.raises(NotThere):
            await click
    assert tom.sees(secret) == []
    assert tom.thread(hidden) == []
    with pytest.raises(NotThere, match="no modal"):
        await sanne.submit()
    with pytest.raises(NotThere, match="is not in"):
        await tom.command("/desk", channel=place.team)
    with pytest.raises(NotThere, match="is not in"):
        await tom.say(place.team, "Hello")
    view = await place.open_modal(
        field("cause", "static_select", options=OPTIONS), field("log", "file_input", max_files=1)
    )
    with pytest.raises(NotThere, match="no option 'weather'"):
        sanne.fill("cause", "weather")
    with pytest.raises(NotThere, match="no field"):
        sanne.fill("findings", "x")
    with pytest.raises(NotThere, match="takes 1 at most"):
        sanne.fill("log", [sanne.upload("a", b""), sanne.upload("b", b"")])
    with pytest.raises(NotThere, match="use fill"):
        await sanne.click(view, "value", block_id="cause", option="data")
    lone = await place.post(text="Card", blocks=[actions(button("drop", value="1"))])
    with pytest.raises(NotThere, match="has the value"):
        await sanne.click(lone, "drop", value="2")
    await place.open_modal(section("Saving"), submit=None)
    with pytest.raises(NotThere, match="no submit"):
        await sanne.submit()
    with pytest.raises(NotThere, match="not in front"):
        await sanne.click(view, "value", block_id="cause")


async def test_click_needs_interactivity_in_the_manifest() -> None:
    settings = {**MANIFEST["settings"], "interactivity": {"is_enabled": False}}
    async with town({**MANIFEST, "settings": settings}) as place:
        card = await place.post(text="Card", blocks=[actions(button("take"))])
        assert (await place.sanne.click(card, "take")).error == "not_configured"


async def test_unknown_command_is_not_sent_to_the_bot() -> None:
    async with town(MANIFEST) as place:
        outcome = await place.sanne.command("/nonsense", channel=place.team)
    assert outcome.shown == "/nonsense is not a valid command."
