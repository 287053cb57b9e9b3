"""`make audit`: are there known vulnerabilities in what is locked? Ends with 1 if there are.

Where nobody can be asked it says so plainly and ends well: a machine without a way out must not fail for it.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from tests.dependencies.lock import DEVELOPING

SECONDS = 300
COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--requirement", str(DEVELOPING), "--no-deps", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off"),
)
NOT_AUDITED = "NOT AUDITED"

Run = Callable[[Sequence[str]], tuple[str, str]]
"""Carries a command out and tells what it printed, and what it complained of."""


class Vulnerability(BaseModel):
    id: str
    fix_versions: tuple[str, ...] = ()


class Dependency(BaseModel):
    name: str
    version: str = ""
    vulns: tuple[Vulnerability, ...] = ()
    skip_reason: str | None = None


class Answer(BaseModel):
    dependencies: tuple[Dependency, ...]


@dataclass(frozen=True)
class Verdict:
    text: str
    is_well: bool


def audit(run: Run) -> Verdict:
    printed, complaint = run(COMMAND)
    try:
        told = Answer.model_validate_json(printed).dependencies
    except ValidationError:
        last = complaint.strip().rpartition("\n")[2][:300] or "it printed nothing"
        return Verdict(f"{NOT_AUDITED}: pip-audit could not ask its service. {last}", is_well=True)
    found = [f"  {each.name} {each.version}: {_vulnerability(vuln)}" for each in told for vuln in each.vulns]
    skipped = [each.name for each in told if each.skip_reason]
    lines = [f"Known vulnerabilities: {len(found)}", *found] if found else []
    if skipped:
        which = f": {', '.join(skipped)}" if len(skipped) < len(told) else ""
        lines.append(
            f"{NOT_AUDITED}: {len(skipped)} of {len(told)} dependencies, which the service does not know{which}."
        )
    elif not found:
        lines.append(f"No known vulnerability in {len(told)} dependencies.")
    return Verdict("\n".join(lines), is_well=not found)


def _vulnerability(vulnerability: Vulnerability) -> str:
    mended = f"mended in {', '.join(vulnerability.fix_versions)}" if vulnerability.fix_versions else "not mended yet"
    return f"{vulnerability.id}, {mended}"


def _run(command: Sequence[str]) -> tuple[str, str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return "", f"It did not end within {SECONDS} seconds."
    return done.stdout, done.stderr


if __name__ == "__main__":
    verdict = audit(_run)
    print(verdict.text)  # noqa: T201 - this is its output
    sys.exit(0 if verdict.is_well else 1)
