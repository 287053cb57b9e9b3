"""Fixtures of the sandbox's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.slack_kit import Town, town


@pytest.fixture
async def place() -> AsyncIterator[Town]:
    async with town() as built:
        yield built
