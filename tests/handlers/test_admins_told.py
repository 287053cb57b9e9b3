"""Direct messages to the admins: one when something is wrong, one when it is right again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clients import now
from desk.model.people import TokenPair
from sandbox.faults import Fault
from sandbox.slack.person import Person
from sandbox.town import CLIENT_ID
from tests.handlers.conftest import Front

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def watching(front: Front) -> None:
    tom = await front.connect(front.scene.tom)
    group = tom.agent.groups[0].id
    await front.bot.desk.watches.watch(tom, front.scene.channel.id, [group], shows_excerpt=False)


async def told(person: Person, count: int) -> list[str]:
    async with asyncio.timeout(20):
        while len(person.direct_messages) < count:
            await asyncio.sleep(0.05)
    return [str(message.blocks) for message in person.direct_messages]


async def test_an_archived_channel_is_told_once_and_its_return_once(front: Front) -> None:
    await watching(front)
    front.town.slack.archive(front.scene.channel)
    for _ in range(2):
        await front.bot.desk.channels.look()
    (gone,) = await told(front.scene.tom, 1)
    assert "the channel is archived" in gone
    front.scene.channel.archived = False
    front.town.slack.kick_bot(front.scene.channel)
    await front.bot.desk.channels.look()  # another problem replaced the first one, so it is not right again yet
    front.town.slack.invite_bot(front.scene.channel)
    for _ in range(2):
        await front.bot.desk.channels.look()
    assert "post here again" in (await told(front.scene.tom, 2))[1]
    assert len(front.scene.tom.direct_messages) == 2


async def test_a_connection_that_lapses_soon_is_told_once_and_its_renewal_once(front: Front) -> None:
    await watching(front)
    sanne = await front.connect(front.scene.sanne)
    world = front.town.zendesk
    token = world.issue(front.scene.sanne_agent.id, world.tokens.clients[CLIENT_ID].id, ("read", "tickets:write"))
    issued = now() - timedelta(days=20)
    spent = TokenPair(token.access, token.refresh, issued, issued + timedelta(days=30), issued)
    memory = front.bot.desk.memory
    await memory.tokens.put(sanne.agent.id, spent)
    long_ago = replace(sanne, checked_at=issued)
    await memory.links.put(long_ago)
    front.town.zendesk_faults.add(Fault("POST /oauth/tokens", times=99, status=503))
    for _ in range(2):
        await front.bot.desk.connections.refresh_due()
    (mine,) = await told(front.scene.sanne, 1)
    assert "Your connection to Zendesk lapses on" in mine
    (theirs,) = await told(front.scene.tom, 1)
    assert "The connection of Sanne Bakker to Zendesk lapses on" in theirs

    front.town.zendesk_faults.clear()
    await front.bot.desk.connections.refresh_due()
    assert "is renewed" in (await told(front.scene.sanne, 2))[1]
    assert "is renewed" in (await told(front.scene.tom, 2))[1]
