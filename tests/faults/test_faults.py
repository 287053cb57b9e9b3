"""A short run with a fixed seed: whatever breaks and dies, nothing is lost and nothing is done twice."""

from pathlib import Path

import pytest

from tests.faults.kinds import BITING, QUICK
from tests.faults.run import Size, run
from tests.faults.steps import every_step
from tests.faults.table import complaints, printed, total

SEED = "short"
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(600)]


async def test_a_short_run_loses_and_doubles_nothing(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    size = Size(submissions=12, assignments=8, kills=4, towns=2, kinds=QUICK)
    outcome = await run(size, SEED, tmp_path, print)
    print(*printed(outcome), sep="\n")
    assert list(complaints(outcome)) == []
    assert {played.kind for played, _ in outcome.rounds} == {kind.name for kind in QUICK}
    assert all(played.injected for played, _ in outcome.rounds)


async def test_the_suite_bites_without_the_checks_effects_are_doubled(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    size = Size(submissions=3, assignments=2, kills=1, towns=1, checks=False, kinds=BITING[:1])
    outcome = await run(size, SEED, tmp_path, print)
    print(*printed(outcome), sep="\n")
    assert total(outcome).twice > 0
    assert total(outcome).lost == 0


async def test_every_step_on_the_way_is_one_to_die_at() -> None:
    steps = every_step()
    assert len(steps) > 25
    for needed in ("SqliteSubmissions.put", "ZendeskTickets.update", "ZendeskTickets.audits", "SqlitePosts.intend"):
        assert [step for step in steps if step.endswith(f":{needed}")]
