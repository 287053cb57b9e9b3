"""Small checks from which the rules for blocks and views are built; complaints use Slack's wording."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]


@dataclass
class Report:
    """Collects the complaints about one payload on one surface."""

    surface: Surface
    complaints: list[str] = field(default_factory=list)

    def add(self, complaint: str, at: str) -> None:
        self.complaints.append(f"{complaint} [json-pointer:{at}]")


Check = Callable[[Any, str, Report], None]


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must be a string", at)
        elif len(value) > most:
            report.add(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            report.add(f"must be more than {least - 1} characters", at)

    return check


def matches(pattern: Callable[[str], object], complaint: str) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str) or not pattern(value):
            report.add(complaint, at)

    return check


def flag(value: Any, at: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add("must be a boolean", at)


def number(least: float, most: float) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            report.add("must be a number", at)
        elif not least <= value <= most:
            report.add(f"must be between {least} and {most}", at)

    return check


def choice(*allowed: object) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if value not in allowed:
            report.add(f"must be one of {', '.join(map(str, allowed))}", at)

    return check


def items(each: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must be an array", at)
            return
        if len(value) > most:
            report.add(f"no more than {most} items allowed", at)
        if len(value) < least:
            report.add(f"no fewer than {least} items allowed", at)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", report)

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these properties and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must be an object", at)
            return
        for name in required:
            if value.get(name) is None:
                report.add(f"missing required field: {name}", at)
        for name, part in value.items():
            if name not in known:
                report.add(f"invalid additional property: {name}", at)
            elif part is not None:
                known[name](part, f"{at}/{name}", report)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` decides which check applies."""

    def check(value: Any, at: str, report: Report) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            report.add(f"unsupported type: {kind}", f"{at}/type")
            return
        kinds[kind](value, at, report)

    return check


def every(*checks: Check) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        for one in checks:
            one(value, at, report)

    return check


def exactly_one(*names: str) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if isinstance(value, dict) and sum(value.get(name) is not None for name in names) != 1:
            report.add(f"exactly one of {', '.join(names)} is required", at)

    return check


def at_least_one(*names: str) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if isinstance(value, dict) and all(not value.get(name) for name in names):
            report.add(f"one of {', '.join(names)} is required", at)

    return check


def only_on(*surfaces: Surface) -> Check:
    def check(value: Any, at: str, report: Report) -> None:
        if report.surface not in surfaces:
            report.add(f"unsupported type: {value.get('type')}", f"{at}/type")

    return check


def text_kinds(most: int) -> dict[str, Check]:
    return {
        "plain_text": shape({"type": anything, "text": string(most)}, {"emoji": flag}),
        "mrkdwn": shape({"type": anything, "text": string(most)}, {"verbatim": flag}),
    }


def plain(most: int) -> Check:
    return by_type({"plain_text": text_kinds(most)["plain_text"]})


def text(most: int) -> Check:
    return by_type(text_kinds(most))


def anything(value: Any, at: str, report: Report) -> None:
    """Accepts every value."""


url = every(
    string(3000), matches(lambda value: value.startswith(("http://", "https://", "mailto:", "slack://")), "invalid url")
)
