"""No token, key, code or secret gets out: no log, `ps`, Slack, file or route holds one; keys change without a break."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from cryptography.fernet import Fernet

from sandbox.faults import Fault
from sandbox.town import LOOPBACK_REDIRECT, SCOPES
from tests.e2e.stage import open_office, side_by_side, stage
from tests.e2e.story import Story

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLIENT_SECRET = "the-client-secret-of-a-confidential-client"
WEBHOOK_SECRET = "the-secret-of-the-vendors-webhook"
WRITTEN = "what-somebody-wrote-for-the-customers-eyes-only"
HALF_A_GRANT = "a-token-in-an-answer-that-makes-no-sense"
TOKENS = "POST /oauth/tokens"


@dataclass
class Known:
    """Every secret that there was in a story, on any side."""

    story: Story
    keys: tuple[str, ...]
    tokens: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Tokens die when they are renewed, so this is called before."""
        for token in self.story.zendesk.tokens.live.values():
            self.tokens |= {token.access, token.refresh}

    @property
    def grants(self) -> set[str]:
        """Codes, verifiers and tokens that went over the wire in a sign-in."""
        sent = [json.loads(each.sent) for each in self.story.town.log if f"{each.method} {each.path}" == TOKENS]
        names = ("code", "code_verifier", "refresh_token")
        return {str(body[name]) for body in sent for name in names if name in body}

    @property
    def of_slack(self) -> set[str]:
        slack = self.story.slack
        return {slack.bot_token, slack.app_token, slack.signing_secret}

    @property
    def of_zendesk(self) -> set[str]:
        self.look()
        return {*self.tokens, *self.grants, CLIENT_SECRET, WEBHOOK_SECRET, HALF_A_GRANT}

    def everything(self) -> set[str]:
        return {*self.keys, *self.of_slack, *self.of_zendesk}


def out_in(text: str, secrets: set[str]) -> list[str]:
    return [secret for secret in secrets if secret in text]


@contextmanager
def loose_umask() -> Iterator[None]:
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


async def eventful(story: Story, known: Known) -> None:
    """Everything that handles a secret: sign-ins, renewals, refusals, outages, a lapse, leaving."""
    await open_office(story)
    known.look()
    ticket, _ = await story.assigned("Looked at closely")
    story.vendor.expire_tokens(story.scene.sanne_agent)
    story.town.zendesk_faults.add(Fault(TOKENS, status=503))
    story.town.zendesk_faults.add(
        Fault(TOKENS, status=201, body=json.dumps({"access_token": [HALF_A_GRANT]}), content_type="application/json")
    )
    for _ in range(4):
        await story.sanne.command("/desk", f"ticket {ticket.id}", channel=story.channel)
    await story.hears(story.sanne, "Looked at closely")
    await story.write(story.sanne, ticket, WRITTEN)
    await story.until(lambda: any(WRITTEN in each.plain for each in ticket.comments), "the note")
    known.look()
    story.vendor.revoke_tokens(story.scene.sanne_agent)
    await story.sanne.command("/desk", f"ticket {ticket.id}", channel=story.channel)
    await story.is_told(story.sanne, "Zendesk no longer accepts your connection")
    offer = await story.desk(story.sanne, "connect")
    await story.paste(story.sanne, offer, f"{LOOPBACK_REDIRECT}?state=of-nobody&code=never-given")
    await story.connect(story.sanne)
    known.look()
    await story.desk(story.sanne, "disconnect")
    await story.polls()


async def routes(story: Story) -> str:
    async with aiohttp.ClientSession() as session:
        said = []
        for path in ("/healthz", "/readyz", "/metrics", "/zendesk/callback?code=x&state=y", "/nowhere"):
            async with session.get(f"{story.bot.url}{path}") as answer:
                said.append(await answer.text())
    return "\n".join(said)


def shown_by_ps(pid: int) -> str:
    """The arguments and the title of the process, as everybody on the machine can read them."""
    return "\n".join(Path(f"/proc/{pid}/{name}").read_text() for name in ("cmdline", "comm", "status"))


