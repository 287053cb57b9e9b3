"""Text that others wrote does nothing in Slack, and is cut without harm."""

# ruff: noqa: RUF001 - the twins that stand in for formatting characters look like them on purpose

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.views.parts.blocks import given_back, lines_in_sections
from handlers.views.parts.mrkdwn import cut, cut_mrkdwn, escape, link, listed, one_line, person, pieces, when, words


def test_a_moment_is_shown_in_the_readers_time_zone_with_utc_for_those_who_cannot() -> None:
    shown = when(datetime(2026, 11, 20, 10, 12, tzinfo=timezone(timedelta(hours=1))))
    assert shown == "<!date^1795165920^{date_short_pretty} {time}|2026-11-20 09:12 UTC>"
    assert int(datetime(2026, 11, 20, 9, 12, tzinfo=UTC).timestamp()) == 1795165920


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("*bold* and _so on_", "∗bold∗ and ˍso onˍ"),
        ("`code`", "ˋcodeˋ"),
        ("snake_case_name, 2*3*4, a~b", "snake_case_name, 2*3*4, a~b"),
        ("> quoted", "› quoted"),
    ],
)
def test_what_others_wrote_is_inert(written: str, shown: str) -> None:
    assert escape(written) == shown


def test_a_command_in_a_sentence_of_ours_stays_code() -> None:
    assert words("Type `/desk connect` for *Acme* & `x`") == "Type `/desk connect` for ∗Acme∗ &amp; ˋxˋ"


def test_line_breaks_and_direction_overrides_leave_a_line_one_line() -> None:
    assert one_line("a\r\n\tb \u202ec\u202c\x07") == "a b c"


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_a_cut_keeps_the_limit_and_shows(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert len(shown) <= limit
    assert shown == text if len(text) <= limit else shown.endswith("…")


@given(st.text(alphabet="<>&ab ", max_size=60), st.integers(min_value=8, max_value=40))
def test_a_cut_of_markup_breaks_no_entity_and_no_link(text: str, limit: int) -> None:
    shown = cut_mrkdwn(escape(text) + link("https://x.example", "x"), limit)
    assert len(shown) <= limit
    assert shown.count("<") == shown.count(">")
    assert shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0


@given(st.text(alphabet="ab\n", max_size=400), st.integers(min_value=6, max_value=50))
def test_pieces_lose_nothing(text: str, size: int) -> None:
    parts = list(pieces(text, size))
    assert "".join(parts) == text
    assert all(len(part) <= size for part in parts)


def test_text_given_back_is_whole_and_exact_or_says_how_much_is_missing() -> None:
    text = "*as typed* <@U1>\n" * 1000
    blocks, hidden = given_back(text, 100_000)
    assert "".join(block["text"]["text"] for block in blocks) == text
    assert hidden == 0
    assert given_back(text, 1000)[1] == len(text) - 1000


def test_lines_share_sections_and_never_break() -> None:
    lines = [f"{number} {'x' * 700}" for number in range(10)]
    blocks = lines_in_sections(lines)
    assert "\n".join(block["text"]["text"] for block in blocks).split("\n") == lines
    assert len(blocks) == 3


def test_an_address_cannot_leave_its_link() -> None:
    assert link("https://x.example/?a=1&b=<|>", "a|b") == "<https://x.example/?a=1&amp;b=%3C%7C%3E|a∣b>"


def test_somebody_who_is_not_in_the_chat_is_named() -> None:
    assert person("U0SANNE", "Sanne") == "<@U0SANNE>"
    assert person(None, "Sanne *de* Vries") == "Sanne ∗de∗ Vries"


def test_lists_read_as_people_say_them() -> None:
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
