"""`partnerdesk doctor` beside a running bot: it sees everything, and disturbs nothing."""

import asyncio
import sys

import pytest

from tests.e2e.story import Story

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def doctor(story: Story) -> tuple[int | None, str]:
    """Exit code and output, in the bot's folder and with the bot's settings."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor",
        cwd=story.folder, env=story.bot.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_a_running_desk_is_found_healthy_and_goes_on(office: Story) -> None:
    live = set(office.zendesk.tokens.live)
    code, out = await doctor(office)
    assert (code, "✗" in out, "? " in out) == (0, False, False), out
    for about in ("Database: whole", "Work under way: partnerdesk.engine.db is whole", "Tom de Boer", "Sanne Bakker"):
        assert f"✓ {about}" in out, out
    assert set(office.zendesk.tokens.live) == live
    _, card = await office.assigned("After the doctor was here")
    assert card
    secrets = [secret for token in office.zendesk.tokens.live.values() for secret in (token.access, token.refresh)]
    assert not [secret for secret in (*secrets, office.slack.bot_token, office.slack.app_token) if secret in out]


async def test_what_breaks_while_it_runs_is_found(office: Story) -> None:
    office.slack.archive(office.scene.channel)
    try:
        code, out = await doctor(office)
    finally:
        office.scene.channel.archived = False
    assert code == 1
    assert "✗ Channel #ispnext-tickets: the channel is archived." in out
