"""The account's ticket fields, forms and statuses; admins can change them."""

from collections.abc import Callable
from dataclasses import dataclass

CATEGORIES = {"new": "New", "open": "Open", "pending": "Pending", "hold": "On-hold", "solved": "Solved"}
"""Each status category with the label of its default status."""

_SYSTEM_FIELDS = {
    "subject": "Subject",
    "description": "Description",
    "status": "Status",
    "tickettype": "Type",
    "priority": "Priority",
    "group": "Group",
    "assignee": "Assignee",
}


@dataclass
class Field:
    id: int
    title: str
    """The title that users see; it may be translated."""
    raw_title: str
    type: str
    system: bool = True
    active: bool = True


@dataclass
class Form:
    id: int
    name: str
    default: bool = False
    active: bool = True


@dataclass
class Status:
    """A status that an agent chooses; in the API a ticket's `status` is only the category."""

    id: int
    category: str
    label: str
    default: bool = False
    active: bool = True


class AccountFields:
    def __init__(self, new_id: Callable[[], int]) -> None:
        self._new_id = new_id
        self.fields = [Field(new_id(), title, title, kind) for kind, title in _SYSTEM_FIELDS.items()]
        self.forms = [Form(new_id(), "Support request", default=True)]
        self.statuses = [Status(new_id(), category, label, default=True) for category, label in CATEGORIES.items()]

    @property
    def has_own_statuses(self) -> bool:
        """Whether the account has custom statuses; without them the audits show only categories."""
        return any(not status.default for status in self.statuses)

    def add_field(self, title: str, kind: str = "integer") -> Field:
        field = Field(self._new_id(), title, title, kind, system=False)
        self.fields.append(field)
        return field

    def add_form(self, name: str) -> Form:
        form = Form(self._new_id(), name)
        self.forms.append(form)
        return form

    def add_status(self, category: str, label: str) -> Status:
        if category not in CATEGORIES:
            raise ValueError(f"{category} is not a status category")
        status = Status(self._new_id(), category, label)
        self.statuses.append(status)
        return status

    def custom_field(self, field_id: object) -> Field | None:
        return next((field for field in self.fields if field.id == field_id and not field.system), None)

    def form(self, form_id: object) -> Form | None:
        return next((form for form in self.forms if form.id == form_id), None)

    def status(self, status_id: object) -> Status | None:
        return next((status for status in self.statuses if status.id == status_id), None)

    def default_status(self, category: str) -> Status:
        """The default status of the category; `closed` counts as `solved`."""
        wanted = "solved" if category == "closed" else category
        return next(status for status in self.statuses if status.default and status.category == wanted)
