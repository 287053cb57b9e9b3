"""What `make audit` makes of pip-audit's answers."""

import json
import re
import subprocess
from collections.abc import Sequence

import pytest

from tests.dependencies.audit import COMMAND, NOT_AUDITED, audit

FINE = {"name": "httpx", "version": "0.28.1", "vulns": []}
BAD = {"name": "idna", "version": "3.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.7"], "aliases": []}]}
UNKNOWN = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be audited: yarl (1.25.1)"}


def said(*dependencies: object, complaint: str = "") -> tuple[str, bool]:
    def run(command: Sequence[str]) -> tuple[str, str]:
        assert command == COMMAND
        return json.dumps({"dependencies": dependencies, "fixes": []}) if dependencies else "", complaint

    verdict = audit(run)
    return verdict.text, verdict.is_well


def test_nothing_found_is_told_with_how_much_was_looked_at() -> None:
    assert said(FINE, FINE) == ("No known vulnerability in 2 dependencies.", True)


def test_what_was_found_is_told_with_where_it_is_mended_and_fails() -> None:
    text, well = said(FINE, BAD)
    assert "idna 3.1: PYSEC-1, mended in 3.7" in text
    assert not well


def test_what_the_service_does_not_know_is_not_called_sound() -> None:
    """A mirror without the vulnerabilities answers like this, and pip-audit ends well."""
    text, well = said(FINE, UNKNOWN)
    assert text.startswith(f"{NOT_AUDITED}: 1 of 2 dependencies")
    assert "yarl" in text
    assert "No known" not in text
    assert well


def test_what_was_found_fails_beside_what_is_unknown() -> None:
    text, well = said(BAD, UNKNOWN)
    assert ("PYSEC-1" in text, NOT_AUDITED in text, well) == (True, True, False)


@pytest.mark.parametrize("complaint", ["", "Traceback…\nrequests.exceptions.ConnectionError: no route"])
def test_without_a_service_it_says_so_and_ends_well(complaint: str) -> None:
    text, well = said(complaint=complaint)
    assert text.startswith(NOT_AUDITED)
    assert complaint.rpartition("\n")[2] in text
    assert well


def test_the_command_is_one_that_the_tool_takes() -> None:
    told = subprocess.run([*COMMAND[:3], "--help"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours
    assert {part for part in COMMAND if part.startswith("--")} <= set(re.findall(r"--[a-z-]+", told))
