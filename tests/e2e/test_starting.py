"""Starts that cannot be, and what they say; and what health says meanwhile."""

import aiohttp
import pytest

from sandbox.bot import BotDied
from sandbox.faults import Fault
from tests.e2e.stage import open_office
from tests.e2e.story import Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def fails(story: Story, **settings: str) -> tuple[int, str]:
    """Exit code and what it said."""
    story.new_bot(settings, by_command=True)
    before = len(story.bot.log)
    with pytest.raises(BotDied):
        await story.bot.start()
    return await story.bot.ended(), story.bot.log[before:]


async def test_wrong_settings_are_all_named_and_no_secret_is_shown(fresh: Story) -> None:
    code, said = await fails(
        fresh, SLACK_BOT_TOKEN="xoxp-hush-hush-hush", ZENDESK_URL="http://ispnext.zendesk.com", POLL_SECONDS="fast"
    )
    assert code == 2
    for name in ("SLACK_BOT_TOKEN", "ZENDESK_URL", "POLL_SECONDS", "3 settings are wrong"):
        assert name in said
    assert "hush" not in said
    assert "Traceback" not in said


async def test_a_second_process_on_the_same_database_is_refused(fresh: Story) -> None:
    first = await fresh.start()
    await open_office(fresh)
    code, said = await fails(fresh)
    assert code == 1
    assert f"Another partnerdesk (process {first.pid}) is running on this database" in said
    fresh.bots.append(first)
    assert "All is well." in await fresh.says(fresh.tom, "status")
    assert await first.stop() == 0


async def test_a_start_waits_for_a_slack_that_is_away(fresh: Story) -> None:
    away = fresh.town.slack_faults.add(
        Fault(where="POST /api/auth.test", status=503, times=1, headers={"Retry-After": "1"})
    )
    await fresh.start()
    assert away.times == 0


async def test_without_a_socket_the_bot_is_healthy_but_not_ready(fresh: Story) -> None:
    bot = await fresh.start()
    gone = fresh.town.slack_faults.add(Fault(where="POST /api/apps.connections.open", times=1000, status=503))
    fresh.slack.cut_connections()
    async with aiohttp.ClientSession() as session:

        async def asked(path: str) -> tuple[int, str]:
            async with session.get(bot.url + path) as answer:
                return answer.status, await answer.text()

        await fresh.until(lambda: not fresh.slack.sockets.connections, "the sockets to be gone")
        assert (await asked("/healthz"))[0] == 200
        status, said = await asked("/readyz")
        assert (status, "no socket is connected" in said) == (503, True)
        gone.times = 0
        await fresh.slack.connected(2, seconds=20)
        assert (await asked("/readyz"))[0] == 200
    assert await bot.stop() == 0
