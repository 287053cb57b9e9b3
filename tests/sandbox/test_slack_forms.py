"""Entered values arrive in Slack's shape, and Slack's client does not send an incomplete form."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck

from tests.sandbox.slack_kit import (
    Town,
    bolt,
    field,
    option,
    over_sockets,
)

Body = dict[str, Any]
OPTIONS = [option("mapping"), option("rights"), option("data")]


async def submitted(place: Town) -> Body:
    app = bolt(place)
    bodies: list[Body] = []

    @app.view("note")
    async def keep(ack: AsyncAck, body: Body) -> None:
        await ack()
        bodies.append(body)

    async with over_sockets(place, app):
        outcome = await place.sanne.submit()
    assert outcome.closed, outcome
    return bodies[0]


async def test_every_kind_of_field_arrives_in_its_own_shape(place: Town) -> None:
    log = place.sanne.upload("trace.log", b"stack")
    await place.open_modal(
        field("text", multiline=True),
        field("line"),
        field("rich", "rich_text_input"),
        field("parts", "rich_text_input"),
        field("minutes", "number_input", is_decimal_allowed=False),
        field("cause", "static_select", options=OPTIONS),
        field("several", "multi_static_select", options=OPTIONS),
        field("boxes", "checkboxes", options=OPTIONS),
        field("radio", "radio_buttons", options=OPTIONS, initial_option=OPTIONS[1]),
        field("who", "users_select"),
        field("where", "conversations_select", default_to_current_conversation=True),
        field("channel", "channels_select"),
        field("day", "datepicker"),
        field("hour", "timepicker"),
        field("moment", "datetimepicker"),
        field("files", "file_input"),
        field("nothing", optional=True),
        field("no_choice", "static_select", options=OPTIONS, optional=True),
        field("no_boxes", "checkboxes", options=OPTIONS, optional=True),
    )
    quote = [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "as they said"}]}]
    for name, value in {
        "text": "First\nSecond",
        "line": "One\nline",
        "rich": "First\nSecond",
        "parts": quote,
        "minutes": 75,
        "cause": "Mapping",
        "several": ["mapping", "data"],
        "boxes": "rights",
        "who": place.sanne,
        "channel": place.team,
        "day": "2026-11-22",
        "hour": "09:30",
        "moment": 1_790_000_000,
        "files": [log],
    }.items():
        place.sanne.fill(name, value)
    body = await submitted(place)
    values = {name: state["value"] for name, state in body["view"]["state"]["values"].items()}
    assert values["text"] == {"type": "plain_text_input", "value": "First\nSecond"}
    assert values["line"]["value"] == "One line"
    section_of_text = {"type": "rich_text_section", "elements": [{"type": "text", "text": "First\nSecond"}]}
    assert values["rich"]["rich_text_value"] == {"type": "rich_text", "elements": [section_of_text]}
    assert values["parts"]["rich_text_value"]["elements"] == quote
    assert values["minutes"]["value"] == "75"
    assert values["cause"]["selected_option"]["value"] == "mapping"
    assert [chosen["value"] for chosen in values["several"]["selected_options"]] == ["mapping", "data"]
    assert [chosen["value"] for chosen in values["boxes"]["selected_options"]] == ["rights"]
    assert values["radio"]["selected_option"]["value"] == "rights"
    assert values["who"]["selected_user"] == place.sanne.id
    assert values["where"]["selected_conversation"] == place.team.id
    assert values["channel"]["selected_channel"] == place.team.id
    assert (values["day"]["selected_date"], values["hour"]["selected_time"]) == ("2026-11-22", "09:30")
    assert values["moment"]["selected_date_time"] == 1_790_000_000
    assert values["files"]["files"][0]["id"] == log.id
    assert values["nothing"]["value"] is None
    assert values["no_choice"]["selected_option"] is None
    assert values["no_boxes"]["selected_options"] == []


@pytest.mark.parametrize(
    ("element", "typed", "complaint"),
    [
        ({}, "", "Please complete this required field."),
        ({"min_length": 3}, "ab", "Must be at least 3 characters."),
        ({"max_length": 3}, "abcd", "Must be at most 3 characters."),
        ({"kind": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a valid number."),
        ({"kind": "number_input", "is_decimal_allowed": True, "min_value": "1"}, "0.5", "Must be at least 1."),
        ({"kind": "number_input", "is_decimal_allowed": True, "max_value": "1"}, "1.5", "Must be at most 1."),
        ({"kind": "email_text_input"}, "sanne", "Please enter a valid email address."),
        ({"kind": "url_text_input"}, "example.com", "Please enter a valid URL."),
        ({"kind": "rich_text_input"}, "", "Please complete this required field."),
        ({"kind": "checkboxes", "options": OPTIONS}, [], "Please complete this required field."),
    ],
)
async def test_incomplete_form_is_not_sent(place: Town, element: Body, typed: Any, complaint: str) -> None:
    view = await place.open_modal(field("findings", **element))
    place.sanne.fill("findings", typed)
    outcome = await place.sanne.submit()  # no bot is connected: a sent form would fail
    assert not outcome.sent
    assert outcome.errors == view.errors == {"findings": complaint}
    assert place.sanne.modal is view


@pytest.mark.parametrize(
    ("element", "typed"),
    [
        ({"min_length": 3, "max_length": 3}, "abc"),
        ({}, "x" * 20_000),
        ({"kind": "number_input", "is_decimal_allowed": True, "min_value": "1", "max_value": "2"}, "1.5"),
        ({"kind": "email_text_input"}, "sanne@example.com"),
        ({"kind": "url_text_input"}, "https://example.com"),
    ],
)
async def test_complete_form_is_sent(place: Town, element: Body, typed: str) -> None:
    await place.open_modal(field("findings", **element))
    place.sanne.fill("findings", typed)
    body = await submitted(place)
    assert body["view"]["state"]["values"]["findings"]["value"]["value"] == typed


async def test_submission_names_person_team_and_view(place: Town) -> None:
    view = await place.open_modal(
        field("where", "conversations_select", response_url_enabled=True, default_to_current_conversation=True),
        private_metadata="7",
        external_id="note-7",
    )
    body = await submitted(place)
    assert body["user"]["id"] == place.sanne.id
    assert body["team"]["id"] == body["view"]["app_installed_team_id"] == place.workspace.team.id
    assert (body["view"]["id"], body["view"]["hash"], body["view"]["root_view_id"]) == (view.id, view.hash, view.id)
    assert (body["view"]["private_metadata"], body["view"]["external_id"]) == ("7", "note-7")
    assert body["response_urls"][0]["channel_id"] == place.team.id
    answer = await place.session.post(
        body["response_urls"][0]["response_url"], json={"text": "Here", "response_type": "in_channel"}
    )
    assert answer.status == 200
    assert place.team.messages[-1].text == "Here"


async def test_response_url_of_a_form_needs_a_channel(place: Town) -> None:
    view = await place.open_modal(field("where", "conversations_select", response_url_enabled=True))
    assert view.callback_id == "note"
    place.sanne.fill("where", place.sanne)
    assert (await submitted(place))["response_urls"] == []
