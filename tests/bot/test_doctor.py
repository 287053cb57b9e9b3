"""`partnerdesk doctor`: a healthy set-up is found healthy, and each broken one with what to do; never a secret."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.doctor import Mark, examined
from sandbox.faults import Fault
from sandbox.town import Town, open_town
from tests.bot.doctor_scene import SetUp, marks, set_up, told


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened:
        yield opened


@pytest.fixture
async def desk(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SetUp]:
    made = await set_up(town, told(town, tmp_path, monkeypatch))
    os.close(os.open(made.settings.engine_path, os.O_CREAT, 0o600))
    yield made
    await made.sqlite.close()


async def wrong(desk: SetUp) -> dict[str, str]:
    """What is wrong; whatever is found, no secret is in it."""
    found = await desk.examined()
    said = "\n".join(map(str, found))
    assert not [secret for secret in desk.secrets() if secret in said]
    return marks(found, Mark.WRONG)


async def test_a_healthy_set_up_is_well_in_everything(desk: SetUp) -> None:
    found = await desk.examined()
    assert (marks(found, Mark.WRONG), marks(found, Mark.NOT_DONE)) == ({}, {})
    seen = marks(found, Mark.WELL)
    for about, text in {
        "Settings": "all there",
        "Files": "partnerdesk.db, partnerdesk.db-wal, partnerdesk.db-shm, partnerdesk.engine.db, partnerdesk.key",
        "Keys": "1 in partnerdesk.key",
        "Database": "whole",
        "Work under way": "partnerdesk.engine.db is whole",
        "Slack token": "in the workspace",
        "Slack scopes": "of manifest.yml are granted",
        "Socket Mode": "takes the app token",
        "Channel #ispnext-tickets": "I am in it, and it watches Partner-NL",
        "Zendesk": "ISPnext answers",
        "Clock against Slack": "less than a minute",
        "Clock against Zendesk": "less than a minute",
        f"Tom de Boer ({desk.scene.tom.id})": "full agent, Partner-NL; renewed on",
        f"Sanne Bakker ({desk.scene.sanne.id})": "light agent, Partner-NL; renewed on",
        "Group Partner-NL": "read under the connection of",
        "Hand back by Tom de Boer": "may give tickets to ISPnext Support",
        "Time spent": "Time Tracking app",
    }.items():
        assert text in seen[about], seen[about]


async def test_it_changes_nothing_and_renews_no_token(desk: SetUp) -> None:
    before = dict(desk.town.zendesk.tokens.live)
    pair = await desk.store.tokens.get(desk.scene.sanne_agent.id)
    assert pair
    await desk.store.tokens.put(desk.scene.sanne_agent.id, replace(pair, access_expires_at=pair.issued_at))
    found = await desk.examined()
    assert f"Sanne Bakker ({desk.scene.sanne.id})" in marks(found, Mark.WELL)  # seen under Tom's token
    assert desk.town.zendesk.tokens.live.keys() == before.keys()
    assert not [each for each in desk.town.log if each.path == "/oauth/tokens"]
    assert {each.method for each in desk.town.log if each.service == "zendesk"} == {"GET"}
    assert not [each for each in desk.town.log if each.path.startswith("/api/chat.")]


async def test_a_database_that_somebody_writes_to_is_looked_at_all_the_same(desk: SetUp) -> None:
    with closing(sqlite3.connect(desk.settings.database_path)) as other:
        other.execute("begin immediate")
        assert await wrong(desk) == {}


async def test_before_the_first_start_nothing_is_made_and_nothing_passed(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await examined(told(town, tmp_path, monkeypatch))
    assert marks(found, Mark.WRONG) == {}
    assert set(marks(found, Mark.NOT_DONE)) == {"Database", "Work under way", "Channels", "People"}
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240 - nothing waits for it


async def test_a_slack_token_that_is_refused(desk: SetUp) -> None:
    desk.town.slack.bot_token = "xoxb-made-anew"
    found = await desk.examined()
    assert "Slack refuses SLACK_BOT_TOKEN" in marks(found, Mark.WRONG)["Slack token"]
    undone = marks(found, Mark.NOT_DONE)
    assert {"Slack scopes", "Channels", "Clock against Slack"} <= set(undone)
    assert "Database" in marks(found, Mark.WELL)
    assert f"Tom de Boer ({desk.scene.tom.id})" in marks(found, Mark.WELL)  # seen without Slack


async def test_slack_that_does_not_answer(desk: SetUp) -> None:
    desk.town.slack_faults.away = True
    found = await wrong(desk)
    assert "does not answer" in found["Slack token"]
    assert "does not answer" in found["Socket Mode"]


async def test_slack_that_has_trouble_of_its_own(desk: SetUp) -> None:
    desk.town.slack_faults.add(Fault("auth.test", status=503, body="<html>"))
    assert "Try again in a few minutes" in (await wrong(desk))["Slack token"]


async def test_a_scope_that_is_missing(desk: SetUp) -> None:
    desk.town.slack.scopes = tuple(scope for scope in desk.town.slack.scopes if scope != "files:read")
    assert "files:read missing" in (await wrong(desk))["Slack scopes"]


async def test_a_scope_that_is_not_needed_is_named(desk: SetUp) -> None:
    desk.town.slack.scopes = (*desk.town.slack.scopes, "admin")
    assert "not needed: admin" in marks(await desk.examined(), Mark.WELL)["Slack scopes"]


async def test_an_app_token_that_is_refused(desk: SetUp) -> None:
    desk.town.slack.app_token = "xapp-made-anew"
    assert "Slack refuses SLACK_APP_TOKEN" in (await wrong(desk))["Socket Mode"]


async def test_a_signing_secret_cannot_be_looked_at(
    desk: SetUp, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = replace(desk, settings=told(town, tmp_path, monkeypatch, {"SLACK_SIGNING_SECRET": "signing-secret"}))
    found = await signed.examined()
    assert "Slack offers no way" in marks(found, Mark.NOT_DONE)["HTTP mode"]
    assert "signing-secret" not in str(found)


@pytest.mark.parametrize("trouble", ["archived", "kicked", "gone"])
async def test_a_channel_that_cannot_be_posted_to(desk: SetUp, trouble: str) -> None:
    channel = desk.scene.channel
    if trouble == "archived":
        desk.town.slack.archive(channel)
    elif trouble == "kicked":
        desk.town.slack.kick_bot(channel)
    else:
        del desk.town.slack.channels[channel.id]
    says = {"archived": "is archived", "kicked": "not a member", "gone": "does not exist any more"}[trouble]
    name = channel.id if trouble == "gone" else "#ispnext-tickets"
    assert says in (await wrong(desk))[f"Channel {name}"]


async def test_a_channel_that_slack_does_not_tell_of(desk: SetUp) -> None:
    desk.town.slack_faults.add(Fault("conversations.info", times=9, reset=True))
    assert f"Channel {desk.scene.channel.id}" in marks(await desk.examined(), Mark.NOT_DONE)


async def test_a_zendesk_that_does_not_answer(desk: SetUp) -> None:
    desk.town.zendesk_faults.away = True
    found = await desk.examined()
    assert "Check ZENDESK_URL" in marks(found, Mark.WRONG)["Zendesk"]
    assert {"People", "Clock against Zendesk"} <= set(marks(found, Mark.NOT_DONE))


@pytest.mark.parametrize(("minutes", "says"), [(7, "7 minutes ahead of"), (-9, "9 minutes behind")])
async def test_a_clock_that_is_wrong(desk: SetUp, minutes: int, says: str) -> None:
    found = marks(await desk.examined(timedelta(minutes=minutes)), Mark.WRONG)
    assert f"{says} Slack" in found["Clock against Slack"]
    assert f"{says} Zendesk" in found["Clock against Zendesk"]


async def test_a_service_that_tells_no_time_that_can_be_read(desk: SetUp) -> None:
    odd = {"Date": "yesterday"}
    body = '{"user": {"id": null}}'
    desk.town.zendesk_faults.add(
        Fault("users/me.json", status=200, headers=odd, body=body, content_type="application/json")
    )
    assert "cannot be read" in marks(await desk.examined(), Mark.NOT_DONE)["Clock against Zendesk"]


async def test_a_connection_that_lapsed(desk: SetUp) -> None:
    link = await desk.store.links.get(desk.scene.sanne.id)
    assert link
    await desk.store.links.put(replace(link, lapsed=True))
    about = f"Sanne Bakker ({desk.scene.sanne.id})"
    assert "/desk connect" in (await wrong(desk))[about]


async def test_a_token_that_zendesk_revoked(desk: SetUp) -> None:
    live = desk.town.zendesk.tokens.live
    for token in [token for token in live.values() if token.user_id == desk.scene.sanne_agent.id]:
        del live[token.id]
    assert "Zendesk refuses the token" in (await wrong(desk))[f"Sanne Bakker ({desk.scene.sanne.id})"]


@pytest.mark.parametrize(("days", "says"), [(21, "was not renewed since"), (31, "could be renewed until")])
async def test_a_token_that_was_not_renewed_for_weeks(desk: SetUp, days: int, says: str) -> None:
    link = await desk.store.links.get(desk.scene.sanne.id)
    assert link
    await desk.age(link, days)
    assert says in (await wrong(desk))[f"Sanne Bakker ({desk.scene.sanne.id})"]


async def test_a_token_that_is_not_there(desk: SetUp) -> None:
    await desk.store.tokens.remove(desk.scene.sanne_agent.id)
    assert "there is no token" in (await wrong(desk))[f"Sanne Bakker ({desk.scene.sanne.id})"]


async def test_nobody_whose_token_may_be_used_is_no_pass(desk: SetUp) -> None:
    for agent in (desk.scene.sanne_agent, desk.scene.tom_agent):
        pair = await desk.store.tokens.get(agent.id)
        assert pair
        await desk.store.tokens.put(agent.id, replace(pair, access_expires_at=pair.issued_at))
    undone = marks(await desk.examined(), Mark.NOT_DONE)
    assert "the access token has run out" in undone[f"Tom de Boer ({desk.scene.tom.id})"]
    assert {"Hand back", "Time spent"} <= set(undone)


async def test_zendesk_that_stumbles_over_one_person_is_no_pass(desk: SetUp) -> None:
    desk.town.zendesk_faults.add(Fault("/users/me$", times=3, status=503))
    people = {f"Sanne Bakker ({desk.scene.sanne.id})", f"Tom de Boer ({desk.scene.tom.id})"}
    assert len(people & set(marks(await desk.examined(), Mark.NOT_DONE))) == 1


async def test_an_agent_who_lost_the_licence(desk: SetUp) -> None:
    desk.town.zendesk.users[desk.scene.sanne_agent.id].active = False
    pair = await desk.store.tokens.get(desk.scene.sanne_agent.id)
    assert pair
    await desk.store.tokens.put(desk.scene.sanne_agent.id, replace(pair, access_expires_at=pair.issued_at))
    assert "is not an active agent" in (await wrong(desk))[f"Sanne Bakker ({desk.scene.sanne.id})"]


async def test_a_connection_with_too_few_scopes(desk: SetUp) -> None:
    world, agent = desk.town.zendesk, desk.scene.sanne_agent
    token = world.sign_in(agent, ("read",))
    pair = await desk.store.tokens.get(agent.id)
    assert pair
    await desk.store.tokens.put(agent.id, replace(pair, access=token.access))
    assert "lacks tickets:write" in (await wrong(desk))[f"Sanne Bakker ({desk.scene.sanne.id})"]


async def test_a_group_that_nobody_connected_can_read(desk: SetUp) -> None:
    for person in (desk.scene.sanne, desk.scene.tom):
        link = await desk.store.links.get(person.id)
        assert link
        await desk.store.links.put(replace(link, lapsed=True))
    assert "nobody who is connected" in (await wrong(desk))["Group Partner-NL"]


async def test_a_role_that_forbids_to_hand_back(desk: SetUp) -> None:
    desk.town.zendesk.assign_to_any_group = False
    assert "own groups only" in (await wrong(desk))["Hand back by Tom de Boer"]


async def test_time_fields_that_the_vendor_does_not_have(desk: SetUp) -> None:
    desk.town.zendesk.fields.clear()
    assert "TIME_TOTAL_FIELD" in marks(await desk.examined(), Mark.NOT_DONE)["Time spent"]


async def test_time_fields_that_are_pinned(
    desk: SetUp, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [str(field.id) for field in desk.town.zendesk.fields if "time spent" in field.title.lower()]
    for total, is_well in ((ids[0], True), ("4711", False)):
        pinned = {"TIME_TOTAL_FIELD": total, "TIME_LAST_FIELD": ids[1]}
        found = await replace(desk, settings=told(town, tmp_path, monkeypatch, pinned)).examined()
        assert ("Time spent" in marks(found, Mark.WELL)) is is_well
        assert is_well or "4711 is not a ticket field" in marks(found, Mark.WRONG)["Time spent"]


async def test_a_file_that_others_can_read(desk: SetUp) -> None:
    desk.settings.engine_path.chmod(0o644)
    found = (await wrong(desk))["Files"]
    assert "partnerdesk.engine.db can be read by others" in found
    assert f"chmod 600 {desk.settings.engine_path}" in found


async def test_a_key_file_that_others_can_read_is_not_used(desk: SetUp) -> None:
    desk.settings.key_path.chmod(0o640)
    found = await desk.examined()
    assert "chmod 600" in marks(found, Mark.WRONG)["Keys"]
    assert "People" in marks(found, Mark.NOT_DONE)


async def test_a_key_file_that_is_gone(desk: SetUp) -> None:
    desk.settings.key_path.unlink()
    assert "Restore it" in (await wrong(desk))["Keys"]
    assert not desk.settings.key_path.exists()


async def test_a_key_that_opens_nothing_of_what_is_stored(
    desk: SetUp, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Fernet.generate_key().decode()
    found = await replace(desk, settings=told(town, tmp_path, monkeypatch, {"SECRET_KEYS": other})).examined()
    assert "sealed with a key that is not in SECRET_KEYS" in str(marks(found, Mark.WRONG))
    assert other not in str(found)


async def test_a_damaged_database(desk: SetUp) -> None:
    await desk.sqlite.close()
    whole = desk.settings.database_path.read_bytes()
    desk.settings.database_path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    found = await desk.examined()
    assert "restore a backup" in marks(found, Mark.WRONG)["Database"]
    assert {"Channels", "People"} <= set(marks(found, Mark.NOT_DONE))


async def test_a_database_of_a_newer_release(desk: SetUp) -> None:
    with closing(sqlite3.connect(desk.settings.database_path)) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('partnerdesk', 'x', '')")
        db.commit()
    assert "newer partnerdesk" in (await wrong(desk))["Database"]


async def test_a_damaged_engine(desk: SetUp) -> None:
    desk.settings.engine_path.write_bytes(b"no database" * 999)
    assert "Stop the bot" in (await wrong(desk))["Work under way"]
