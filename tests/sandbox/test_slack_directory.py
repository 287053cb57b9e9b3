"""People, conversations and files are found and described as Slack does it."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack_kit import MANIFEST, Town, town


async def test_people_are_found_and_outsiders_show_no_email_address(place: Town) -> None:
    outsider = place.workspace.add_user("olga", outsider_team="T0OTHER")
    guest = place.workspace.add_user("gus", guest=True)
    sanne = (await place.client.users_info(user=place.sanne.id, include_locale=True))["user"]
    assert sanne["profile"]["email"] == "sanne@example.com"
    assert sanne["locale"] == "en-US"
    olga = (await place.client.users_info(user=outsider.id, include_locale=True))["user"]
    assert olga["team_id"] == "T0OTHER"
    assert olga["is_stranger"]
    assert "email" not in olga["profile"]
    assert "locale" not in olga
    gus = (await place.client.users_info(user=guest.id))["user"]
    assert (gus["is_restricted"], gus["is_ultra_restricted"], gus["deleted"]) == (True, False, False)
    place.workspace.make_guest(place.sanne, single_channel=True)
    place.workspace.deactivate(guest)
    sanne = (await place.client.users_info(user=place.sanne.id))["user"]
    assert (sanne["is_restricted"], sanne["is_ultra_restricted"]) == (True, True)
    assert (await place.client.users_info(user=guest.id))["user"]["deleted"]

    found = await place.client.users_lookupByEmail(email="Sanne@example.com")
    assert found["user"]["id"] == place.sanne.id
    for error, call in {
        "users_not_found": place.client.users_lookupByEmail(email="olga@example.com"),
        "user_not_found": place.client.users_info(user="U0"),
    }.items():
        with pytest.raises(SlackApiError, match=error):
            await call
    names = [m["name"] async for answer in await place.client.users_list(limit=2) for m in answer["members"]]
    assert names == ["desk", "sanne", "olga", "gus"]


async def test_an_email_address_needs_its_own_scope() -> None:
    async with town({**MANIFEST, "oauth_config": {"scopes": {"bot": ["users:read"]}}}) as place:
        answer = await place.client.users_info(user=place.sanne.id)
        assert "email" not in answer["user"]["profile"]


async def test_conversations_are_listed_opened_and_described(place: Town) -> None:
    hidden = place.workspace.add_channel("hidden", private=True, bot_in=False)
    place.workspace.archive(place.workspace.add_channel("old"))
    direct = (await place.client.conversations_open(users=place.sanne.id))["channel"]["id"]
    assert direct == place.workspace.direct(place.sanne.id).id
    listed = await place.client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [channel["name"] for channel in listed["channels"]] == ["team"]
    members = await place.client.conversations_members(channel=place.team.id)
    assert members["members"] == [place.sanne.id, place.workspace.bot.id]
    info = await place.client.conversations_info(channel=place.team.id, include_num_members=True)
    assert info["channel"]["is_member"]
    assert info["channel"]["num_members"] == 2
    assert not info["channel"]["is_ext_shared"]
    for error, call in {
        "channel_not_found": place.client.conversations_info(channel=hidden.id),
        "invalid_types": place.client.conversations_list(types="fax"),
        "user_not_found": place.client.conversations_open(users="U0"),
        "not_enough_users": place.client.conversations_open(users=[]),
        "thread_not_found": place.client.conversations_replies(channel=place.team.id, ts="1.0"),
    }.items():
        with pytest.raises(SlackApiError, match=error):
            await call


async def test_kind_of_channel_needs_its_scope() -> None:
    public_only = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["channels:history", "channels:read"]}}}
    async with town(public_only) as place:
        secret = place.workspace.add_channel("secret", private=True)
        with pytest.raises(SlackApiError) as caught:
            await place.client.conversations_history(channel=secret.id)
    assert caught.value.response["needed"] == "groups:history"


async def test_file_needs_the_token(place: Town) -> None:
    file = place.sanne.upload("trace.log", b"stack")
    info = (await place.client.files_info(file=file.id))["file"]
    assert (info["name"], info["size"]) == ("trace.log", 5)
    url = info["url_private_download"]
    async with place.session.get(url, headers={"Authorization": f"Bearer {place.workspace.bot_token}"}) as answer:
        assert await answer.read() == b"stack"
    async with place.session.get(url) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
    with pytest.raises(SlackApiError, match="file_not_found"):
        await place.client.files_info(file="F0")


async def test_a_direct_conversation_and_a_single_reply_are_described(place: Town) -> None:
    direct = place.workspace.direct(place.sanne.id)
    opened = await place.client.conversations_open(users=place.sanne.id, return_im=True)
    assert opened["channel"]["user"] == place.sanne.id
    again = await place.client.conversations_open(channel=direct.id)
    assert again["already_open"]
    parent = await place.post(text="Card")
    reply = await place.post(text="Reply", thread_ts=parent.ts)
    alone = await place.client.conversations_replies(channel=place.team.id, ts=reply.ts)
    assert [message["ts"] for message in alone["messages"]] == [reply.ts]
    await place.client.chat_delete(channel=place.team.id, ts=parent.ts)
    first = (await place.client.conversations_replies(channel=place.team.id, ts=parent.ts))["messages"][0]
    assert first["subtype"] == "tombstone"


async def test_unknown_file_is_not_found(place: Town) -> None:
    headers = {"Authorization": f"Bearer {place.workspace.bot_token}"}
    async with place.session.get(f"{place.workspace.base_url}/files-pri/T-F0/x.log", headers=headers) as answer:
        assert answer.status == 404
