"""No word of an analysis is lost between Slack's rich text and the desk's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model.rich_text import Block, RichText, Span, plain_text
from handlers.views.parts.blocks import Message
from handlers.views.parts.rich_text import from_slack, to_slack
from tests.blockkit import check_message

TEXT = {"type": "text", "text": "plain"}


def _section(*elements: dict[str, Any], kind: str = "rich_text_section", **more: Any) -> dict[str, Any]:
    return {"type": kind, "elements": list(elements), **more}


def _value(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


@pytest.mark.parametrize(
    ("element", "span"),
    [
        (TEXT, Span("plain")),
        ({**TEXT, "style": {"bold": True, "code": True}}, Span("plain", bold=True, code=True)),
        ({**TEXT, "style": {"italic": True, "strike": True}}, Span("plain", italic=True, strike=True)),
        ({"type": "link", "url": "https://x.example"}, Span("https://x.example", link="https://x.example")),
        ({"type": "link", "url": "https://x.example", "text": "docs"}, Span("docs", link="https://x.example")),
        ({"type": "emoji", "name": "tada", "unicode": "1f389"}, Span("🎉")),
        ({"type": "emoji", "name": "technologist", "unicode": "1f469-200d-1f4bb"}, Span("👩‍💻")),
        ({"type": "emoji", "name": "acme_logo"}, Span(":acme_logo:")),
        ({"type": "emoji", "name": "wave", "skin_tone": 3}, Span(":wave::skin-tone-3:")),
        ({"type": "emoji", "name": "odd", "unicode": "d800"}, Span(":odd:")),
        ({"type": "emoji", "name": "odd", "unicode": "zzz"}, Span(":odd:")),
        ({"type": "user", "user_id": "U1"}, Span("@U1", mention="U1")),
        ({"type": "usergroup", "usergroup_id": "S1"}, Span("@S1")),
        ({"type": "channel", "channel_id": "C1"}, Span("#C1")),
        ({"type": "broadcast", "range": "here"}, Span("@here")),
        ({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 January 1970"}, Span("1 January 1970")),
        ({"type": "date", "timestamp": 1795165920, "format": "{date}"}, Span("1795165920")),
        ({"type": "color", "value": "#ff0000"}, Span("#ff0000")),
        ({"type": "invented later", "text": "kept"}, Span("kept")),
    ],
)
def test_every_element_becomes_readable_text(element: dict[str, Any], span: Span) -> None:
    assert from_slack(_value(_section(element))) == RichText((Block("paragraph", (span,)),))


def test_lists_quotes_and_code_keep_their_shape() -> None:
    value = _value(
        _section(TEXT),
        _section(_section(TEXT), _section(TEXT), kind="rich_text_list", style="ordered", indent=1),
        _section(_section(TEXT), kind="rich_text_list", style="bullet", border=1),
        _section(TEXT, kind="rich_text_quote"),
        _section(TEXT, kind="rich_text_preformatted", border=0),
        _section(_section(TEXT), _section(), kind="rich_text_quote", style="bullet", indent=0),
    )
    span = (Span("plain"),)
    assert from_slack(value).blocks == (
        Block("paragraph", span),
        Block("number", span, 1),
        Block("number", span, 1),
        Block("bullet", span),
        Block("quote", span),
        Block("code", span),
        Block("bullet", span),
        Block("bullet", ()),
    )


def test_nothing_typed_is_nothing() -> None:
    assert from_slack(None).is_blank
    assert from_slack(_value()).is_blank


_printable = st.characters(exclude_categories=("C", "Z"), include_characters=" ")
_texts = st.text(_printable, min_size=1, max_size=20)
_spans = st.builds(
    Span,
    text=_texts,
    bold=st.booleans(),
    italic=st.booleans(),
    strike=st.booleans(),
    code=st.booleans(),
    link=st.none() | st.just("https://x.example/a?b=c"),
) | st.builds(lambda user: Span(f"@{user}", mention=user), st.from_regex(r"\AU[A-Z0-9]{4}\Z"))
_some_spans = st.lists(_spans, min_size=1, max_size=4).map(tuple)
_code_spans = st.lists(st.builds(Span, text=_texts), min_size=1, max_size=3).map(tuple)
_blocks = (
    st.builds(Block, kind=st.sampled_from(["paragraph", "quote"]), spans=_some_spans)
    | st.builds(Block, kind=st.just("code"), spans=_code_spans)
    | st.builds(Block, kind=st.sampled_from(["bullet", "number"]), spans=_some_spans, level=st.integers(0, 8))
)
_rich_texts = st.lists(_blocks, min_size=1, max_size=6).map(lambda blocks: RichText(tuple(blocks)))


@given(_rich_texts)
def test_a_text_comes_back_as_it_was(text: RichText) -> None:
    assert from_slack(to_slack(text)) == text


@given(_rich_texts)
def test_slack_takes_any_text_back(text: RichText) -> None:
    check_message(Message("text", [to_slack(text)]))


@given(st.lists(st.sampled_from(["paragraph", "bullet", "number", "quote", "code"]), max_size=5))
def test_empty_lines_stay_lines_that_slack_takes(kinds: list[Any]) -> None:
    text = RichText(tuple(Block(kind, ()) for kind in kinds))
    check_message(Message("text", [to_slack(text)]))
    assert [block.kind for block in from_slack(to_slack(text)).blocks] == (kinds or ["paragraph"])


def test_a_person_who_was_given_a_name_is_mentioned_again() -> None:
    named = RichText((Block("paragraph", (Span("@Sanne", mention="U1"),)),))
    assert to_slack(named)["elements"][0]["elements"] == [{"type": "user", "user_id": "U1"}]


@given(st.text(min_size=1).filter(str.strip))
def test_plain_text_survives(text: str) -> None:
    assert from_slack(to_slack(plain_text(text))).plain == text
