"""What the partner admin's guide shows of the doctor is what it says: both samples are made here."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.town import Town, open_town
from tests.bot.doctor_scene import SetUp, set_up, told
from work.lock import ProcessLock

GUIDE = Path(__file__).parents[2] / "docs" / "partner-admins.md"


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened:
        yield opened


@pytest.fixture
async def desk(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SetUp]:
    made = await set_up(town, told(town, tmp_path, monkeypatch))
    made.settings.engine_path.touch(0o600)
    lock = ProcessLock(made.settings.lock_path)
    lock.take()
    yield made
    lock.release()
    await made.sqlite.close()


async def said(desk: SetUp) -> str:
    """Every line, with days and the folder as in the guide."""
    text = "\n".join(map(str, await desk.examined()))
    text = text.replace(str(desk.settings.database_path.parent), "/var/lib/partnerdesk")
    issued, until = "2026-11-26", "2026-12-26"
    text = re.sub(r"renewed on [\d-]+", f"renewed on {issued}", text)
    return re.sub(r"good until [\d-]+", f"good until {until}", text)


def sample(title: str) -> str:
    found = re.search(rf"\*\*{title}\*\*.*?```text\n(.*?)\n```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found, f"The guide shows no sample of {title}."
    return found[1]


async def test_the_guide_shows_a_healthy_set_up_as_it_is_told(desk: SetUp) -> None:
    assert sample("A healthy set-up") == await said(desk)


async def test_the_guide_shows_a_broken_set_up_as_it_is_told(desk: SetUp) -> None:
    desk.town.slack.scopes = tuple(scope for scope in desk.town.slack.scopes if scope != "files:read")
    desk.town.slack.archive(desk.scene.channel)
    desk.town.zendesk.assign_to_any_group = False
    link = await desk.store.links.get(desk.scene.sanne.id)
    assert link
    await desk.store.links.put(replace(link, lapsed=True))
    desk.settings.engine_path.chmod(0o644)
    assert sample("A broken one") == await said(desk)
