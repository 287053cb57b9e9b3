"""Messages are posted, edited, threaded and found as in Slack, and mentions notify."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack_kit import Town, actions, button, header, section

Answer = dict[str, Any]


async def raw(place: Town, method: str, **sent: Any) -> Answer:
    headers = {"Authorization": f"Bearer {place.workspace.bot_token}"}
    url = f"{place.workspace.base_url}/api/{method}"
    async with place.session.post(url, **({"headers": headers} | sent)) as answer:
        body: Answer = await answer.json()
        return body


async def refusal(place: Town, method: str, **args: Any) -> str:
    error: str = (await raw(place, method, json=args))["error"]
    return error


async def test_message_is_refused_where_it_cannot_be_posted(place: Town) -> None:
    secret = place.workspace.add_channel("secret", private=True, bot_in=False)
    strange = place.workspace.add_channel("strange", bot_in=False)
    old = place.workspace.add_channel("old")
    place.workspace.archive(old)
    wanted = {
        secret.id: "channel_not_found",
        strange.id: "not_in_channel",
        old.id: "is_archived",
        "C0": "channel_not_found",
    }
    for channel, error in wanted.items():
        assert await refusal(place, "chat.postMessage", channel=channel, text="Hello") == error
    assert await refusal(place, "chat.postMessage", channel=place.team.id) == "no_text"
    await place.client.chat_postMessage(channel="#team", text="By name")
    await place.client.chat_postMessage(channel=place.sanne.id, text="To you")
    assert [message.text for message in place.sanne.direct_messages] == ["To you"]


async def test_bot_may_post_only_while_it_is_in_the_channel(place: Town) -> None:
    place.workspace.kick_bot(place.team)
    assert await refusal(place, "chat.postMessage", channel=place.team.id, text="Hello") == "not_in_channel"
    place.workspace.invite_bot(place.team)
    place.workspace.rename(place.team, "crew")
    await place.client.chat_postMessage(channel="crew", text="Hello")
    assert (await place.client.conversations_info(channel=place.team.id))["channel"]["name"] == "crew"


async def test_invalid_blocks_name_the_place_of_the_error(place: Town) -> None:
    with pytest.raises(SlackApiError) as caught:
        await place.post(text="Card", blocks=[section("x" * 3001)])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_long_text_is_cut_when_posted_and_refused_when_updated(place: Town) -> None:
    message = await place.post(text="x" * 40_001)
    assert len(message.text) == 40_000
    long = "x" * 4001
    assert await refusal(place, "chat.update", channel=place.team.id, ts=message.ts, text=long) == "msg_too_long"
    many = [section("x" * 3000) for _ in range(5)]
    assert await refusal(place, "chat.postMessage", channel=place.team.id, blocks=many) == "msg_blocks_too_long"


async def test_update_edits_in_place(place: Town) -> None:
    message = await place.post(text="Card", blocks=[header("Ticket"), actions(button("take"))])
    await place.client.chat_update(channel=place.team.id, ts=message.ts, text="Card", blocks=[header("Taken")])
    assert message.blocks[0]["text"]["text"] == "Taken"
    assert message.edited is None
    await place.client.chat_update(channel=place.team.id, ts=message.ts, text="Only text")
    assert (message.text, message.blocks) == ("Only text", [])
    assert message.edited is not None

    theirs = await place.sanne.say(place.team, "Mine")
    assert await refusal(place, "chat.update", channel=place.team.id, ts="1.0", text="x") == "message_not_found"
    assert await refusal(place, "chat.update", channel=place.team.id, ts=theirs.ts, text="x") == "cant_update_message"
    assert await refusal(place, "chat.delete", channel=place.team.id, ts=theirs.ts) == "cant_delete_message"
    ephemeral = (await place.client.chat_postEphemeral(channel=place.team.id, user=place.sanne.id, text="Psst"))[
        "message_ts"
    ]
    assert await refusal(place, "chat.update", channel=place.team.id, ts=ephemeral, text="x") == "message_not_found"


async def test_thread_stays_when_its_parent_is_deleted(place: Town) -> None:
    parent = await place.post(text="Card")
    reply = await place.post(text="Sanne took it", thread_ts=parent.ts)
    below = await place.post(text="Below the reply", thread_ts=reply.ts)
    shouted = await place.post(text="Everybody", thread_ts=parent.ts, reply_broadcast=True)
    assert place.sanne.thread(parent) == [parent, reply, below, shouted]
    assert place.sanne.sees(place.team) == [parent, shouted]
    assert (
        await refusal(place, "chat.postMessage", channel=place.team.id, text="x", thread_ts="1.0") == "thread_not_found"
    )

    listed = (await place.client.conversations_history(channel=place.team.id))["messages"]
    assert [message["ts"] for message in listed] == [shouted.ts, parent.ts]
    assert listed[1]["reply_count"] == 3
    thread = (await place.client.conversations_replies(channel=place.team.id, ts=parent.ts))["messages"]
    assert [message["ts"] for message in thread] == [parent.ts, reply.ts, below.ts, shouted.ts]

    await place.client.chat_delete(channel=place.team.id, ts=parent.ts)
    await place.client.chat_delete(channel=place.team.id, ts=reply.ts)
    assert parent.deleted
    assert reply not in place.team.messages


async def test_metadata_comes_back_only_when_asked_for(place: Town) -> None:
    metadata = {"event_type": "assignment", "event_payload": {"key": "7-1"}}
    await place.post(text="Card", metadata=metadata)
    plain = (await place.client.conversations_history(channel=place.team.id))["messages"][0]
    asked = (await place.client.conversations_history(channel=place.team.id, include_all_metadata=True))["messages"][0]
    assert "metadata" not in plain
    assert asked["metadata"] == metadata
    nested = {"event_type": "assignment", "event_payload": {"key": {"ticket": 7}}}
    wanted = {"channel": place.team.id, "text": "Card"}
    assert await refusal(place, "chat.postMessage", **wanted, metadata=nested) == "invalid_metadata_schema"
    assert await refusal(place, "chat.postMessage", **wanted, metadata={"key": 7}) == "invalid_metadata_format"


async def test_history_is_paged_and_filtered_by_time(place: Town) -> None:
    posted = [(await place.post(text=f"Number {number}")).ts for number in range(5)]
    first = await place.client.conversations_history(channel=place.team.id, limit=2)
    assert first["has_more"]
    cursor = first["response_metadata"]["next_cursor"]
    second = await place.client.conversations_history(channel=place.team.id, limit=2, cursor=cursor)
    assert [m["ts"] for m in [*first["messages"], *second["messages"]]] == posted[:0:-1]
    since = await place.client.conversations_history(channel=place.team.id, oldest=posted[1], latest=posted[3])
    assert [m["ts"] for m in since["messages"]] == [posted[2]]
    whole = await place.client.conversations_history(
        channel=place.team.id, oldest=posted[1], latest=posted[3], inclusive=True
    )
    assert len(whole["messages"]) == 3
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        await place.client.conversations_history(channel=place.team.id, cursor="???")
    with pytest.raises(SlackApiError, match="invalid_limit"):
        await place.client.conversations_history(channel=place.team.id, limit=1000)


async def test_strict_rates_allow_a_burst_and_then_one_post_a_second(place: Town) -> None:
    place.workspace.strict_rates = True
    other = place.workspace.add_channel("other", members=[place.sanne])
    for _ in range(4):
        await place.post(text="Card")
    with pytest.raises(SlackApiError) as caught:
        await place.post(text="Card")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    await place.client.chat_postMessage(channel=other.id, text="Elsewhere there is room")
    place.clock.advance(4)
    await place.post(text="Card")


async def test_ephemeral_message_is_for_members_only(place: Town) -> None:
    tom = place.workspace.add_user("tom")
    error = await refusal(place, "chat.postEphemeral", channel=place.team.id, user=tom.id, text="Psst")
    assert error == "user_not_in_channel"


async def test_permalink_leads_to_the_message(place: Town) -> None:
    message = await place.post(text="Card")
    link = (await place.client.chat_getPermalink(channel=place.team.id, message_ts=message.ts))["permalink"]
    assert link.endswith(f"/archives/{place.team.id}/p{message.ts.replace('.', '')}")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await place.client.chat_getPermalink(channel=place.team.id, message_ts="1.0")


async def test_mentions_notify_and_escaped_ones_do_not(place: Town) -> None:
    ticket = f"&lt;!channel&gt; &lt;@{place.sanne.id}&gt;"
    await place.post(text=ticket, blocks=[section(ticket), header("<!channel> <!here>")])
    assert place.workspace.notifications == []
    rich = [
        {"type": "broadcast", "range": "here"},
        {"type": "usergroup", "usergroup_id": "S2"},
        {"type": "user", "user_id": place.sanne.id},
    ]
    message = await place.post(
        text="Look <!channel|channel>",
        blocks=[
            section("and <!subteam^S1> too"),
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": rich}]},
        ],
    )
    called = [(notice.who, notice.edited) for notice in place.workspace.notifications]
    assert called == [("channel", False), ("S1", False), ("here", False), ("S2", False), (place.sanne.id, False)]
    await place.client.chat_update(channel=place.team.id, ts=message.ts, text="Now <!everyone>")
    assert place.workspace.notifications[-1].edited


async def test_message_in_an_archived_channel_cannot_be_updated(place: Town) -> None:
    message = await place.post(text="Card")
    place.workspace.archive(place.team)
    assert await refusal(place, "chat.update", channel=place.team.id, ts=message.ts, text="x") == "is_archived"


async def test_update_can_change_and_remove_metadata(place: Town) -> None:
    message = await place.post(text="Card")
    wanted: dict[str, Any] = {"channel": place.team.id, "ts": message.ts, "text": "Card"}
    await place.client.chat_update(**wanted, metadata={"event_type": "assignment", "event_payload": {"keys": ["7-1"]}})
    assert message.metadata is not None
    await place.client.chat_update(**wanted)
    assert message.metadata is not None
    await raw(place, "chat.update", json={**wanted, "metadata": {}})
    assert message.metadata is None


async def test_message_without_fallback_text_is_accepted_and_noted(place: Town) -> None:
    await raw(place, "chat.postMessage", json={"channel": place.team.id, "blocks": [section("Hello")]})
    assert len(place.workspace.advice) == 1
