"""Logs: one form for all, and no token in any of it."""

import base64
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from cryptography.fernet import Fernet

from bot.monitoring.logs import HIDDEN, configure_logs, redact, reference

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
SEALED = Fernet(KEY).encrypt(b"a Zendesk token").decode()


@pytest.fixture(autouse=True)
def _leave_logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    yield
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_ours_and_the_libraries_lines_have_one_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json")
    structlog.get_logger("work.delivery").info("note sent", ticket=48213)
    logging.getLogger("uvicorn.error").info("listening on %s", 8080)
    ours, theirs = written(capsys)
    assert (ours["event"], ours["ticket"], ours["logger"], ours["level"]) == (
        "note sent",
        48213,
        "work.delivery",
        "info",
    )
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("listening on 8080", "uvicorn.error", "info")
    assert set(theirs) < set(ours)
    for line in (ours, theirs):
        assert datetime.fromisoformat(line["timestamp"]).tzinfo is UTC


def test_the_console_form_has_no_colours_outside_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "console")
    structlog.get_logger("bot").warning("Zendesk is away", since="09:12")
    line = capsys.readouterr().err
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[warning  \] Zendesk is away \[bot\] since=09:12\n", line)


def test_what_is_bound_to_the_context_is_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json")
    with structlog.contextvars.bound_contextvars(submission="s-1"):
        logging.getLogger("zendesk").warning("slow")
    assert written(capsys)[0]["submission"] == "s-1"


def test_a_librarys_logger_with_a_level_of_its_own_stays_quiet_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Bolt makes one for each app, and at DEBUG it tells all that Slack sends: what people write is in it."""
    configure_logs("DEBUG", "json")
    logger = logging.getLogger("slack_bolt.AsyncApp")
    logger.setLevel(logging.DEBUG)
    try:
        logger.debug("Received message (type: TEXT, data: what somebody wrote)")
        logger.warning("worth knowing")
    finally:
        logger.setLevel(logging.NOTSET)
    assert [line["event"] for line in written(capsys)] == ["worth knowing"]


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
@pytest.mark.parametrize(
    "name",
    ["httpx", "slack_sdk.web.async_client", "slack_bolt.AsyncApp", "apscheduler.executors", "uvicorn.access", "dbos"],
)
def test_libraries_that_tell_bodies_and_addresses_stay_quiet(
    name: str, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(level, "json")
    logging.getLogger(name).info("POST /oauth/tokens")
    assert written(capsys) == []
    logging.getLogger(name).warning("trouble")
    assert [line["event"] for line in written(capsys)] == ["trouble"]


def test_levels_hold(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("ERROR", "json")
    structlog.get_logger("bot").warning("no")
    logging.getLogger("httpx").warning("no")
    structlog.get_logger("bot").error("yes")
    assert [line["event"] for line in written(capsys)] == ["yes"]


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-1-2-TOPSECRET",
        "xoxe.xoxb-1-TOPSECRET",
        "xapp-1-A1-TOPSECRET",
        "Authorization: Bearer TOPSECRET",
        "Authorization: Basic VE9QU0VDUkVU",
        "GET /zendesk/callback?code=TOPSECRET&state=x",
        "code_verifier=TOPSECRET",
        "{'refresh_token': 'TOPSECRET', 'n': 1}",
        '{"access_token":"TOPSECRET"}',
        '"{\\"client_secret\\": \\"TOPSECRET\\"}"',
        f"keys {KEY}",
        pytest.param(f"sealed {SEALED}", id="sealed"),
    ],
)
def test_what_looks_like_a_token_is_hidden_wherever_it_stands(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    class Surprise:
        def __repr__(self) -> str:
            return text

    configure_logs("INFO", "json")
    logger = structlog.get_logger("bot")
    logger.info(text)
    logger.info("said %s", text)
    logger.info("value", value=text, inside={"list": [Surprise(), (text,)], text: 1}, raw=text.encode())
    logging.getLogger("uvicorn.error").error("failed: %s", text)
    try:
        int(text)
    except ValueError:
        logger.exception("broke")
        logging.getLogger("asyncio").exception("broke")
    output = capsys.readouterr().err
    for secret in ("TOPSECRET", "VE9QU0VDUkVU", KEY, SEALED):
        assert secret not in output
    assert output.count(HIDDEN) >= 8


def test_values_with_telling_names_are_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json")
    structlog.get_logger("bot").info("asked", bot_token="a", headers={"Authorization": "b"}, code="c", password="d")
    (line,) = written(capsys)
    assert [line["bot_token"], line["headers"]["Authorization"], line["code"], line["password"]] == [HIDDEN] * 4


@pytest.mark.parametrize(
    "text",
    [
        "#48213 Invoice export stops at 10,000 rows",
        "status_code=404, error 'code': 'InvalidPaginationParameter'",
        "xoxo, the bearer of bad news; basically fine",
        "https://ispnext.zendesk.com/api/v2/tickets?sort=-updated_at&page[size]=100",
    ],
)
def test_what_is_no_token_is_left_alone(text: str) -> None:
    assert redact(text) == text


def test_a_reference_can_be_read_out_and_does_not_repeat() -> None:
    references = {reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(re.fullmatch("[A-Z2-7]{8}", one) for one in references)
