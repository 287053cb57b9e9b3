"""How many examples Hypothesis tries, and how the tests are shared out among processes."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

# No deadline: on a busy machine a slow example says nothing about the code.
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", _UNHURRIED, max_examples=15)
settings.register_profile("long", _UNHURRIED, max_examples=500)
settings.load_profile("default")  # `--hypothesis-profile long` chooses the other one afterwards


class OneBrowserAFolder(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """Tests of the page share a demo and a browser, so a folder of them stays together; all others go one by one."""

    def _split_scope(self, nodeid: str) -> str:
        page = re.match(r"tests/page/\w+/", nodeid)
        return page[0] if page else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return OneBrowserAFolder(config, log)
