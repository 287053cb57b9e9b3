"""Messages and modals can be read in a terminal."""

from typing import Any

from sandbox.slack.text import message_text, view_text
from tests.sandbox.slack_kit import Town, actions, button, field, header, option, section, top

OPTIONS = [option("mapping"), option("rights")]


async def test_card_reads_from_top_to_bottom(place: Town) -> None:
    fields: list[dict[str, Any]] = [
        {"type": "mrkdwn", "text": "*Budget*\n0:00"},
        {"type": "plain_text", "text": "Nobody"},
    ]
    more = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    image = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A map"}
    message = await place.post(
        text="Fallback",
        blocks=[
            header("#7 Export stops"),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "Acme &amp; Co"}, image]},
            section(f"<https://example.com|Open> by <@{place.sanne.id}> <!here> <https://example.com>", fields=fields),
            {"type": "divider"},
            section("Pick", accessory=button("pick", "Pick it")),
            actions(button("take", "Take it", style="primary"), button("drop", "Drop", style="danger"), more),
            image,
            {"type": "markdown", "text": "**bold**"},
        ],
    )
    assert message_text(message).split("\n") == [
        "# #7 Export stops",
        "  Acme & Co [image: A map]",
        f"Open (https://example.com) by @{place.sanne.id} @here https://example.com",
        "*Budget* 0:00 | Nobody",
        "-" * 40,
        "Pick",
        "  (Pick it)",
        "(*Take it) (!Drop) (… Mapping / Rights)",
        "[image: A map]",
        "**bold**",
    ]


async def test_text_is_shown_when_there_are_no_blocks(place: Town) -> None:
    assert message_text(await place.post(text="a &lt; b")) == "a < b"
    assert message_text(await place.post(text="at <!date^1790000000^{time}|09:12>")) == "at 09:12"
    await place.client.chat_postEphemeral(channel=place.team.id, user=place.sanne.id, text="Psst")
    assert message_text(place.sanne.sees(place.team)[-1]) == "(only you see this)\nPsst"


async def test_rich_text_keeps_its_shape(place: Town) -> None:
    def words(text: str) -> list[dict[str, Any]]:
        return [{"type": "text", "text": text}]

    items = [{"type": "rich_text_section", "elements": words(text)} for text in ("one", "two")]
    inline = [
        *words("see "),
        {"type": "link", "url": "https://example.com", "text": "this"},
        {"type": "link", "url": "https://example.com"},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "wave"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#fff"},
    ]
    elements = [
        {"type": "rich_text_section", "elements": inline},
        {"type": "rich_text_list", "style": "bullet", "elements": items},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 2, "elements": items},
        {"type": "rich_text_quote", "elements": words("said\nso")},
        {"type": "rich_text_preformatted", "elements": words("code")},
    ]
    message = await place.post(text="Fallback", blocks=[{"type": "rich_text", "elements": elements}])
    assert message_text(message).split("\n") == [
        "see this (https://example.com)https://example.com@U1#C1:wave:@here[color]",
        "• one",
        "• two",
        "  3. one",
        "  4. two",
        "> said",
        "> so",
        "```",
        "code",
        "```",
    ]


async def test_modal_shows_what_was_entered_and_what_is_wrong(place: Town) -> None:
    hinted = {**field("findings", multiline=True), "hint": {"type": "plain_text", "text": "The customer may read it"}}
    await place.open_modal(
        {"type": "alert", "text": {"type": "plain_text", "text": "Internal note"}},
        hinted,
        field("advice", "rich_text_input", optional=True),
        field("cause", "static_select", options=OPTIONS, placeholder={"type": "plain_text", "text": "Choose"}),
        field("boxes", "checkboxes", options=OPTIONS),
        field("radio", "radio_buttons", options=OPTIONS, initial_option=OPTIONS[0]),
        field("several", "multi_static_select", options=OPTIONS),
        field("files", "file_input"),
        field("who", "users_select"),
        close={"type": "plain_text", "text": "Cancel"},
    )
    place.sanne.fill("advice", "Rest")
    place.sanne.fill("boxes", "rights")
    place.sanne.fill("several", ["mapping", "rights"])
    place.sanne.fill("files", place.sanne.upload("trace.log", b""))
    place.sanne.fill("who", "sanne")
    await place.sanne.submit()
    top(place.sanne).trouble = "We had some trouble connecting. Try again?"
    assert view_text(top(place.sanne)).split("\n") == [
        "=== Note ===",
        "! Internal note",
        "Findings",
        "  []",
        "  The customer may read it",
        "  ! Please complete this required field.",
        "Advice (optional)",
        "  [Rest]",
        "Cause",
        "  [Choose]",
        "  ! Please complete this required field.",
        "Boxes",
        "  [ ] Mapping [x] Rights",
        "Radio",
        "  [x] Mapping [ ] Rights",
        "Several",
        "  [Mapping, Rights]",
        "Files",
        "  [trace.log]",
        "Who",
        f"  [{place.sanne.id}]",
        "[ Cancel ] [ Send ]",
        "! We had some trouble connecting. Try again?",
    ]


async def test_unknown_parts_are_shown_as_placeholders(place: Town) -> None:
    message = await place.post(text="Card")
    message.blocks = [{"type": "hologram"}, {"type": "actions", "elements": [{"type": "lever"}]}]
    assert message_text(message) == "[hologram: not shown here]\n[lever: not shown here]"
