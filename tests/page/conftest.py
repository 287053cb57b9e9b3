"""Fixtures of the page's tests: the demo as a child process, or a sandbox with a scripted bot."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright, expect

from sandbox.web.failures import SWITCHES
from tests.page.browser import launch_options
from tests.page.scripted import ScriptedSandbox, scripted_sandbox
from tests.page.visitor import SOON, Visitor

START_SECONDS = 120.0
WIDE, NARROW = (1280, 800), (390, 844)
NewVisitor = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    try:
        return {**browser_type_launch_args, **launch_options()}
    except FileNotFoundError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replaces the plugin's fixture, which causes a pytest warning."""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "timezone_id": "Europe/Amsterdam"}


# These two replace the plugin's: those run on the default loop, and here that is a new loop for each test.


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    expect.set_options(timeout=SOON)
    async with async_playwright() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(launch_browser: Callable[[], Awaitable[Browser]]) -> AsyncIterator[Browser]:
    started = await launch_browser()
    yield started
    await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo() -> AsyncIterator[str]:
    async with demo_running() as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def _scripted_sandbox() -> AsyncIterator[ScriptedSandbox]:
    async with scripted_sandbox() as scripted:
        yield scripted


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(_scripted_sandbox: ScriptedSandbox) -> AsyncIterator[ScriptedSandbox]:
    yield _scripted_sandbox
    _scripted_sandbox.reset()


@pytest_asyncio.fixture(loop_scope="session")
async def new_visitor(new_context: Any) -> AsyncIterator[NewVisitor]:
    """Makes visitors, each with a browser context of its own; fails if a page logged an error."""
    made: list[Visitor] = []

    async def make(address: str, size: tuple[int, int] = WIDE, **context: Any) -> Visitor:
        browsing = await new_context(**context)
        page = await browsing.new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        made.append(Visitor(page, address))
        return made[-1]

    yield make
    errors = [error for visitor in made for error in visitor.errors]
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(demo: str, new_visitor: NewVisitor) -> AsyncIterator[Visitor]:
    yield await new_visitor(demo)
    await tidy(demo)


@pytest_asyncio.fixture(loop_scope="session")
async def watcher(sandbox: ScriptedSandbox, new_visitor: NewVisitor) -> Visitor:
    """Sanne's page in the sandbox with the scripted bot."""
    return await (await new_visitor(sandbox.address)).open("sanne")


@asynccontextmanager
async def demo_running() -> AsyncIterator[str]:
    """The address that the demo prints; at the end it must stop with exit code 0 on SIGTERM."""
    command = (sys.executable, "-m", "sandbox", "--demo", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            address = await _address(process)
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
        rest, _ = await process.communicate()
    assert process.returncode == 0, rest.decode()


async def tidy(address: str) -> None:
    """Closes the dialogs and switches off the failures that a test left on."""
    async with aiohttp.ClientSession(address, headers={"Origin": address}) as session:
        for who in ("tom", "sanne"):
            async with session.get(f"/api/world/{who}") as answer:
                world = await answer.json()
            views = sorted((item["at"], item["id"]) for key, item in world.items() if key.startswith("view:"))
            if views:
                top = {"view": views[-1][1], "everything": True}
                async with session.post(f"/api/slack/{who}/close", json=top):
                    pass
        for name in SWITCHES:
            async with session.post(f"/api/failures/{name}", json={"on": False}):
                pass


async def _address(process: asyncio.subprocess.Process) -> str:
    told = b""
    if process.stdout is None:
        raise AssertionError("stdout is a pipe")
    while line := await process.stdout.readline():
        told += line
        if found := re.search(rb"Open (http://\S+?)/ ", line):
            return found[1].decode()
    raise AssertionError(f"The demo ended early:\n{told.decode()}")
