"""The demo ends as it is told to, with everything it started, and keeps nothing."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

START_SECONDS, END_SECONDS = 120.0, 60.0


@pytest.fixture
def _heard() -> Iterator[None]:
    """A shell that runs the tests in the background has Ctrl-C ignored, and every child would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heard")
@pytest.mark.timeout(START_SECONDS + END_SECONDS + 30)
@pytest.mark.parametrize(
    "told",
    [
        pytest.param(lambda pid: os.killpg(pid, signal.SIGINT), id="Ctrl-C, which reaches every process"),
        pytest.param(lambda pid: os.kill(pid, signal.SIGTERM), id="SIGTERM to the command alone"),
    ],
)
@pytest.mark.parametrize("when", [b"Starting", b"Open http"], ids=["while it starts", "when it is open"])
async def test_the_demo_ends_and_keeps_nothing(tmp_path: Path, told: Callable[[int], None], when: bytes) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "TMPDIR": str(tmp_path), "CI": "1"},
        start_new_session=True,
    )
    assert process.stdout is not None
    said = b""
    try:
        async with asyncio.timeout(START_SECONDS):
            while when not in said:
                line = await process.stdout.readline()
                assert line, said.decode()
                said += line
        told(process.pid)
        async with asyncio.timeout(END_SECONDS):
            said += await process.stdout.read()  # until nobody is left to write
            assert await process.wait() == 0
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()
        raise
    assert b"Traceback" not in said
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - nothing waits for it
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
