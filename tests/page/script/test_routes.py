"""The page's routes refuse bad input with a clear sentence, and answer only the page on this machine."""

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.scene import set_scene
from sandbox.town import address_of, listen, open_town
from sandbox.web.app import serve_page
from sandbox.web.page_state import PageState
from tests.page.scripted import MANIFEST, ScriptedSandbox, field, option

pytestmark = pytest.mark.asyncio(loop_scope="session")
JSON = {"Content-Type": "application/json"}


@pytest_asyncio.fixture(loop_scope="session")
async def session(sandbox: ScriptedSandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.address, headers={"Origin": sandbox.address}) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/api/slack/nobody/command", "{}", 404, "There is no person called “nobody”"),
        ("/api/slack/joris/command", "{}", 409, "not in this Slack"),
        ("/api/slack/sanne/command", "not json", 422, "Invalid JSON"),
        ("/api/slack/sanne/command", "[]", 422, "object"),
        ("/api/slack/sanne/command", '{"channel": "C1"}', 422, "Text: Field required."),
        ("/api/slack/sanne/command", '{"channel": 1, "text": "x"}', 422, "Channel: Input should be a valid string."),
        ("/api/slack/sanne/command", '{"channel": "C1", "text": "x", "x": 1}', 422, "X: Extra inputs"),
        (
            "/api/slack/sanne/command",
            '{"channel": "C1", "text": "/script"}',
            404,
            "Sanne Bakker is not in a channel “C1”.",
        ),
        ("/api/slack/sanne/say", '{"channel": "C1", "text": ""}', 422, "at least 1 character"),
        ("/api/slack/sanne/click", '{"block_id": "b", "action_id": "a"}', 404, "no longer exists"),
        ("/api/slack/sanne/click", '{"block_id": "b", "action_id": "a", "view": "V1"}', 404, "no longer exists"),
        ("/api/slack/sanne/fill", '{"view": "V1", "block_id": "b", "value": "x"}', 409, "no longer on top"),
        ("/api/slack/sanne/submit", '{"view": "V1", "values": {}}', 409, "no longer on top"),
        ("/api/slack/sanne/close", '{"view": "V1"}', 409, "no longer on top"),
        ("/api/slack/sanne/dismiss", '{"channel": "C1", "ts": "1"}', 404, "not in a channel"),
        ("/api/slack/sanne/home", '{"tab": "about"}', 422, "Tab: Input should be 'home' or 'messages'"),
        ("/api/slack/sanne/unknown", "{}", 404, "POST /api/slack/sanne/unknown: Not Found."),
        ("/api/slack/sanne/files?name=../x", "x", 400, "without slashes"),
        ("/api/slack/sanne/files", "x", 400, "A file needs a name"),
        ("/api/zendesk/tickets", '{"subject": " ", "description": "x"}', 409, "A ticket needs a subject."),
        ("/api/zendesk/tickets", '{"subject": "x"}', 422, "Description: Field required."),
        ("/api/zendesk/tickets/1/assign", '{"to_partner": true}', 404, "There is no ticket #1."),
        ("/api/zendesk/tickets/x/assign", "{}", 404, "Not Found"),
        ("/api/zendesk/tickets/48200/assign", '{"to_partner": false}', 409, "is with ISPnext Support already"),
        ("/api/zendesk/tickets/48200/comment", '{"text": "  ", "public": false}', 409, "needs text"),
        ("/api/zendesk/tickets/48200/status", '{"status": "deleted"}', 422, "Status: String should match"),
        ("/api/failures/flood", '{"on": true}', 404, "There is no switch “flood”"),
        ("/api/failures/zendesk-down", '{"on": "yes"}', 422, "On: Input should be a valid boolean."),
        ("/api/bot/restart", "{}", 409, "did not start the bot"),
        ("/api/bot/freeze", "{}", 409, "did not start the bot"),
    ],
)
async def test_bad_input_is_refused_in_a_sentence(
    session: aiohttp.ClientSession, path: str, body: str, status: int, words: str
) -> None:
    async with session.post(path, data=body, headers=JSON) as answer:
        assert answer.status == status
        assert words in (await answer.json())["error"]


@pytest.mark.parametrize(
    "value",
    ['"words"', '["F1"]', '[{"type": "rich_text_section"}]', '[{"type": "script", "elements": []}]', '{"a": 1}', "7"],
)
@pytest.mark.parametrize("kind", ["file_input", "rich_text_input", "static_select", "multi_users_select"])
async def test_a_value_of_the_wrong_shape_for_its_field_is_refused(
    sandbox: ScriptedSandbox, session: aiohttp.ClientSession, kind: str, value: str
) -> None:
    more: dict[str, Any] = {"options": [option("a")]} if kind == "static_select" else {}
    view = sandbox.opens(blocks=[field(kind, **more)])
    body = f'{{"view": "{view.id}", "block_id": "{kind}", "value": {value}}}'
    async with session.post("/api/slack/sanne/fill", data=body, headers=JSON) as answer:
        fits = (kind, value) in {("multi_users_select", '["F1"]'), ("file_input", '"words"')}
        assert answer.status in ({200} if fits else {400, 409, 422}), await answer.text()