def check_nothing_got_out(story: Story, known: Known, said: str) -> None:
    everything = known.everything()
    assert len(known.tokens) > 6, "the story renewed and made tokens anew"
    assert out_in(story.bot.log, {*everything, WRITTEN, "Looked at closely"}) == []
    assert "ws://" not in story.bot.log  # a socket's address is as good as a token
    assert out_in(said, everything) == []
    for each in story.town.log:
        sent = f"{each.path}?{each.query}\n{each.sent.decode(errors='replace')}\n{each.headers}"
        others = known.of_zendesk if each.service == "slack" else known.of_slack
        assert out_in(sent, {*others, *known.keys}) == [], each.path
        if each.service == "slack":
            assert out_in(sent, known.of_slack) == [], each.path
    for file in story.folder.iterdir():
        if file.suffix not in {".log", ".key"}:
            held = file.read_bytes()
            assert [secret for secret in everything if secret.encode() in held] == [], file.name


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="only Linux shows processes as files")
async def test_no_secret_gets_out_at_any_log_level(tmp_path: Path) -> None:
    async def told_at(level: str, log_format: str, *, by_command: bool) -> None:
        key = Fernet.generate_key().decode()
        async with stage(tmp_path / f"{level}-{log_format}") as story:
            story.zendesk.register_client(
                "confidential", redirect_uris=(LOOPBACK_REDIRECT,), scopes=SCOPES, kind="confidential",
                secret=CLIENT_SECRET,
            )  # fmt: skip
            settings = {
                "LOG_LEVEL": level,
                "LOG_FORMAT": log_format,
                "SECRET_KEYS": key,
                "ZENDESK_CLIENT_ID": "confidential",
                "ZENDESK_CLIENT_SECRET": CLIENT_SECRET,
                "ZENDESK_WEBHOOK_SECRET": WEBHOOK_SECRET,
                "SLACK_SIGNING_SECRET": story.slack.signing_secret,
            }
            known = Known(story, (key,))
            await story.start(settings, by_command=by_command)
            await eventful(story, known)
            said = await routes(story) + shown_by_ps(story.bot.pid)
            assert await story.bot.stop() == 0
            check_nothing_got_out(story, known, said)

    # A higher level writes a part of these lines.
    await side_by_side(
        {
            "json": told_at("DEBUG", "json", by_command=True),
            "console": told_at("DEBUG", "console", by_command=False),
        }
    )


async def test_files_are_private_under_a_loose_umask_and_loose_ones_are_mended(fresh: Story) -> None:
    with loose_umask():
        for name in ("partnerdesk.engine.db", "partnerdesk.lock.pid"):
            (fresh.folder / name).touch()
            (fresh.folder / name).chmod(0o666)
        await fresh.start(by_command=True)
        await open_office(fresh)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in fresh.folder.iterdir() if file.suffix != ".log"}
    assert set(modes.values()) == {0o600}, modes
    names = {"partnerdesk.db", "partnerdesk.db-wal", "partnerdesk.engine.db", "partnerdesk.engine.db-wal"}
    assert names | {"partnerdesk.key", "partnerdesk.lock.pid"} <= set(modes)
    assert await fresh.bot.stop() == 0


async def test_keys_are_changed_without_a_break(fresh: Story) -> None:
    old, new, other = (Fernet.generate_key().decode() for _ in range(3))
    await fresh.start({"SECRET_KEYS": old})
    await open_office(fresh)
    await fresh.bot.stop()

    await fresh.start({"SECRET_KEYS": f"{new},{old}"})
    ticket, _ = await fresh.assigned("While both keys are there")
    for person, agent in ((fresh.tom, fresh.scene.tom_agent), (fresh.sanne, fresh.scene.sanne_agent)):
        fresh.vendor.expire_tokens(agent)
        assert "While both keys are there" in await fresh.says(person, f"ticket {ticket.id}")
    await fresh.bot.stop()

    await fresh.start({"SECRET_KEYS": new})
    await fresh.assigned("With the new key alone")
    assert "With the new key alone" in await fresh.says(fresh.sanne)
    assert "keys.missing" not in fresh.bot.log
    await fresh.bot.stop()

    fresh.new_bot({"SECRET_KEYS": other})
    await fresh.bot.start(says="/healthz")
    told = await fresh.is_told(fresh.tom, "started without the key that sealed the connection")
    assert "Put that key back into SECRET_KEYS" in told
    await fresh.until(lambda: "keys.missing" in fresh.bot.log, "the log to tell of it")
    assert "sealed with a key that is not in SECRET_KEYS" in await fresh.says(fresh.tom, f"ticket {ticket.id}")
    await fresh.connect(fresh.tom)
    assert "While both keys are there" in await fresh.says(fresh.tom, f"ticket {ticket.id}")
    assert not out_in(fresh.bot.log, {old, new, other})
    await fresh.bot.stop()
