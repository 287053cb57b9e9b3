"""Audits and comments: the history of a ticket, in order."""

from collections.abc import AsyncIterator

import pytest

from sandbox.zendesk.records import SYSTEM
from tests.sandbox.zendesk_scene import Scene, changes_in, comment_in, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def test_an_assignment_is_one_audit_with_note_group_and_assignee(scene: Scene) -> None:
    ticket = scene.people.create_ticket(
        "s", "d", scene.customer, group=scene.vendor, assignee=scene.visser, status="open"
    )
    scene.people.assign(ticket, scene.visser, scene.partner, note="Please look")
    audit = (await scene.get(f"tickets/{ticket.id}/audits", scene.tom)).body["audits"][-1]
    assert audit["author_id"] == scene.visser.id
    assert (comment_in(audit)["plain_body"], comment_in(audit)["public"]) == ("Please look", False)
    assert changes_in(audit) == {
        "group_id": (str(scene.vendor.id), str(scene.partner.id)),
        "assignee_id": (str(scene.visser.id), None),
    }


async def test_a_ticket_created_in_a_group_has_no_previous_one(scene: Scene) -> None:
    ticket = scene.people.create_ticket("s", "d", scene.customer, group=scene.partner, priority="high")
    events = (await scene.get(f"tickets/{ticket.id}/audits", scene.tom)).body["audits"][0]["events"]
    created = {event["field_name"]: event for event in events if event["type"] == "Create"}
    assert created["group_id"]["value"] == str(scene.partner.id)
    assert "previous_value" not in created["group_id"]
    assert {"Comment", "Create", "Notification"} == {event["type"] for event in events}


async def test_audits_page_oldest_first(scene: Scene) -> None:
    ticket = scene.ticket()
    for _ in range(3):
        scene.people.touch(ticket)
    seen, after = [], ""
    while True:
        path = f"tickets/{ticket.id}/audits?page[size]=2&sort=-created_at{after}"
        page = (await scene.get(path, scene.tom)).body
        seen += [audit["id"] for audit in page["audits"]]
        if not page["meta"]["has_more"]:
            break
        after = f"&page[after]={page['meta']['after_cursor']}"
    assert seen == sorted(audit.id for audit in ticket.audits)


async def test_comments_name_their_audits_newest_first(scene: Scene) -> None:
    ticket = scene.ticket()
    page = (
        await scene.get(f"tickets/{ticket.id}/comments?sort=-created_at&page[size]=1&include=users", scene.tom)
    ).body
    newest = page["comments"][0]
    assert newest["plain_body"] == "Please check the mapping"
    assert page["users"][0]["id"] == scene.visser.id
    audit = (await scene.get(f"tickets/{ticket.id}/audits/{newest['audit_id']}", scene.tom)).body["audit"]
    assert comment_in(audit)["id"] == newest["id"]


async def test_an_audit_of_another_ticket_is_not_found(scene: Scene) -> None:
    ours, other = scene.ticket(), scene.ticket()
    answer = await scene.get(f"tickets/{ours.id}/audits/{other.audits[0].id}", scene.tom)
    assert answer.status == 404


@pytest.mark.parametrize("by_person", [True, False])
async def test_a_rule_signs_its_changes_itself(scene: Scene, by_person: bool) -> None:  # noqa: FBT001 (parametrized)
    ticket = scene.people.create_ticket("s", "d", scene.customer)
    by = scene.visser if by_person else None
    scene.people.trigger_change(ticket, by, group=scene.partner, kind="automation")
    audit = (await scene.get(f"tickets/{ticket.id}/audits", scene.tom)).body["audits"][-1]
    assert audit["author_id"] == (scene.visser.id if by_person else SYSTEM)
    via = audit["events"][0]["via"]
    assert (via["channel"], via["source"]["rel"], via["source"]["from"]["title"]) == (
        "rule",
        "automation",
        "Route to partner",
    )


async def test_a_customer_s_comment_opens_a_pending_ticket(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.set_status(ticket, scene.visser, "pending")
    audit = scene.people.comment(ticket, scene.customer, "Any news?", public=True)
    assert ticket.status == "open"
    assert audit.via == "email"


async def test_replies_are_public_and_notes_are_not(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.reply(ticket, scene.visser, "We are on it")
    scene.people.reply(ticket, scene.customer, "Thank you")
    scene.people.note(ticket, scene.visser, "Are we?")
    page = (await scene.get(f"tickets/{ticket.id}/comments?sort=-created_at&page[size]=3", scene.tom)).body
    assert [(row["public"], row["plain_body"], row["author_id"]) for row in page["comments"]] == [
        (False, "Are we?", scene.visser.id),
        (True, "Thank you", scene.customer.id),
        (True, "We are on it", scene.visser.id),
    ]
    assert [row["audit_id"] for row in page["comments"]] == [audit.id for audit in reversed(ticket.audits[-3:])]
    assert [mail.text for mail in scene.world.mails] == ["We are on it"]


async def test_a_merged_ticket_is_closed_and_names_the_other(scene: Scene) -> None:
    ticket, other = scene.ticket(), scene.ticket()
    scene.people.merge(ticket, other, scene.visser)
    assert ticket.status == "closed"
    assert f"#{other.id}" in ticket.comments[-1].plain
    assert f"#{ticket.id}" in other.comments[-1].plain


async def test_a_change_without_effect_raises_in_the_test(scene: Scene) -> None:
    with pytest.raises(ValueError, match="nothing"):
        scene.people.set_status(scene.ticket(), scene.visser, "open")


async def test_every_update_changes_updated_at(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.touch(ticket)
    assert ticket.updated_at == scene.clock.seconds()


async def test_a_rule_that_moves_a_ticket_drops_an_assignee_of_another_group(scene: Scene) -> None:
    ticket = scene.ticket()
    scene.people.trigger_change(ticket, group=scene.vendor)
    assert (ticket.group_id, ticket.assignee_id) == (scene.vendor.id, None)


async def test_making_a_comment_internal_adds_an_audit_and_keeps_the_first_one(scene: Scene) -> None:
    ticket = scene.ticket()
    written = scene.people.reply(ticket, scene.visser, "Too much said.")
    assert written.comment
    scene.people.make_internal(ticket, scene.visser, written.comment)
    audits = (await scene.get(f"tickets/{ticket.id}/audits", scene.tom)).body["audits"]
    (event,) = audits[-1]["events"]
    told = (event["type"], event["comment_id"], event["public"])
    assert told == ("CommentPrivacyChange", written.comment.id, False)
    assert comment_in(audits[-2])["public"] is True
    comments = (await scene.get(f"tickets/{ticket.id}/comments", scene.tom)).body["comments"]
    assert comments[-1]["public"] is False
