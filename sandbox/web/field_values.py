"""Checks the value that the page sent for a field, and converts it to what `Person` accepts."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.slack.checks import Report
from sandbox.slack.person import Person
from sandbox.slack.rich_text import RICH_TEXT, from_elements
from sandbox.slack.workspace import Workspace
from sandbox.web.bodies import Value
from sandbox.web.errors import Wrong

_PICKED = {
    "datepicker": re.compile(r"\d{4}-\d\d-\d\d"),
    "timepicker": re.compile(r"\d\d:\d\d"),
    "datetimepicker": re.compile(r"\d{1,10}"),
}


def field_value(slack: Workspace, person: Person, element: Mapping[str, Any], value: Value) -> Any:
    kind = str(element["type"])
    if kind == "file_input":
        return _files(slack, person, value)
    if kind == "rich_text_input":
        return _rich_text(value)
    several = kind.startswith("multi_") or kind == "checkboxes"
    if isinstance(value, list) is not several and value is not None:
        raise Wrong(f"A field of the kind {kind} takes {'a list' if several else 'one value'}.")
    if isinstance(value, list) and not all(isinstance(one, str) for one in value):
        raise Wrong(f"A field of the kind {kind} takes a list of texts.")
    if not value:
        return [] if several else "" if kind.endswith("_input") else None
    picked = _PICKED.get(kind)
    if picked and not picked.fullmatch(str(value)):
        raise Wrong(f"“{value!s:.40}” is not a valid value for a {kind}.")
    return value


def _files(slack: Workspace, person: Person, value: Value) -> list[Any]:
    ids = value if isinstance(value, list) else []
    files = [slack.files.get(str(one)) for one in ids]
    if any(file is None or file.owner != person.id for file in files):
        raise Wrong("One of these files was not uploaded.")
    return files


def _rich_text(value: Value) -> list[dict[str, Any]] | None:
    """The elements, if Slack would accept them as rich text. Raises Wrong."""
    if not value:
        return None
    parts = [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
    report = Report("modal")
    RICH_TEXT(from_elements(parts), "/value", report)
    if report.complaints or len(parts) != len(value):
        raise Wrong(f"That is not valid rich text. {report.complaints[0] if report.complaints else ''}".strip())
    return parts
