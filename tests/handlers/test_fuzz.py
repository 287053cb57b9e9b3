"""Spoiled payloads to every listener: none raises, hangs, shows another group's ticket or writes elsewhere."""

import pytest
import pytest_asyncio
from hypothesis import Phase, given, settings
from structlog.testing import capture_logs

from tests.handlers.conftest import Front
from tests.handlers.opening import Opening, Play
from tests.handlers.spoiling import Spoil, recipes, spoiled

pytestmark = pytest.mark.asyncio(loop_scope="module")

same_each_time = settings(derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])


@pytest_asyncio.fixture(loop_scope="module")
async def play(front: Front) -> Play:
    return await Opening(front).play()


def drawn() -> list[list[Spoil]]:
    """Draws the same recipes each time, before the bot runs: Hypothesis cannot drive tests on a shared loop."""
    found: list[list[Spoil]] = []

    @given(recipe=recipes)
    @same_each_time
    def draw(recipe: list[Spoil]) -> None:
        found.append(recipe)

    draw()
    return found


RECIPES = drawn()


async def test_no_spoiled_payload_raises_hangs_leaks_or_writes_elsewhere(play: Play) -> None:
    for recipe in RECIPES:
        with capture_logs() as log:
            for listener, build in play.builds.items():
                await play.try_out(listener, spoiled(build(play.senders[listener]), recipe, play.foreign))
            await play.front.settle()
        play.check(log, recipe)
    for sent in play.writes():
        assert sent.get("comment", {"public": False})["public"] is False
        assert sent.get("status", "open") == "open"
    assert len(play.theirs.audits) == 1


async def test_no_spoiled_payload_lets_an_outsider_or_a_guest_in(play: Play) -> None:
    mark = len(play.front.town.log)
    for recipe in RECIPES:
        with capture_logs() as log:
            for listener, build in play.builds.items():
                for who in (play.front.scene.outsider, play.guest):
                    await play.try_out(listener, spoiled(build(who), recipe, play.foreign))
            await play.front.settle()
        play.check(log, recipe)
    assert [request.path for request in play.front.town.log.since(mark) if request.service == "zendesk"] == []
