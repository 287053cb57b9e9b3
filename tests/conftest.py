"""How the tests are shared out among processes."""

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class OneBrowserAFolder(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """Tests of the page share a demo and a browser, so a folder of them stays together; all others go one by one."""

    def _split_scope(self, nodeid: str) -> str:
        page = re.match(r"tests/page/\w+/", nodeid)
        return page[0] if page else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return OneBrowserAFolder(config, log)
