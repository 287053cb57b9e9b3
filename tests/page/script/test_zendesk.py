"""The vendor's Zendesk on the page: group and assignee, time spent, comments and history."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from sandbox.zendesk.records import Ticket, User
from tests.page.scripted import ScriptedSandbox
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Api:
    """Requests to the Zendesk API under one user's token, as the bot sends them."""

    def __init__(self, sandbox: ScriptedSandbox, session: aiohttp.ClientSession) -> None:
        self._town = sandbox.scene.town
        self._session = session

    async def __call__(self, user: User, method: str, path: str, ticket: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self._town.zendesk.sign_in(user, ('read', 'write')).access}"}
        url = f"{self._town.zendesk_url}/api/v2/{path}"
        async with self._session.request(method, url, json={"ticket": ticket}, headers=headers) as answer:
            assert answer.ok, await answer.text()
            return await answer.json()


@pytest_asyncio.fixture(loop_scope="session")
async def api(sandbox: ScriptedSandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(sandbox, session)


def _row(watcher: Visitor, ticket: int) -> Locator:
    return watcher.page.locator(f"[data-focus='ticket/{ticket}']")


def _with_partner(sandbox: ScriptedSandbox, subject: str) -> Ticket:
    scene = sandbox.scene
    ticket = scene.town.vendor.create_ticket(
        subject, "d", scene.customer, group=scene.vendor_group, assignee=scene.joris, status="open"
    )
    scene.town.vendor.assign(ticket, scene.joris, scene.partner_group, note="Please look.")
    return ticket


async def test_the_list_shows_group_and_assignee_of_each_ticket(
    sandbox: ScriptedSandbox, watcher: Visitor, api: Api
) -> None:
    scene, ticket = sandbox.scene, _with_partner(sandbox, "Whose is it")
    await expect(_row(watcher, 48201)).to_contain_text("ISPnext Support · Joris Visser")
    sandbox.slack.changed()  # the page is not notified of a change in memory
    await expect(_row(watcher, ticket.id)).to_contain_text("Partner-NL · nobody yet")
    await api(scene.tom_agent, "PUT", f"tickets/{ticket.id}", {"assignee_id": scene.tom_agent.id})
    await expect(_row(watcher, ticket.id)).to_contain_text("Partner-NL · Tom de Boer")


async def test_a_ticket_made_through_the_api_is_listed_with_its_note(
    sandbox: ScriptedSandbox, watcher: Visitor, api: Api
) -> None:
    scene = sandbox.scene
    made = await api(
        scene.tom_agent,
        "POST",
        "tickets",
        {
            "subject": "Change: a field for the cost centre",
            "comment": {"body": "Came out of #48200.", "public": False},
            "group_id": scene.partner_group.id,
            "requester": {"email": scene.customer.email},
        },
    )
    row = _row(watcher, made["ticket"]["id"])
    await expect(row).to_contain_text("Change: a field for the cost centre")
    await expect(row).to_contain_text("Partner-NL · nobody yet")
    await row.click()
    ticket = watcher.page.locator(".ticket")
    await expect(ticket.locator(".facts")).to_contain_text("Fatima El Idrissi")
    await expect(ticket.locator(".comment.internal")).to_contain_text("Came out of #48200.")
    hint = watcher.page.locator("#tour")
    await expect(hint).not_to_be_empty()
    await expect(hint).not_to_contain_text(f"#{made['ticket']['id']}")  # a new ticket is not an analysis


async def test_time_and_assignments_are_shown_as_text(sandbox: ScriptedSandbox, watcher: Visitor, api: Api) -> None:
    scene, ticket = sandbox.scene, _with_partner(sandbox, "Time and hands")
    fields = (scene.town.zendesk.total_time_field.id, scene.town.zendesk.last_time_field.id)
    await api(
        scene.tom_agent,
        "PUT",
        f"tickets/{ticket.id}",
        {"custom_fields": [{"id": number, "value": 900} for number in fields], "assignee_id": scene.tom_agent.id},
    )
    await _row(watcher, ticket.id).click()
    facts, history = watcher.page.locator(".facts"), watcher.page.locator(".audits")
    await expect(facts).to_contain_text("Open Fatima El Idrissi")
    await expect(facts).to_contain_text("0:15 in total, 0:15 in the last update")
    await api(
        scene.tom_agent,
        "PUT",
        f"tickets/{ticket.id}",
        {
            "comment": {"body": "The cause is the page size.", "public": False},
            "custom_fields": [{"id": fields[0], "value": 4500}, {"id": fields[1], "value": 3600}],
            "group_id": scene.vendor_group.id,
            "assignee_id": scene.joris.id,
            "status": "hold",
        },
    )
    await expect(facts).to_contain_text("ISPnext Support · Joris Visser")
    await expect(facts).to_contain_text("1:15 in total, 1:00 in the last update")
    await expect(facts).to_contain_text("On-hold")
    await history.locator("summary").click()
    newest = history.locator("ol > li").first
    await expect(newest).to_contain_text("Tom de Boer")
    assert sorted(await newest.locator("ul > li").all_inner_texts()) == [
        "assignee: Tom de Boer → Joris Visser",
        "group: Partner-NL → ISPnext Support",
        "internal note",
        "status: Open → On-hold",
        "time spent in this update: 0:15 → 1:00",
        "total time spent: 0:15 → 1:15",
    ]
    everything = await history.inner_text()
    assert not any(str(number) in everything for number in (*scene.town.zendesk.users, *scene.town.zendesk.groups))


async def test_a_change_by_a_rule_names_the_rule(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    scene, ticket = sandbox.scene, _with_partner(sandbox, "By a rule")
    scene.town.vendor.trigger_change(ticket, group=scene.vendor_group, title="Take back after a week")
    sandbox.slack.changed()
    await _row(watcher, ticket.id).click()
    history = watcher.page.locator(".audits")
    await history.locator("summary").click()
    newest = history.locator("ol > li").first
    await expect(newest).to_contain_text("the system")
    await expect(newest).to_contain_text("by the trigger “Take back after a week”")


async def test_the_vendor_s_own_statuses_forms_and_fields_are_shown(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    scene, vendor, ticket = sandbox.scene, sandbox.scene.town.vendor, _with_partner(sandbox, "In its own words")
    vendor.set_status(ticket, scene.joris, vendor.add_status("open", "Waiting for partner"))
    vendor.add_follower(ticket, scene.joris, scene.joris)
    sandbox.slack.changed()
    await expect(_row(watcher, ticket.id)).to_contain_text("Waiting for partner")
    await _row(watcher, ticket.id).click()
    history = watcher.page.locator(".audits")
    await history.locator("summary").click()
    await expect(history).to_contain_text("ticket status: Open → Waiting for partner")
    await expect(history).to_contain_text("followers: nobody → Joris Visser")


async def test_internal_notes_and_public_replies_are_marked(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    scene, ticket = sandbox.scene, _with_partner(sandbox, "Two kinds")
    scene.town.vendor.comment(ticket, scene.joris, "For the customer", public=True)
    sandbox.slack.changed()
    await _row(watcher, ticket.id).click()
    note, reply = (watcher.page.locator(".comment").filter(has_text=words) for words in ("Please look.", "For the"))
    await expect(note).to_contain_text("Internal note")
    await expect(reply).to_contain_text("Public reply")
    colours = [await each.evaluate("each => getComputedStyle(each).backgroundColor") for each in (note, reply)]
    assert len(set(colours)) == 2
