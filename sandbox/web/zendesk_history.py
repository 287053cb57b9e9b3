"""A ticket's audits as text for people: names instead of ids, hours instead of seconds."""

from collections.abc import Callable
from typing import Any

from sandbox.zendesk.account_fields import CATEGORIES
from sandbox.zendesk.records import SYSTEM, Audit, Change, Comment, Event, PrivacyChange
from sandbox.zendesk.world import World


def audit_item(world: World, audit: Audit) -> dict[str, Any]:
    author = "the system" if audit.author_id == SYSTEM else person_name(world, audit.author_id)
    lines = [_line(world, event) for event in audit.events]
    return {"id": audit.id, "author": author, "at": audit.created_at, "by_api": audit.via == "api", "lines": lines}


def hours(seconds: int) -> str:
    """As h:mm, like the Time Tracking app."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}"


def category_name(status: str) -> str:
    return CATEGORIES.get(status, status.capitalize())


def group_name(world: World, number: int | None) -> str | None:
    group = world.groups.get(number or 0)
    return group.name if group else None


def person_name(world: World, number: int) -> str:
    user = world.users.get(number)
    return user.name if user else "somebody"


def _line(world: World, event: Event) -> str:
    if isinstance(event, Comment):
        return "public reply" if event.public else "internal note"
    if isinstance(event, PrivacyChange):
        return "a comment was made public" if event.public else "a comment was made internal"
    if not isinstance(event, Change):
        return f"mail to {', '.join(person_name(world, number) for number in event.recipients)}"
    field, shown = _field(world, event.field_name)
    now, before = shown(event.value), shown(event.previous_value)
    changed = f"{field}: {now}" if event.type == "Create" else f"{field}: {before} → {now}"
    return f"{changed} (by the {event.rule.kind} “{event.rule.title}”)" if event.rule else changed


Shown = Callable[[str | list[str] | None], str]


def _field(world: World, name: str) -> tuple[str, Shown]:
    """The field's name for people, and the function that turns its values into text."""

    def named(look_up: Callable[[int], str | None], nothing: str) -> Shown:
        return lambda value: (look_up(int(value)) or "deleted") if isinstance(value, str) else nothing

    def organization(number: int) -> str | None:
        found = world.organizations.get(number)
        return found.name if found else None

    def person(number: int) -> str:
        return person_name(world, number)

    def form(number: int) -> str | None:
        found = world.account_fields.form(number)
        return found.name if found else None

    def status(number: int) -> str | None:
        found = world.account_fields.status(number)
        return found.label if found else None

    known: dict[str, tuple[str, Shown]] = {
        "group_id": ("group", named(lambda number: group_name(world, number), "no group")),
        "assignee_id": ("assignee", named(person, "nobody")),
        "requester_id": ("requester", named(person, "nobody")),
        "organization_id": ("organization", named(organization, "none")),
        "ticket_form_id": ("form", named(form, "no form")),
        "custom_status_id": ("ticket status", named(status, "nothing")),
        "follower_ids": ("followers", lambda value: ", ".join(person(int(each)) for each in value or ()) or "nobody"),
        "status": ("status", lambda value: category_name(str(value)) if value else "nothing"),
        "priority": ("priority", _word),
        "type": ("type", _word),
        str(world.total_time_field.id): ("total time spent", _hours),
        str(world.last_time_field.id): ("time spent in this update", _hours),
    }
    title = next((field.title for field in world.fields if str(field.id) == name), name.replace("_", " "))
    return known.get(name, (title, _plain))


def _plain(value: str | list[str] | None) -> str:
    return ", ".join(value) if isinstance(value, list) and value else str(value or "nothing")


def _word(value: str | list[str] | None) -> str:
    return _plain(value).capitalize() if value else "nothing"


def _hours(value: str | list[str] | None) -> str:
    return hours(int(value)) if isinstance(value, str) else "nothing"
