"""A key that is missing is told at the start, and keeps nobody but those whose connections it sealed from working."""

from cryptography.fernet import Fernet

from desk.connections.missing_keys import MissingKeys
from desk.model.people import Link, TokenPair
from desk.model.posts import AdminNews
from storage.connections import SqliteTokens
from storage.sealing import Sealer
from tests.desk.office import SANNE, TOM, Office

LOST = Fernet.generate_key().decode()


async def sealed_with_a_lost_key(office: Office, agent_id: int) -> None:
    tokens = office.store.tokens
    assert isinstance(tokens, SqliteTokens)
    await SqliteTokens(tokens.rows, Sealer([LOST])).put(agent_id, TokenPair("access", "refresh", None, None))


async def start(office: Office) -> list[str]:
    """What Tom, who ran `watch`, is told at a start."""
    before = len(office.chat.messages_to("U-TOM"))
    await MissingKeys(office.store, office.desk.admins, office.clock).look()
    await office.engine.run(0)
    told = office.chat.messages_to("U-TOM")[before:]
    return [each.text for each in told if isinstance(each, AdminNews)]


async def test_nothing_is_said_while_every_key_is_there(watched: Office, sanne: Link) -> None:
    assert sanne
    assert await start(watched) == []


async def test_the_admins_hear_whose_connections_need_it_and_what_to_do(watched: Office, sanne: Link) -> None:
    await sealed_with_a_lost_key(watched, sanne.agent.id)
    (text,) = await start(watched)
    assert "the connection to Zendesk of Sanne." in text
    assert "Put that key back into SECRET_KEYS" in text
    assert "`/desk connect`" in text
    watched.clock.advance(60)
    assert len(await start(watched)) == 1  # at the next start it is as true


async def test_groups_are_read_under_a_connection_that_can_be_opened(watched: Office, sanne: Link) -> None:
    assert sanne
    for sealed in (SANNE.id, TOM.id):
        watched.zendesk.sealed_away = {sealed}
        await watched.poll()
        assert (await watched.desk.status.read()).is_well
    watched.zendesk.sealed_away = {SANNE.id, TOM.id}
    await watched.poll()
    assert "Nobody who is connected can read Partner-NL" in str((await watched.desk.status.read()).feed_trouble)
