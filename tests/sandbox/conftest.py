"""What the tests beside this share."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.slack_kit import Town, town


@pytest.fixture
async def place() -> AsyncIterator[Town]:
    async with town() as built:
        yield built
