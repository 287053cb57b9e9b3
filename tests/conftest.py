"""How many examples Hypothesis tries, which tests run together in one process, and how tests log."""

from collections import defaultdict
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

# No deadline: on a busy machine a slow example says nothing about the code.
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", _UNHURRIED, max_examples=15)
settings.register_profile("long", _UNHURRIED, max_examples=500)
settings.load_profile("default")  # `--hypothesis-profile long` chooses the other one afterwards

SECONDS_PER_TEST = {
    "tests/faults": 30.0,
    "tests/page/demo": 6.0,
    "tests/page/hardships": 10.0,
    "tests/page/script": 1.0,
    "tests/e2e": 1.5,
    "tests/e2e/test_killed.py": 15.0,
    "tests/rules": 1.0,
    "tests/bot": 0.5,
    "tests/handlers": 0.3,
    "tests/work": 0.5,
}
"""Estimates, only used to start the longest groups first: a long group that starts last runs alone at the end."""
NOTHING_SHARED = {
    *("tests/faults", "tests/e2e/test_killed.py", "tests/e2e/test_backup.py", "tests/e2e/test_demo.py"),
    *("tests/e2e/test_guest_manners.py", "tests/e2e/test_restarts.py", "tests/e2e/test_secrets.py"),
}
"""Folders and modules of long tests that each set up their own town and bot: each test is a group."""
SHARED_BY_FOLDER = {"tests/page/demo", "tests/page/hardships", "tests/page/script"}
"""Folders whose modules share one browser and one demo: the folder is a group."""


def group_of(nodeid: str) -> str:
    """Tests of one group run in one process and share its set-ups. Outside the folders above it is the module."""
    module, folder = places_of(nodeid)
    if {module, folder} & NOTHING_SHARED:
        return nodeid
    return folder if folder in SHARED_BY_FOLDER else module


def places_of(nodeid: str) -> tuple[str, str]:
    """Module and folder."""
    module = nodeid.partition("::")[0]
    return module, module.rpartition("/")[0]


def seconds_of(nodeid: str) -> float:
    module, folder = places_of(nodeid)
    return SECONDS_PER_TEST.get(module) or SECONDS_PER_TEST.get(folder) or 0.05


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """A process that is free takes the next group, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    config.option.loadscopereorder = False  # it would put the groups with the most tests first
    return GroupScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not hasattr(config, "workerinput"):
        return  # without xdist the order of files is easier to follow
    seconds: defaultdict[str, float] = defaultdict(float)
    for item in items:
        seconds[group_of(item.nodeid)] += seconds_of(item.nodeid)
    items.sort(key=lambda item: -seconds[group_of(item.nodeid)])


def pytest_configure() -> None:
    """By default structlog draws every local variable of a traceback: half a second and more for each exception."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, plain])
