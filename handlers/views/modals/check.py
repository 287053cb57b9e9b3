"""What the check before sending points at, under the fields concerned (R10)."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime

from desk.actions.collisions import Collision
from desk.check.findings import AROUND, Finding, FindingKind
from handlers.views.modals.collisions import news_blocks
from handlers.views.parts.blocks import Block, Blocks, lines_in_sections, plain, section
from handlers.views.parts.mrkdwn import code, count, escape
from handlers.views.parts.redraw import again, said_id, typed
from handlers.views.parts.roundtrip import Carried, carried

CUSTOMER_READS = "Write as if the customer reads it."
"""Shown in every dialog whose text goes to a ticket."""
REASON = said_id("reason")
NO_REASON = "Please say why it has to be sent as it is, or change what is marked."

_SAYS = {
    FindingKind.SECRET: "Looks like a password, key or token",
    FindingKind.OTHER_ORGANISATION: "The name of another customer",
    FindingKind.INTERNAL_HOST: "An internal host or address",
    FindingKind.SHOUTING: "Reads as shouting",
    FindingKind.BLAME: "Reads as blame",
}


class _Remembered(Carried):
    seen: AwareDatetime | None = None
    shown: str = ""


_OF_A_KIND = 5
_WORDS = 60
_MARKS = 200
"""A dialog can carry this many marks of eight characters; more are carried as one mark."""


def asked_again(
    view: Mapping[str, Any], findings: Sequence[Finding], marks: frozenset[str], news: Collision | None = None
) -> Block:
    """The submitted dialog with all of its text: what is new above it, and the findings under each field."""
    submit = str((view.get("submit") or {}).get("text", ""))
    above = [] if news is None else list(news_blocks(news, submit))
    remembers: dict[str, Any] = {} if news is None else {"seen": news.stamp.isoformat()}
    if not findings:
        return again(view, above, remembers=remembers)
    fields = list(dict.fromkeys(finding.field for finding in findings))
    below = {field: _under([each for each in findings if each.field == field]) for field in fields}
    above.append(section(":mag: *Not saved yet: the customer may read this.* Please look at what is marked below."))
    return again(view, above, below, [_reason(typed(view, REASON))], {**remembers, "shown": _carried(marks)})


def seen(view: Mapping[str, Any]) -> datetime | None:
    """The ticket's `updated_at` when the person last saw it; None in a dialog that shows no ticket."""
    return carried(view, _Remembered).seen


def was_shown(view: Mapping[str, Any], marks: frozenset[str]) -> bool:
    """Whether all current findings were shown in this dialog, which asks for a reason."""
    if marks and REASON not in view["state"]["values"]:
        return False
    shown = carried(view, _Remembered).shown
    if len(marks) > _MARKS:
        return shown == _carried(marks)
    return marks <= {shown[at : at + 8] for at in range(0, len(shown), 8)}


def reason(view: Mapping[str, Any]) -> str:
    return typed(view, REASON).strip()


def _carried(marks: frozenset[str]) -> str:
    together = "".join(sorted(marks))
    return together if len(marks) <= _MARKS else hashlib.sha256(together.encode()).hexdigest()


def _under(findings: Sequence[Finding]) -> Blocks:
    return lines_in_sections(_lines(findings))


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    for kind in FindingKind:
        distinct = list({each.identity: each for each in findings if each.kind is kind}.values())
        if distinct:
            yield f":warning: *{_SAYS[kind]}:*"
        for finding in distinct[:_OF_A_KIND]:
            yield f"• {_excerpt(finding)}"
        if len(distinct) > _OF_A_KIND:
            yield f"… and {count(len(distinct) - _OF_A_KIND, 'more')}"


def _excerpt(finding: Finding) -> str:
    before, after = _around(finding.before[-AROUND:]), _around(finding.after[:AROUND])
    # Slack shows code only where no letter touches it
    return f"…{before}{_space(before[-1:])}{code(finding.words, _WORDS)}{_space(after[:1])}{after}…"


def _around(text: str) -> str:
    """On one line, with the spaces around the words."""
    line = " ".join(text.split())
    left, right = " " if text[:1].isspace() else "", " " if text[-1:].isspace() else ""
    return f"{left}{escape(line)}{right}" if line else ""


def _space(neighbour: str) -> str:
    return " " if neighbour.isalnum() else ""


def _reason(text: str) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": True, "action_id": REASON}
    return {
        "type": "input",
        "block_id": REASON,
        "label": plain("Reason to send it all the same"),
        "hint": plain("Needed only if you leave the text as it is. It stays with us and never goes into the ticket."),
        "optional": True,  # otherwise Slack would require it of a person who has corrected the text
        "element": element | ({"initial_value": text} if text else {}),
    }
