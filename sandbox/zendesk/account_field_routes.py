"""Routes that list the account's ticket fields, forms and statuses."""

from aiohttp import web

from sandbox.zendesk.account_fields import Field, Form, Status
from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.paging import single_page
from sandbox.zendesk.records import stamp
from sandbox.zendesk.shapes import Json

_LONG_AGO = stamp(1_734_307_200)


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/#list-ticket-fields
async def list_fields(call: Call) -> web.Response:
    return _listed(call, "ticket_fields", [_field(field) for field in call.world.account_fields.fields])


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_forms/#list-ticket-forms
async def list_forms(call: Call) -> web.Response:
    account_fields = call.world.account_fields
    field_ids = [field.id for field in account_fields.fields if field.active]
    forms = [form for form in account_fields.forms if _is_wanted(call, "active", value=form.active)]
    return _listed(call, "ticket_forms", [_form(form, account_fields.forms.index(form), field_ids) for form in forms])


# https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/#list-custom-ticket-statuses
async def list_custom_statuses(call: Call) -> web.Response:
    """This list has no pages."""
    categories = call.query("status_categories")
    shown = [
        _status(status)
        for status in call.world.account_fields.statuses
        if (not categories or status.category in categories.split(","))
        and _is_wanted(call, "active", value=status.active)
        and _is_wanted(call, "default", value=status.default)
    ]
    return call.answer({"custom_statuses": shown})


def _is_wanted(call: Call, filter_: str, *, value: bool) -> bool:
    return call.query(filter_, str(value)).lower() == str(value).lower()


def _listed(call: Call, name: str, rows: list[Json]) -> web.Response:
    return call.answer({name: rows, **single_page(len(rows))})


def _field(field: Field) -> Json:
    return {
        "id": field.id,
        "type": field.type,
        "title": field.title,
        "raw_title": field.raw_title,
        "description": "",
        "active": field.active,
        "required": False,
        "removable": not field.system,
        "editable_in_portal": False,
        "visible_in_portal": field.system,
        "agent_description": None,
        "created_at": _LONG_AGO,
        "updated_at": _LONG_AGO,
    }


def _form(form: Form, place: int, field_ids: list[int]) -> Json:
    return {
        "id": form.id,
        "name": form.name,
        "raw_name": form.name,
        "display_name": form.name,
        "raw_display_name": form.name,
        "active": form.active,
        "default": form.default,
        "end_user_visible": True,
        "position": place,
        "ticket_field_ids": field_ids,
        "created_at": _LONG_AGO,
        "updated_at": _LONG_AGO,
    }


def _status(status: Status) -> Json:
    return {
        "id": status.id,
        "status_category": status.category,
        "agent_label": status.label,
        "raw_agent_label": status.label,
        "end_user_label": status.label,
        "raw_end_user_label": status.label,
        "active": status.active,
        "default": status.default,
        "created_at": _LONG_AGO,
        "updated_at": _LONG_AGO,
    }


HANDLERS: dict[str, Handler] = {
    "list_fields": list_fields,
    "list_forms": list_forms,
    "list_custom_statuses": list_custom_statuses,
}
