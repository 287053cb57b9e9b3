"""Routes of the words a ticket is described with: fields, forms, statuses."""

from aiohttp import web

from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.records import stamp
from sandbox.zendesk.shapes import Json
from sandbox.zendesk.world import Field

_LONG_AGO = stamp(1_734_307_200)
_LABELS = {"new": "New", "open": "Open", "pending": "Pending", "hold": "On-hold", "solved": "Solved"}


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/#list-ticket-fields
async def list_fields(call: Call) -> web.Response:
    return _listed(call, "ticket_fields", [_field(field) for field in call.world.fields])


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_forms/#list-ticket-forms
async def list_forms(call: Call) -> web.Response:
    form = {
        "id": call.world.form_id,
        "name": "Support request",
        "raw_name": "Support request",
        "display_name": "Support request",
        "active": True,
        "default": True,
        "end_user_visible": True,
        "position": 1,
        "ticket_field_ids": [field.id for field in call.world.fields],
        "created_at": _LONG_AGO,
        "updated_at": _LONG_AGO,
    }
    return _listed(call, "ticket_forms", [form])


# https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/#list-custom-ticket-statuses
async def list_custom_statuses(call: Call) -> web.Response:
    shown = [
        {
            "id": status_id,
            "status_category": category,
            "agent_label": _LABELS[category],
            "raw_agent_label": _LABELS[category],
            "end_user_label": _LABELS[category],
            "active": True,
            "default": True,
            "created_at": _LONG_AGO,
            "updated_at": _LONG_AGO,
        }
        for category, status_id in call.world.status_ids.items()
    ]
    return call.answer({"custom_statuses": shown})


def _listed(call: Call, name: str, rows: list[Json]) -> web.Response:
    return call.answer({name: rows, "next_page": None, "previous_page": None, "count": len(rows)})


def _field(field: Field) -> Json:
    return {
        "id": field.id,
        "type": field.type,
        "title": field.title,
        "raw_title": field.title,
        "description": "",
        "active": True,
        "required": False,
        "removable": not field.system,
        "editable_in_portal": False,
        "visible_in_portal": field.system,
        "agent_description": None,
        "created_at": _LONG_AGO,
        "updated_at": _LONG_AGO,
    }


HANDLERS: dict[str, Handler] = {
    "list_fields": list_fields,
    "list_forms": list_forms,
    "list_custom_statuses": list_custom_statuses,
}
