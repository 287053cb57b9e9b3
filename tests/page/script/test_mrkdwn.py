"""The page's own modules, called in the browser: mrkdwn, rich text typed and drawn."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.page.scripted import ScriptedSandbox
from tests.page.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
VIEWS = Path(__file__).parents[3] / "handlers"

_DRAW = """async (cases) => {
  const { mrkdwn } = await import("/mrkdwn.js");
  const names = { user: (id) => ({ U1: "sanne" })[id], channel: (id) => ({ C1: "tickets" })[id] };
  return cases.map((text) => {
    const place = document.createElement("div");
    place.append(mrkdwn(text, names));
    return place.innerHTML;
  });
}"""
_CASES = {
    "plain words": "plain words",
    "a < b & c > d": "a &lt; b &amp; c &gt; d",
    "&lt;script&gt;alert(1)&lt;/script&gt;": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<img src=x onerror=alert(1)>": "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;": "&amp;lt;",
    "<@U1> and <@U9|otto>": '<span class="mention">@sanne</span> and <span class="mention">@otto</span>',
    "<#C1> <#C9|else> <!here> <!subteam^S1|team>": (
        '<span class="mention">#tickets</span> <span class="mention">#else</span> '
        '<span class="mention">@here</span> <span class="mention">@subteam</span>'
    ),
    "<https://example.com/?a=1&amp;b=2|a &lt;b&gt; link>": (
        '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a &lt;b&gt; link</a>'
    ),
    "<https://example.com/>": (
        '<a href="https://example.com/" target="_blank" rel="noopener noreferrer">https://example.com/</a>'
    ),
    "<mailto:a@example.com>": (
        '<a href="mailto:a@example.com" target="_blank" rel="noopener noreferrer">a@example.com</a>'
    ),
    "<javascript:alert(1)|click>": "<span>click</span>",
    "<data:text/html,x|click>": "<span>click</span>",
    "*bold* _italic_ ~gone~ `code *not bold*`": (
        "<strong>bold</strong> <em>italic</em> <s>gone</s> <code>code *not bold*</code>"
    ),
    "*bold _and italic_*": "<strong>bold <em>and italic</em></strong>",
    "2*3*4 snake_case_name ~ not ~": "2*3*4 snake_case_name ~ not ~",
    "one\ntwo": "one<br>two",
    "&gt; quoted\n&gt; twice\nnot": "<blockquote>quoted<br>twice</blockquote>not",
    "```\na *b* &lt;c&gt;\n```": "<pre><code>a *b* &lt;c&gt;\n</code></pre>",
    "``` never closed": "``` never closed",
    ":white_check_mark: :no_such_emoji: 10:30:15": (
        '<span class="emoji" role="img" aria-label="white_check_mark">✅</span> :no_such_emoji: 10:30:15'
    ),
    "<!date^0^{date_num} {time}|long ago>": (
        '<time datetime="1970-01-01T00:00:00.000Z" title="long ago">1970-01-01 01:00</time>'
    ),
    "<!date^nonsense^{time}|long ago>": "<span>long ago</span>",
    "<!date^99999999999999^{time}|never>": "<span>never</span>",
    "<>": "&lt;&gt;",
}
_RETYPE = """async (elements) => {
  const { elementsOf } = await import("/blocks/richinput.js");
  const { richText } = await import("/blocks/richtext.js");
  const place = document.createElement("div");
  place.append(...richText(elements, { user: () => "sanne", channel: () => "tickets" }));
  return elementsOf(place);
}"""
_TYPED = """async (nodes) => {
  const { elementsOf } = await import("/blocks/richinput.js");
  const build = ([tag, ...inside]) => {
    const node = document.createElement(tag);
    node.append(...inside.map((each) => (typeof each === "string" ? each : build(each))));
    return node;
  };
  return elementsOf(build(["div", ...nodes]));
}"""


def _text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def _section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


_NODES: list[tuple[list[Any], list[Any]]] = [
    ([], []),
    (["  \n"], []),
    ([["br"]], []),
    (["one", ["div", "two"], ["div", ["br"]], ["div", "three"]], [_section(_text("one\ntwo\n\nthree"))]),
    ([["div", "one"], ["div", ["br"]], ["div", ["br"]], ["div", "two"]], [_section(_text("one\n\n\ntwo"))]),
    (["<b>not bold</b> {{x}}"], [_section(_text("<b>not bold</b> {{x}}"))]),
    (
        ["a ", ["b", "b ", ["i", "c"]]],
        [_section(_text("a "), _text("b ", bold=True), _text("c", bold=True, italic=True))],
    ),
    (
        [["ol", ["li", "x", ["br"]], ["li", ["b", "y"]]], "after"],
        [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 0,
                "elements": [_section(_text("x")), _section(_text("y", bold=True))],
            },
            _section(_text("after")),
        ],
    ),
]


async def test_mrkdwn_is_drawn_and_never_becomes_html(watcher: Visitor) -> None:
    drawn = await watcher.page.evaluate(_DRAW, list(_CASES))
    assert dict(zip(_CASES, drawn, strict=True)) == _CASES


async def test_every_emoji_that_the_bot_writes_is_drawn(watcher: Visitor) -> None:
    written = {name for file in VIEWS.rglob("*.py") for name in re.findall(r":([a-z][a-z0-9_+-]+):", file.read_text())}
    assert "white_check_mark" in written
    drawn = await watcher.page.evaluate(
        """async (names) => {
          const { emoji } = await import("/emoji.js");
          return names.filter((name) => emoji(name));
        }""",
        sorted(written),
    )
    assert drawn == sorted(written)


async def test_rich_text_in_an_editor_is_read_back_unchanged(watcher: Visitor) -> None:
    elements = [
        _section(_text("plain "), _text("bold", bold=True), _text("\n\nnext "), {"type": "user", "user_id": "U1"}),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "elements": [_section(_text("a")), _section(_text("b"))],
        },
        {"type": "rich_text_quote", "elements": [_text("quoted", italic=True)]},
        {"type": "rich_text_preformatted", "elements": [_text("x = 1\ny = 2")]},
        _section(
            {"type": "link", "url": "https://example.com/", "text": "link"},
            _text(" and "),
            {"type": "emoji", "name": "eyes"},
        ),
    ]
    assert await watcher.page.evaluate(_RETYPE, elements) == elements


async def test_typed_text_becomes_rich_text(watcher: Visitor) -> None:
    typed = [await watcher.page.evaluate(_TYPED, nodes) for nodes, _ in _NODES]
    assert typed == [elements for _, elements in _NODES]


async def test_markup_in_a_typed_message_stays_text(sandbox: ScriptedSandbox, watcher: Visitor) -> None:
    await watcher.command("<img src=x onerror=alert(1)> & @tom in #ispnext-tickets <script>")
    await watcher.sees("<img src=x onerror=alert(1)> & @tom in #ispnext-tickets <script>")
    assert await watcher.page.locator(".message img, .message script").count() == 0
    assert sandbox.scene.channel.messages[-1].text.startswith("&lt;img")
