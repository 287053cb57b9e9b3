"""A connection that is about to lapse is told once, to the person and the admins; and again when it is well."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.errors import ConnectionLapsed, ZendeskAway
from desk.model.people import Link, TokenPair
from desk.model.posts import AdminNews
from tests.desk.office import SANNE, Office
from tests.fakes import away

DAY = 24 * 60 * 60


def issued(at: datetime, lives: timedelta | None = timedelta(days=30)) -> TokenPair:
    return TokenPair("access", "refresh", at + timedelta(minutes=30), at + lives if lives else None, at)


def told(office: Office, user: str) -> list[str]:
    return [each.text for each in office.chat.messages_to(user) if isinstance(each, AdminNews)]


@pytest.fixture
async def sealed(watched: Office, sanne: Link) -> Office:
    """Sanne's connection was renewed just now; Tom ran `watch`."""
    await watched.store.tokens.put(sanne.agent.id, issued(watched.clock()))
    return watched


async def pass_days(office: Office, days: float) -> None:
    """The clock's hourly turn, with what it set going; Zendesk does not answer to us."""
    office.clock.advance(days * DAY)
    with away(office.zendesk, ZendeskAway()):
        await office.desk.connections.refresh_due()
    await office.engine.run(0)


async def test_day_20_is_told_once_to_the_person_and_once_to_the_admins(sealed: Office) -> None:
    await pass_days(sealed, 19.9)
    assert (told(sealed, "U-SANNE"), told(sealed, "U-TOM")) == ([], [])
    for days in (0.1, 1, 1):
        await pass_days(sealed, days)
    (mine,), (theirs,) = told(sealed, "U-SANNE"), told(sealed, "U-TOM")
    assert "lapses on 2026-12-20" in mine
    assert "`/desk connect`" in mine
    assert "The connection of Sanne to Zendesk lapses on 2026-12-20" in theirs


async def test_once_it_is_renewed_both_hear_that_it_is_well(sealed: Office, sanne: Link) -> None:
    await pass_days(sealed, 20)
    await sealed.store.tokens.put(sanne.agent.id, issued(sealed.clock()))
    for _ in range(2):
        await pass_days(sealed, 1)
    assert "is renewed" in told(sealed, "U-SANNE")[1]
    assert "The connection of Sanne to Zendesk is renewed." in told(sealed, "U-TOM")
    assert (len(told(sealed, "U-SANNE")), len(told(sealed, "U-TOM"))) == (2, 2)


async def test_signing_in_again_makes_it_well_at_once(sealed: Office) -> None:
    await pass_days(sealed, 20)
    invitation = await sealed.desk.connections.invite("U-SANNE")
    state, code = sealed.sign_in.consent(invitation.address, SANNE)
    await sealed.desk.connections.finish(state, code)
    await sealed.engine.run(0)
    assert "is renewed" in told(sealed, "U-TOM")[-1]
    link = await sealed.store.links.get("U-SANNE")
    assert link
    assert not link.ageing


async def test_an_admin_hears_of_their_own_in_the_words_for_themselves_only(watched: Office, tom: Link) -> None:
    await watched.store.tokens.put(tom.agent.id, issued(watched.clock()))
    await pass_days(watched, 20)
    (mine,) = told(watched, "U-TOM")
    assert mine.startswith("Your connection")


async def test_one_that_lapsed_is_not_told_of_as_ageing(sealed: Office, sanne: Link) -> None:
    await sealed.store.links.put(replace(sanne, lapsed=True))
    await pass_days(sealed, 25)
    assert told(sealed, "U-SANNE") == []
    with pytest.raises(ConnectionLapsed):
        await sealed.desk.connections.link("U-SANNE")


@pytest.mark.parametrize(
    ("lives", "days", "ageing"),
    [
        (timedelta(days=90), 59, False),
        (timedelta(days=90), 60, True),
        (timedelta(days=7), 5, True),
        (None, 19, False),
        (None, 20, True),
    ],
)
def test_two_thirds_of_whatever_life_zendesk_gives(lives: timedelta | None, days: int, *, ageing: bool) -> None:
    at = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
    assert issued(at, lives).is_ageing(at + timedelta(days=days)) is ageing


def test_a_pair_of_an_older_release_is_taken_for_one_of_thirty_days() -> None:
    at = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
    older = replace(issued(at), issued_at=None)
    assert not older.is_ageing(at + timedelta(days=19))
    assert older.is_ageing(at + timedelta(days=20))
    nothing_known = TokenPair("access", "refresh", at, None)
    for other in (nothing_known, replace(issued(at), refresh=None), replace(issued(at), access_expires_at=None)):
        assert not other.is_ageing(at + timedelta(days=99))
