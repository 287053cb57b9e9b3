"""The comment of an update: public or internal, and its stored text."""

from collections.abc import AsyncIterator
from html import escape

import pytest

from sandbox.zendesk.records import Comment
from tests.sandbox.zendesk_scene import Scene, comment_in, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def test_a_comment_without_public_inherits_it_from_the_first(scene: Scene) -> None:
    mailed = scene.ticket()
    loud = await scene.put(mailed, scene.tom, comment={"body": "oops"})
    assert comment_in(loud.body["audit"])["public"] is True
    assert [mail.to for mail in scene.world.mails] == ["cleo@acme.example"]
    private = scene.people.create_ticket("s", "d", scene.customer, by=scene.visser, group=scene.partner, public=False)
    quiet = await scene.put(private, scene.tom, comment={"body": "fine"})
    assert comment_in(quiet.body["audit"])["public"] is False


async def test_an_internal_note_sends_no_mail(scene: Scene) -> None:
    note = await scene.note(scene.ticket(), scene.tom, "<p>ours</p>")
    assert note["public"] is False
    assert scene.world.mails == []


async def test_a_light_agent_s_comment_is_private_even_when_sent_as_public(scene: Scene) -> None:
    for asked in ({"public": True}, {}):
        answer = await scene.put(scene.ticket(), scene.sanne, comment={"body": "x", **asked})
        assert comment_in(answer.body["audit"])["public"] is False


async def test_a_full_agent_s_role_may_allow_only_private_comments(scene: Scene) -> None:
    scene.people.allow_notes_only(scene.tom)
    ticket = scene.ticket()
    answer = await scene.put(ticket, scene.tom, comment={"body": "x", "public": True}, status="pending")
    assert (comment_in(answer.body["audit"])["public"], ticket.status) == (False, "pending")
    me = (await scene.get("users/me", scene.tom)).body["user"]
    assert (me["role_type"], me["only_private_comments"]) == (0, True)


async def test_a_light_requester_outside_the_group_writes_publicly(scene: Scene) -> None:
    trapped = scene.people.create_ticket("mine", "d", scene.sanne, group=scene.vendor)
    assert (await scene.note(trapped, scene.sanne, "private?", public=False))["public"] is True
    own = scene.people.create_ticket("mine too", "d", scene.sanne, group=scene.partner)
    assert (await scene.note(own, scene.sanne, "private", public=False))["public"] is False


async def test_another_author_is_shown_and_flagged(scene: Scene) -> None:
    ticket = scene.ticket()
    answer = await scene.put(
        ticket, scene.tom, comment={"html_body": "x", "public": False, "author_id": scene.sanne.id}
    )
    audit = answer.body["audit"]
    assert (audit["author_id"], comment_in(audit)["author_id"]) == (scene.tom.id, scene.sanne.id)
    assert audit["metadata"]["flags"] == [11]
    as_admin = await scene.put(ticket, scene.admin, comment={"html_body": "x", "author_id": scene.sanne.id})
    assert "flags" not in as_admin.body["audit"]["metadata"]


async def test_a_light_agent_cannot_write_for_another_author(scene: Scene) -> None:
    answer = await scene.put(scene.ticket(), scene.sanne, comment={"html_body": "x", "author_id": scene.tom.id})
    assert comment_in(answer.body["audit"])["author_id"] == scene.sanne.id
    assert "ticket.comment.author_id" in answer.headers["x-zendesk-api-warn"]


async def test_html_is_kept_and_cleaned(scene: Scene) -> None:
    html = '<p>a &amp; b</p><script>alert(1)</script><a href="javascript:x" onclick="y">c</a><ul><li>d'
    note = await scene.note(scene.ticket(), scene.tom, html)
    assert note["html_body"] == (
        '<div class="zd-comment" dir="auto"><p>a &amp; b</p><a rel="noopener noreferrer">c</a><ul><li>d</li></ul></div>'
    )
    assert note["plain_body"] == "a & b\n\nc\nd"


async def test_line_breaks_and_spaces_of_html_survive(scene: Scene) -> None:
    note = await scene.note(scene.ticket(), scene.tom, "<p>a<br>  b</p><pre>  c\n\n  d</pre>")
    assert "<p>a<br>  b</p><pre>  c\n\n  d</pre>" in note["html_body"]


async def test_a_body_is_markdown_and_its_blank_lines_collapse(scene: Scene) -> None:
    body = "one   two\n\n\n\n**bold** and `code`\nnext <b>\n\n- a\n- b\n\n# Head\n\n[x](https://x.example)"
    answer = await scene.put(scene.ticket(), scene.tom, comment={"body": body, "public": False})
    html = comment_in(answer.body["audit"])["html_body"]
    assert "<p>one two</p>\n<p><strong>bold</strong> and <code>code</code><br>next &lt;b&gt;</p>" in html
    assert "<ul><li>a</li><li>b</li></ul>\n<h1>Head</h1>" in html
    assert '<a href="https://x.example" rel="noopener noreferrer">x</a>' in html


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("id {{ticket.id}}.", "id {id}."),
        ("{{ ticket.requester.email }}", "cleo@acme.example"),
        ("a{{nothing.known}}b", "ab"),
        ("&#123;&#123;ticket.id&#125;&#125;", "{id}"),
        ("{<!-- -->{ticket.id}}", "{id}"),
        ("<code>{{ticket.id}}</code>", "{{ticket.id}}"),
        ("<code>&#123;{ticket.id}}</code> {{ticket.id}}", "{{ticket.id}} {id}"),
        ("<code>{{</code>ticket.id}}", "{{ticket.id}}"),
        ("{{ left open", "{{ left open"),
    ],
)
async def test_placeholders_are_filled_in_except_inside_code(scene: Scene, written: str, stored: str) -> None:
    ticket = scene.ticket()
    note = await scene.note(ticket, scene.tom, written)
    assert note["plain_body"] == stored.replace("{id}", str(ticket.id))


async def test_a_backslash_prevents_a_placeholder_in_a_body(scene: Scene) -> None:
    answer = await scene.put(scene.ticket(), scene.tom, comment={"body": "\\{{ticket.id}}", "public": False})
    assert comment_in(answer.body["audit"])["plain_body"] == "{{ticket.id}}"


async def test_too_long_text_is_cut_by_bytes_without_an_error(scene: Scene) -> None:
    ticket = scene.ticket()
    whole = await scene.note(ticket, scene.tom, "x" * 65_535)
    assert len(whole["plain_body"]) == 65_535
    cut = await scene.note(ticket, scene.tom, "<p>" + "é" * 40_000 + "</p>")
    assert cut["plain_body"] == "é" * 32_766


async def test_any_escaped_text_is_returned_unchanged(scene: Scene) -> None:
    text = "if a < b && c > 'd': \"e\" # {x} &amp; </p> 日本 🙂"
    note = await scene.note(scene.ticket(), scene.tom, f"<p>{escape(text)}</p>")
    assert note["plain_body"] == text


async def test_an_empty_comment_is_ignored(scene: Scene) -> None:
    ticket = scene.ticket()
    assert (await scene.put(ticket, scene.tom, comment={"body": " "})).status == 200
    assert len(ticket.comments) == 2


async def test_the_5001st_comment_is_refused_and_other_changes_are_not(scene: Scene) -> None:
    ticket = scene.ticket()
    last = ticket.audits[-1]
    assert isinstance(last.events[0], Comment)
    ticket.audits += [last] * 4998
    refused = await scene.put(ticket, scene.tom, comment={"body": "one more"})
    assert refused.status == 422
    assert (await scene.put(ticket, scene.tom, status="pending")).status == 200
