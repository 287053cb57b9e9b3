"""What a person typed is what Zendesk shows."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model.analysis import Analysis, Cause
from desk.model.rich_text import NOTHING, Block, RichText, Span, plain_text
from zendesk.notes.html import LIMIT, note_html, note_text, overflow
from zendesk.notes.visible import visible_text

AWKWARD = st.sampled_from(
    [
        "{{",
        "}}",
        "{",
        "}",
        "{%",
        "%}",
        "<script>",
        "</code>",
        "&nbsp;",
        "&amp;",
        "  ",
        "\n\n",
        "\t",
        "🎉",
        "漢字",
        "\u00a0",
    ]
)
TEXT = st.lists(st.one_of(st.text(), AWKWARD), max_size=5).map("".join)
LINK = st.one_of(st.none(), st.sampled_from(["https://a.example/{{x}}", "javascript:alert(1)", "mailto:a@b.example"]))
SPAN = st.builds(
    Span, TEXT, bold=st.booleans(), italic=st.booleans(), strike=st.booleans(), code=st.booleans(), link=LINK
)
BLOCK = st.builds(
    Block,
    st.sampled_from(["paragraph", "quote", "code", "bullet", "number"]),
    st.lists(SPAN, max_size=3).map(tuple),
    st.integers(0, 3),
)
RICH = st.lists(BLOCK, max_size=4).map(lambda blocks: RichText(tuple(blocks)))
ANALYSES = st.builds(Analysis, RICH, st.one_of(st.none(), st.sampled_from(Cause)), RICH)


def finding(text: str) -> Analysis:
    return Analysis(plain_text(text))


def blocks(*found: Block) -> Analysis:
    return Analysis(RichText(found))


def item(kind: str, text: str, level: int = 0) -> Block:
    return Block("bullet" if kind == "bullet" else "number", (Span(text),), level)


def readable(typed: str) -> str:
    """Said independently of the code: what of a typed text a reader can tell apart."""
    kept = typed.replace("\r\n", "\n")
    for line_break in "\r\v\f\x85\u2028\u2029":
        kept = kept.replace(line_break, "\n")
    kept = "".join(char for char in kept if char in "\n\t" or not (ord(char) < 32 or 127 <= ord(char) < 160))
    kept = "".join(char for char in kept if not 0xD800 <= ord(char) < 0xE000)
    lines = [line.replace("\t", "    ").replace("\u00a0", " ").rstrip(" ") for line in kept.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


@given(TEXT)
def test_a_typed_text_is_read_back_as_it_was_typed(typed: str) -> None:
    assert visible_text(note_html(finding(typed))) == readable(typed)


@given(ANALYSES)
def test_every_formatted_analysis_is_read_back_as_it_was_typed(analysis: Analysis) -> None:
    assert visible_text(note_html(analysis)) == note_text(analysis)


@given(ANALYSES)
def test_no_placeholder_stands_outside_code(analysis: Analysis) -> None:
    outside = re.sub(r"<code>.*?</code>", "<code></code>", note_html(analysis), flags=re.DOTALL)
    assert "{{" not in html.unescape(re.sub(r"<[^>]*>", "", outside))
    assert not re.search(r"\{\{|\}\}", outside)


@given(ANALYSES)
def test_the_same_analysis_always_gives_the_same_note(analysis: Analysis) -> None:
    assert note_html(analysis) == note_html(Analysis(analysis.findings, analysis.cause, analysis.advice))


@given(ANALYSES)
def test_only_the_tags_of_a_note_are_in_a_note(analysis: Analysis) -> None:
    tags = set(re.findall(r"<(/?[a-z]+)", note_html(analysis)))
    known = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
    assert {tag.removeprefix("/") for tag in tags} <= known


def test_an_analysis_with_only_findings_is_exactly_the_findings() -> None:
    assert note_html(finding("It stops")) == "<p>It stops</p>"
    assert note_text(finding("It stops")) == "It stops"


def test_cause_and_advice_stand_under_their_headings() -> None:
    analysis = Analysis(plain_text("It stops"), Cause.DATA, plain_text("Clean the table"))
    assert note_html(analysis) == (
        "<p>It stops</p><p><strong>Cause</strong></p><p>Data</p>"
        "<p><strong>Advice or next step</strong></p><p>Clean the table</p>"
    )


def test_blank_advice_has_no_heading() -> None:
    assert "Advice" not in note_html(Analysis(plain_text("It stops"), advice=plain_text(" \n ")))


def test_line_breaks_blank_lines_and_repeated_spaces_are_kept() -> None:
    assert note_html(finding("a  b\n\n  c\n")) == "<p>a&nbsp; b<br>&nbsp;<br>&nbsp; c<br>&nbsp;</p>"


def test_formatting_becomes_the_matching_tags() -> None:
    spans = (Span("b", bold=True), Span("i", italic=True), Span("s", strike=True), Span("c", code=True))
    expected = "<p><strong>b</strong><em>i</em><s>s</s><code>c</code></p>"
    assert note_html(blocks(Block("paragraph", spans))) == expected


@pytest.mark.parametrize("address", ["https://a.example/?q=1&r=2", "HTTP://a.example", "mailto:tom@partner.example"])
def test_web_and_mail_links_are_links(address: str) -> None:
    note = note_html(blocks(Block("paragraph", (Span("here", link=address),))))
    assert note == f'<p><a href="{html.escape(address)}">here</a></p>'


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//a.example", 'https://a" onclick="x y']
)
def test_other_links_are_only_their_text(address: str) -> None:
    assert note_html(blocks(Block("paragraph", (Span("here", link=address),)))) == "<p>here</p>"


def test_a_link_cannot_carry_a_placeholder() -> None:
    note = note_html(blocks(Block("paragraph", (Span("x", link="https://a.example/{{ticket.id}}"),))))
    assert note == '<p><a href="https://a.example/%7B%7Bticket.id%7D%7D">x</a></p>'


def test_lists_nest_and_number() -> None:
    analysis = blocks(
        item("number", "one"),
        item("bullet", "inner", 1),
        item("number", "two"),
        item("bullet", "deep", 9),
        item("bullet", "x"),
    )
    assert note_html(analysis) == (
        "<ol><li>one<ul><li>inner</li></ul></li><li>two<ul><li>deep</li></ul></li></ol><ul><li>x</li></ul>"
    )
    assert note_text(analysis) == "1. one\n    • inner\n2. two\n    • deep\n• x"


def test_quotes_and_code_blocks() -> None:
    analysis = blocks(Block("quote", (Span("they said\nthis"),)), Block("code", (Span("\nif x:\n\n\ty  = {{z}}\n"),)))
    assert note_html(analysis) == (
        "<blockquote>they said<br>this</blockquote><pre><code>if x:\n\n\ty  = {{z}}</code></pre>"
    )
    assert note_text(analysis) == "> they said\n> this\nif x:\n\n\ty  = {{z}}"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((Span("see {{ticket.id}}."),), "see <code>{{ticket.id}}</code>."),
        ((Span("{{a\nb}}", code=True),), "<code>{{a<br>b}}</code>"),
        (
            (Span("{"), Span("{x", bold=True), Span("}}")),
            "<code>{</code><strong><code>{x</code></strong><code>}}</code>",
        ),
        ((Span("{{{x}}}"),), "<code>{{{x}}}</code>"),
        ((Span("{{ never closed"),), "<code>{{</code> never closed"),
        ((Span("}} never opened {{"),), "<code>}}</code> never opened <code>{{</code>"),
        ((Span("{% if x %}y"),), "<code>{% if x %}</code>y"),
        ((Span("{x}"),), "{x}"),
        ((Span("{{a {{b}} c"),), "<code>{{a {{b}}</code> c"),
    ],
)
def test_placeholders_are_kept_from_zendesk(spans: tuple[Span, ...], expected: str) -> None:
    assert note_html(blocks(Block("paragraph", spans))) == f"<p>{expected}</p>"


def test_control_characters_are_dropped() -> None:
    assert note_html(finding("a\x00\x07b\ud800c\x1b")) == "<p>abc</p>"


def test_a_note_that_fits_has_no_overflow() -> None:
    room = LIMIT - len("<p></p>")
    assert overflow(finding("x" * room)) is None
    assert overflow(finding("x" * (room + 1))) == "x" * (room + 1)
    assert len(note_html(finding("x" * room)).encode()) == LIMIT


def test_bytes_are_counted_and_not_characters() -> None:
    assert overflow(finding("漢" * 30_000)) is not None


@pytest.mark.parametrize(
    "typed", ["漢字🎉 " * 20_000, "{{" * 40_000, "{{a " * 20_000, "\n" * 80_000 + "end", "&" * 80_000]
)
def test_a_long_text_is_cut_and_says_so(typed: str) -> None:
    analysis = finding(typed)
    note = note_html(analysis)
    assert LIMIT - 100 < len(note.encode()) <= LIMIT
    assert note.endswith("<p>The whole text is attached as analysis.txt.</p>")
    assert overflow(analysis) == typed
    assert visible_text(note) == note_text(analysis)


def test_a_long_text_is_cut_between_blocks_where_it_can_be() -> None:
    paragraphs = tuple(Block("paragraph", (Span(f"{number} " + "x" * 90),)) for number in range(1000))
    shown = note_text(blocks(*paragraphs)).split("\n")
    assert shown[-1] == "The whole text is attached as analysis.txt."
    assert shown[:-1] == [block.text for block in paragraphs[: len(shown) - 1]]
    assert len(shown) > 600


def test_a_short_beginning_does_not_leave_the_note_empty() -> None:
    analysis = blocks(Block("paragraph", (Span("Hello"),)), Block("code", (Span("x" * 90_000), Span("end"))))
    assert len(note_html(analysis).encode()) > LIMIT - 100


def test_a_cut_leaves_no_heading_without_its_text() -> None:
    analysis = Analysis(plain_text("x" * (LIMIT - 200)), advice=plain_text("y" * 2000))
    assert note_text(analysis) == "x" * (LIMIT - 200) + "\nThe whole text is attached as analysis.txt."


def test_the_whole_text_holds_cause_and_advice_too() -> None:
    analysis = Analysis(plain_text("x" * LIMIT), Cause.DATA, plain_text("Clean the table\x00"))
    assert overflow(analysis) == "x" * LIMIT + "\n\nCause: Data\n\nAdvice or next step:\nClean the table"


def test_nothing_at_all_is_an_empty_note() -> None:
    assert note_html(Analysis(NOTHING)) == ""
    assert note_text(Analysis(NOTHING)) == ""
