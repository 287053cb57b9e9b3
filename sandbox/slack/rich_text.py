"""Rich text: Slack's limits, conversion from typed text, and conversion to plain text."""

from typing import Any

from sandbox.slack.checks import Check, anything, by_type, choice, flag, items, number, shape, string

_STYLE = {"style": anything}
_TEXT = shape({"type": anything, "text": string(100_000)}, _STYLE)
_LINK = shape({"type": anything, "url": string(3000)}, {"text": anything, "unsafe": flag, **_STYLE})
_INLINE: dict[str, Check] = {
    "text": _TEXT,
    "link": _LINK,
    "user": shape({"type": anything, "user_id": string(40)}, _STYLE),
    "usergroup": shape({"type": anything, "usergroup_id": string(40)}, _STYLE),
    "channel": shape({"type": anything, "channel_id": string(40)}, _STYLE),
    "broadcast": shape({"type": anything, "range": choice("here", "channel", "everyone")}, _STYLE),
    "emoji": shape(
        {"type": anything, "name": string(100)}, {"unicode": anything, "url": anything, "skin_tone": anything, **_STYLE}
    ),
    "color": shape({"type": anything, "value": string(20)}, _STYLE),
    "date": shape(
        {"type": anything, "timestamp": number(0, 9_999_999_999), "format": string(200)},
        {"fallback": anything, "url": anything, **_STYLE},
    ),
}
_MAX_ELEMENTS = 10_000
_INLINES = {"type": anything, "elements": items(by_type(_INLINE), _MAX_ELEMENTS, 0)}
_SECTION = shape(_INLINES)
_BORDER = {"border": choice(0, 1)}
_PART = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_quote": shape(_INLINES, _BORDER),
        "rich_text_preformatted": shape(
            {"type": anything, "elements": items(by_type({"text": _TEXT, "link": _LINK}), _MAX_ELEMENTS, 0)},
            {"language": anything, **_BORDER},
        ),
        "rich_text_list": shape(
            {
                "type": anything,
                "style": choice("bullet", "ordered"),
                "elements": items(by_type({"rich_text_section": _SECTION}), _MAX_ELEMENTS),
            },
            {"indent": number(0, 8), "offset": number(0, 1000), **_BORDER},
        ),
    }
)
RICH_TEXT = shape({"type": anything, "elements": items(_PART, _MAX_ELEMENTS)}, {"block_id": string(255)})


def typed(words: str) -> dict[str, Any]:
    """Plain typed text as the composer stores it: one section, with the line breaks in its text."""
    return from_elements([{"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}])


def from_elements(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": elements}


def plain_text(block: dict[str, Any]) -> str:
    return "\n".join(_part(part) for part in block.get("elements", [])).rstrip("\n")


def _part(part: dict[str, Any]) -> str:
    elements = part.get("elements", [])
    if part["type"] == "rich_text_list":
        first = part.get("offset", 0) + 1
        marks = [f"{first + at}." if part["style"] == "ordered" else "•" for at in range(len(elements))]
        indent = "  " * part.get("indent", 0)
        return "\n".join(f"{indent}{mark} {_part(item)}" for mark, item in zip(marks, elements, strict=True))
    words = "".join(_inline(element) for element in elements)
    if part["type"] == "rich_text_quote":
        return "\n".join(f"> {line}" for line in words.split("\n"))
    if part["type"] == "rich_text_preformatted":
        return f"```\n{words}\n```"
    return words


def _inline(element: dict[str, Any]) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "link":
            return f"{element['text']} ({element['url']})" if element.get("text") else str(element["url"])
        case "user":
            return f"@{element['user_id']}"
        case "channel":
            return f"#{element['channel_id']}"
        case other:
            names = {"emoji": f":{element.get('name')}:", "broadcast": f"@{element.get('range')}"}
            return names.get(other, f"[{other}]")
