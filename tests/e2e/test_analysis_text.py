"""What somebody types is what a reader of the note in Zendesk sees."""

from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from sandbox.slack.person import Person
from sandbox.zendesk.records import Comment, Ticket
from tests.e2e.story import Story, notes_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "".join(f"Regel {number}: de koppeling weigert één bestelling. " for number in range(1000))[:30_000]
TEXTS = {
    "30,000 characters": LONG,
    "40,000 plain characters": "x" * 40_000,
    "braces": "The template says {{ticket.requester.name}} and {% if x %} and {{ and }} alone.",
    "blank lines": "First.\n\n\nSecond, after two blank lines.\n\nThird.",
    "indents": "if x:\n    y = 1\n        z  =  2",
    "emoji": "👩🏽‍💻 works, 🇳🇱 too; flags and 💥 stay.",
    "script": "<script>alert('x')</script> <b>not bold</b> &lt;kept&gt; & \"quoted\"",
    "Dutch": "Coördinatie én ruïne: €1.000,50 — 't is “geen” probleem.",
    "CJK": "映射错误。データが正しくありません。매핑 오류입니다.",
    "Markdown": "**not bold** _nor this_ # no heading\n- no list\n1. nor this\n`nor code`",
    "right to left": "שלום עולם, مرحبا",
    "addresses": "See https://example.com/?a=1&b=2 and file:///etc and javascript:alert(1)",
}


TOO_LONG = {"40,000 accented": "é" * 40_000, "40,000 Chinese": "映射" * 20_000, "90,000 escaped": "<&>" * 30_000}


def as_read(comment: Comment) -> str:
    return "\n".join(line.replace("\N{NO-BREAK SPACE}", " ").rstrip() for line in comment.plain.split("\n"))


def in_our_group(story: Story, subject: str = "Text") -> Ticket:
    return story.ticket(subject, group=story.scene.partner_group, assignee=None)


@dataclass(frozen=True)
class Written:
    note: Comment
    screen: str
    """What the dialog showed in the end."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def written(shared_office: Story) -> dict[str, Written]:
    """Every text, each by a person of its own, all at once."""
    authors: dict[str, tuple[Person, Ticket]] = {}
    for number, (name, text) in enumerate((TEXTS | TOO_LONG).items()):
        person, ticket = shared_office.newcomer(f"author{number}", "light"), in_our_group(shared_office)
        await shared_office.connect(person)
        await shared_office.write(person, ticket, text)
        authors[name] = person, ticket
    # Shown first: only then the note is surely there.
    shown = {name: await shared_office.shows(person, "Saved as internal note") for name, (person, _) in authors.items()}
    return {name: Written(notes_of(ticket)[-1], shown[name]) for name, (_, ticket) in authors.items()}


@pytest.mark.parametrize("name", TEXTS)
async def test_text_arrives_as_typed(written: dict[str, Written], name: str) -> None:
    note = written[name].note
    assert as_read(note) == "\n".join(line.rstrip() for line in TEXTS[name].split("\n")).strip()
    assert "<script" not in note.html
    assert "something else than what you typed" not in written[name].screen


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


async def test_formatting_is_kept(office: Story) -> None:
    findings = [
        section(text("Bold", bold=True), text(" and "), text("{{code}}", code=True), text("\n")),
        {"type": "rich_text_preformatted", "elements": [text("select {{id}}\n  from <orders>\n\n where x;")]},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                section(text("first {{one}}")),
                section({"type": "link", "url": "https://a.example/?x=1&y=2"}),
            ],
        },
        {"type": "rich_text_quote", "elements": [text("as they said")]},
        section(text("Ask "), {"type": "user", "user_id": office.tom.id}, text(" "), {"type": "emoji", "name": "tada"}),
    ]
    note = await office.saves(office.sanne, in_our_group(office), findings)
    for kept in (
        "<strong>Bold</strong>",
        "<code>{{code}}</code>",
        "<pre><code>select {{id}}\n  from &lt;orders&gt;\n\n where x;</code></pre>",
        "<ol><li>",
        'href="https://a.example/?x=1&amp;y=2"',
        "<blockquote>as they said</blockquote>",
        "@Tom de Boer",
    ):
        assert kept in note.html
    assert "first {{one}}" in as_read(note)


async def test_cause_and_advice_are_in_the_note(office: Story) -> None:
    note = await office.saves(
        office.tom,
        in_our_group(office),
        "The job stopped.",
        cause="Defect in the software",
        advice="Restart it.\n\nThen {{look}} again.",
    )
    read = as_read(note)
    assert read.index("The job stopped.") < read.index("Defect in the software") < read.index("Restart it.")
    assert "Then {{look}} again." in read


async def test_a_file_arrives_on_the_same_note(office: Story) -> None:
    content = bytes(range(256)) * 300
    files = [office.sanne.upload("trace ü.log", content), office.sanne.upload("empty.txt", b"")]
    note = await office.saves(office.sanne, in_our_group(office), "See the files.", files=files)
    assert {file.name: file.data for file in note.files} == {"trace ü.log": content, "empty.txt": b""}


@pytest.mark.parametrize("name", TOO_LONG)
async def test_what_is_too_long_for_a_note_is_attached_whole(written: dict[str, Written], name: str) -> None:
    note = written[name].note
    assert "The whole text is attached as analysis.txt." in note.plain
    (file,) = note.files
    assert file.data.decode() == TOO_LONG[name]
    assert len(note.html.encode()) < 65_535


async def test_40000_plain_characters_fit_into_the_note(written: dict[str, Written]) -> None:
    assert written["40,000 plain characters"].note.files == ()


async def test_two_authors_at_once_write_two_notes_in_order(office: Story) -> None:
    ticket = in_our_group(office)
    await office.dialog(office.tom, ticket)
    await office.dialog(office.sanne, ticket)
    office.tom.fill("findings", "From Tom.")
    office.sanne.fill("findings", "From Sanne.")
    await office.tom.submit()
    await office.sanne.submit()
    for person in (office.tom, office.sanne):
        await office.shows(person, "Saved as internal note")
    assert [note.plain for note in notes_of(ticket)] == ["From Tom.", "From Sanne."]
