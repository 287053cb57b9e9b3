"""An office whose day has begun: Tom (full) and Sanne (light) are connected and Partner-NL is watched in C1."""

from collections.abc import AsyncIterator

import pytest

from desk.model.people import Link
from tests.desk.office import SANNE, TOM, Office, opened_office


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with opened_office() as office:
        yield office


@pytest.fixture
async def tom(office: Office) -> Link:
    return await office.connect("U-TOM", TOM)


@pytest.fixture
async def sanne(office: Office) -> Link:
    return await office.connect("U-SANNE", SANNE)


@pytest.fixture
async def watched(office: Office, tom: Link) -> Office:
    assert tom
    await office.watch()
    return office


@pytest.fixture
async def assigned(watched: Office, sanne: Link) -> Office:
    assert sanne
    await watched.assigned()
    return watched
