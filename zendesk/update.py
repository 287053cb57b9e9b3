"""Everything that the bot writes to an existing ticket."""

import json
from datetime import UTC
from typing import Any

from desk.ports.tickets import Update
from zendesk.account_fields import TimeFields
from zendesk.notes.html import note_html
from zendesk.shapes import MARK


def update_body(update: Update, fields: TimeFields | None) -> bytes:
    """An internal note, the status Open, a transfer, time spent: what is asked for, and nothing else (R2, R3).

    https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket
    """
    ticket: dict[str, Any] = {} if update.analysis.is_blank else {"comment": _comment(update)}
    ticket |= {
        "metadata": {MARK: {"submission": update.submission_id, "v": 1}},
        "safe_update": True,
        "updated_stamp": update.stamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if update.set_open:
        ticket["status"] = "open"
    if update.transfer:  # always both: an assignee alone would choose the group
        ticket |= {"group_id": update.transfer.group_id, "assignee_id": update.transfer.agent_id}
    if update.time and fields:
        ticket["custom_fields"] = [
            {"id": fields.total, "value": update.time.total},
            {"id": fields.last, "value": update.time.spent},
        ]
    return json.dumps({"ticket": ticket}, ensure_ascii=False, separators=(",", ":")).encode()


def _comment(update: Update) -> dict[str, Any]:
    comment: dict[str, Any] = {"html_body": note_html(update.analysis), "public": False}
    return comment | ({"uploads": list(update.uploads)} if update.uploads else {})