async def test_a_date_field_takes_only_dates(sandbox: ScriptedSandbox, session: aiohttp.ClientSession) -> None:
    view = sandbox.opens(blocks=[field("datepicker")])
    for value, status in (("2026-11-23", 200), (None, 200), ("", 200), ("tomorrow", 400), ("2026-11-23T10:00", 400)):
        sent = {"view": view.id, "block_id": "datepicker", "value": value}
        async with session.post("/api/slack/sanne/fill", json=sent) as answer:
            assert answer.status == status, value


async def test_other_hosts_other_origins_and_other_kinds_of_body_are_refused(
    sandbox: ScriptedSandbox, session: aiohttp.ClientSession
) -> None:
    async with session.get("/", headers={"Host": "rebound.example"}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (
            403,
            "This page answers only under 127.0.0.1 or localhost.",
        )
    for host in ("", "[::1", "127.0.0.1.elsewhere.example"):
        async with session.get("/", headers={"Host": host}) as answer:
            assert answer.status == 403, host
    for origin in ("https://elsewhere.example", "null", f"{sandbox.address}.example"):
        async with session.post("/api/failures/zendesk-down", data="{}", headers={**JSON, "Origin": origin}) as answer:
            assert answer.status == 403
    async with aiohttp.ClientSession(sandbox.address) as without, without.post("/api/bot/restart", json={}) as answer:
        assert answer.status == 403
    async with session.post("/api/bot/restart", data="{}", headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 400
        assert "Send JSON" in (await answer.json())["error"]
    async with session.delete("/api/bot/restart") as answer:
        assert answer.status == 405


async def test_actions_are_refused_until_the_demo_is_set_up() -> None:
    async with open_town(manifest=MANIFEST) as town:
        listening = listen(0)
        state, address = PageState(set_scene(town)), address_of(listening)
        async with (
            serve_page(state, listening),
            aiohttp.ClientSession(address, headers={"Origin": address}) as session,
        ):
            async with session.get("/") as answer:
                assert answer.status == 200
            asked = {"to_partner": True}
            async with session.post("/api/zendesk/tickets/48200/assign", json=asked) as answer:
                assert (answer.status, "setting itself up" in (await answer.json())["error"]) == (409, True)
            state.failures.set_bot_state("running")
            async with session.post("/api/zendesk/tickets/48200/assign", json=asked) as answer:
                assert answer.status == 200


async def test_a_request_to_zendesk_s_sign_in_page_is_listed_as_the_browser_s(
    sandbox: ScriptedSandbox, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{sandbox.scene.town.zendesk_url}/oauth/authorizations/new"):
        pass
    async with session.get("/api/world/sanne") as answer:
        lines = [item for key, item in (await answer.json()).items() if key.startswith("traffic:")]
    assert [(each["sender"], each["receiver"]) for each in lines if "/oauth/" in each["path"]] == [
        ("browser", "Zendesk")
    ]


async def test_too_large_bodies_are_refused(session: aiohttp.ClientSession) -> None:
    async with session.post("/api/zendesk/tickets", data=io.BytesIO(b" " * 2_000_000), headers=JSON) as answer:
        assert answer.status == 413
        assert "larger than this page accepts" in (await answer.json())["error"]
    async with session.post(
        "/api/slack/sanne/files?name=big.bin", data=io.BytesIO(b"x" * (21 * 1024 * 1024))
    ) as answer:
        assert answer.status == 400
        assert "at most 20 MB" in (await answer.json())["error"]


async def test_the_page_loads_only_its_own_files_and_no_other_file_is_served(
    session: aiohttp.ClientSession,
) -> None:
    async with session.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "http" not in (await answer.text()).replace("http-equiv", "")
    for path in ("/../web/app.py", "/%2e%2e/web/app.py", "/slack/", "/nothing.js"):
        async with session.get(path) as answer:
            assert answer.status == 404
            assert (await answer.json())["error"].startswith("There is no page at “/")
    async with session.get("/api/bot/restart") as answer:
        assert (answer.status, (await answer.json())["error"]) == (405, "GET /api/bot/restart: Method Not Allowed.")


async def test_a_page_gets_all_items_first_and_then_only_the_changed_ones(
    sandbox: ScriptedSandbox, session: aiohttp.ClientSession
) -> None:
    async with session.get("/api/live/sanne") as live:
        assert await live.content.readline() == b"event: world\n"
        whole = await live.content.readline()
        assert b'"ticket:48200"' in whole
        sandbox.posts("Something new")
        change = b""
        while b"event: change" not in change:
            change = await live.content.readline()
        change = await live.content.readline()
    assert b"Something new" in change
    assert b'"ticket:48200"' not in change
