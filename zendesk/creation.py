"""Everything that the bot writes into a ticket that it creates (R9)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from desk.model.new_tickets import TicketKind
from desk.ports.tickets import Creation
from zendesk.notes.html import note_html
from zendesk.shapes import MARK

_OURS = "partnerdesk:"


@dataclass(frozen=True)
class Mark:
    """How the vendor tells a kind of ticket from others."""

    by: Literal["tag", "type", "form"]
    value: str

    @classmethod
    def read(cls, written: str) -> "Mark":
        """From `tag:NAME`, `type:TYPE` or `form:ID`."""
        by, _, value = written.partition(":")
        match by:
            case "tag" | "type" | "form":
                return cls(by, value)
        raise ValueError(f"{by}: is not a way to tell a kind of ticket")


MARKS: Mapping[TicketKind, Mark] = MappingProxyType(
    {TicketKind.CHANGE_REQUEST: Mark("tag", "change_request"), TicketKind.MAINTENANCE: Mark("tag", "maintenance")}
)


def external_id(creation_id: str) -> str:
    return _OURS + creation_id


def creation_body(creation: Creation, marks: Mapping[TicketKind, Mark]) -> bytes:
    """The first comment is internal (R2); status and assignee are not set, and no tag but the kind's.

    https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#create-ticket
    """
    ticket: dict[str, Any] = {
        "subject": creation.subject,
        "comment": {"html_body": note_html(creation.comment), "public": False},
        "external_id": external_id(creation.id),
        "metadata": {MARK: {"submission": creation.id, "v": 1}},
    }
    ids = {name: getattr(creation, name) for name in ("requester_id", "organization_id", "group_id")}
    ticket |= {name: value for name, value in ids.items() if value is not None}
    return json.dumps(
        {"ticket": ticket | _marked(marks[creation.kind])}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _marked(mark: Mark) -> dict[str, Any]:
    match mark.by:
        case "tag":
            return {"tags": [mark.value]}
        case "type":
            return {"type": mark.value}
        case "form":
            return {"ticket_form_id": int(mark.value)}
