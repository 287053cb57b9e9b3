"""The check with what this desk knows: whose names are whose, what the partner chose, and never twice the same work."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from desk.check.before_sending import CheckBeforeSending, CheckTakesLong
from desk.check.findings import CheckedText, FindingKind
from desk.check.preferences import ALTOGETHER, BLAME, HOSTS, BadChoice, Preferences
from desk.errors import Refusal
from desk.model.people import Link
from desk.model.tickets import Ticket
from desk.model.vendor import Vendor
from desk.notices.admins import Admins
from tests.desk.office import NL, TICKET, VENDOR, VISSER, Office

HOUSE = Vendor("ISPnext", "https://vendor.example/agent", 60)


def choosing(office: Office, *admins: str) -> Preferences:
    return Preferences(office.store, Admins(admins, office.store, office.engine))


def checking(office: Office, patience: float = 5) -> CheckBeforeSending:
    return CheckBeforeSending(office.store, choosing(office), HOUSE, patience)


async def seen(office: Office, ticket_id: int, organization: str, organization_id: int) -> Ticket:
    office.zendesk.create(ticket_id, VENDOR, VISSER.id, organization=organization, organization_id=organization_id)
    office.clock.advance(1)
    office.zendesk.assign(ticket_id, NL, VISSER.id)
    await office.poll()
    ticket = await office.store.tickets.get(ticket_id)
    assert ticket
    return ticket


async def named(office: Office, link: Link, text: str, ticket: Ticket | None) -> list[str]:
    found = await checking(office).findings(link, {"f": CheckedText.plain(text)}, ticket)
    return [each.words for each in found if each.kind is FindingKind.OTHER_ORGANISATION]


async def test_other_customers_are_those_of_tickets_seen_except_this_ones(watched: Office, sanne: Link) -> None:
    acme = await seen(watched, TICKET, "Acme BV", 1)
    await seen(watched, TICKET + 1, "Globex", 2)
    assert await named(watched, sanne, "Acme and globex", acme) == ["globex"]
    assert await named(watched, sanne, "Acme and globex", None) == ["Acme", "globex"]
    assert await named(watched, sanne, "ISPnext and Partner-NL", acme) == []


async def test_a_renamed_customer_is_still_this_tickets_own(watched: Office, sanne: Link) -> None:
    acme = await seen(watched, TICKET, "Acme BV", 1)
    assert await named(watched, sanne, "Acme, now Zenith", replace(acme, organization="Zenith")) == []


async def test_a_longer_name_of_ones_own_holds_no_other(watched: Office, sanne: Link) -> None:
    ours = await seen(watched, TICKET, "Acme Holding BV", 1)
    await seen(watched, TICKET + 1, "Acme BV", 2)
    assert await named(watched, sanne, "Acme Holding has it", ours) == []


async def test_what_takes_long_goes_on_and_is_there_the_next_time(watched: Office, sanne: Link) -> None:
    slow = checking(watched, patience=0)
    texts = {"f": CheckedText.plain("pwd=geheim1")}
    with pytest.raises(CheckTakesLong):
        await slow.findings(sanne, texts, None)
    (begun,) = slow._begun.values()  # noqa: SLF001 - that it is the same work cannot be seen from outside
    await begun
    found = await CheckBeforeSending.findings(slow, sanne, texts, None)
    assert [each.words for each in found] == ["geheim1"]


async def test_marks_are_known_again_and_tell_nothing(office: Office, sanne: Link) -> None:
    check = checking(office)
    one = await check.findings(sanne, {"f": CheckedText.plain("pwd=geheim1")}, None)
    same = await check.findings(sanne, {"f": CheckedText.plain("Now: PWD=GEHEIM1.")}, None)
    other = await check.findings(sanne, {"f": CheckedText.plain("pwd=geheim2")}, None)
    assert check.marks(one) == check.marks(same) != check.marks(other)
    assert check.marks(one) != checking(office).marks(one)  # another process, another key
    assert {len(mark) for mark in check.marks(one)} == {8}


async def test_an_admins_lists_are_used_and_the_change_is_logged(office: Office, sanne: Link) -> None:
    settings = choosing(office, "U-TOM")
    before = await settings.current()
    assert "stupid" in before.blame
    assert "*.local" in before.hosts
    with capture_logs() as log:
        kept = await settings.change("U-TOM", "hopeless\n\n  of  course \nHopeless", "srv-*\n*.local")
    assert (kept.blame, kept.hosts) == (("Hopeless", "of course"), ("srv-*", "*.local"))
    changes = {line["list"]: line for line in log if line["event"] == "settings.changed"}
    assert changes[HOSTS]["added"] == ["srv-*"]
    assert (changes[BLAME]["by"], changes[BLAME]["added"]) == ("U-TOM", ["Hopeless", "of course"])
    texts = {"f": CheckedText.plain("This is hopeless, of course; stupid srv-1 and x9.lan")}
    found = await checking(office).findings(sanne, texts, None)
    assert [each.words for each in found] == ["srv-1", "hopeless", "of course"]


async def test_an_emptied_list_stays_empty(office: Office) -> None:
    kept = await choosing(office, "U-TOM").change("U-TOM", "", " \n ")
    assert (kept.blame, kept.hosts) == ((), ())


async def test_nobody_but_an_admin_changes_them(watched: Office) -> None:
    with pytest.raises(Refusal, match="Only your partner admins"):
        await choosing(watched).change("U-SANNE", "x", "")
    assert await choosing(watched).who_may() == ("U-TOM",)  # who ran /desk watch


@pytest.mark.parametrize(
    ("blame", "hosts", "where", "says"),
    [
        ("", "not a host", HOSTS, "“not a host” is not a host"),
        ("", "*", HOSTS, "would match too much"),
        ("", "*.*.*corp", HOSTS, "would match too much"),
        ("", "h" * 101, HOSTS, "is not a host"),
        ("!!!", "", BLAME, "never be found"),
        ("x" * 61, "", BLAME, "longer than 60"),
        ("\n".join(f"w{number}" for number in range(201)), "", BLAME, "201 lines"),
        ("\n".join(f"{number:030}" for number in range(150)), "", BLAME, f"{ALTOGETHER:,} is the most"),
    ],
)
async def test_a_bad_entry_is_named_and_nothing_is_changed(
    office: Office, blame: str, hosts: str, where: str, says: str
) -> None:
    settings = choosing(office, "U-TOM")
    before = await settings.current()
    with pytest.raises(BadChoice) as bad:
        await settings.change("U-TOM", blame, hosts)
    assert list(bad.value.problems) == [where]
    assert says in bad.value.problems[where]
    assert await settings.current() == before
