"""The text that a reader sees, of HTML that others wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zendesk.notes.visible import visible_text


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("", ""),
        ('<div class="zd-comment" dir="auto"><p>Please  check\nthis</p></div>', "Please check this"),
        ("<p>a</p>\n\n<p>b<br/></p>", "a\nb"),
        ("a<br><br>b", "a\n\nb"),
        ("<p>a&nbsp;</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("1 &lt; 2 &amp;&amp; x", "1 < 2 && x"),
        ("<style>p{}</style><script>alert(1)</script>seen", "seen"),
        ("<ul><li>a<ol start='3'><li>b</li><li>c</li></ol></li><li>d</li></ul>", "• a\n    3. b\n    4. c\n• d"),
        ("<ol start='x'><li><p>a</p><p>b</p></li></ol><li>loose", "1. a\nb\n• loose"),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n> b\nc"),
        ("<pre>  a\n\n  b\n</pre>c", "  a\n\n  b\nc"),
        ("<b>a</b> <i> b</i>", "a b"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("</ul></blockquote></pre>fine", "fine"),
    ],
)
def test_what_a_reader_sees(html: str, seen: str) -> None:
    assert visible_text(html) == seen


@given(st.text())
def test_any_html_can_be_read(html: str) -> None:
    assert "\xa0" not in visible_text(html)
