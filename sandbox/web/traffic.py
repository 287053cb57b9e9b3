"""The last requests and payloads between the bot, Slack and Zendesk, newest last."""

import itertools
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.requests import CUT, Request
from sandbox.slack.delivery import DeliveredPayload
from sandbox.town import Town

KEPT = 60
_FAILED = 400
_SHOWN = 300
_SIGN_IN = "/oauth/authorizations/"
"""Zendesk's own sign-in page, which a browser opens."""
_SERVICES = {"slack": "Slack", "zendesk": "Zendesk"}


@dataclass
class TrafficLine:
    sender: str
    receiver: str
    method: str
    path: str
    status: str
    ok: bool
    milliseconds: float
    times: int = 1
    """Equal requests in a row, such as polls, share one line; this is how many."""

    @property
    def kind(self) -> tuple[str, ...]:
        return self.sender, self.receiver, self.method, self.path.partition("?")[0], self.status


class Traffic:
    def __init__(self, town: Town, poke: Callable[[], None]) -> None:
        self._numbers = itertools.count(1)
        self._lines: deque[tuple[int, TrafficLine]] = deque(maxlen=KEPT)
        self._poke = poke
        self._town = town

    @contextmanager
    def watching(self) -> Iterator[None]:
        self._town.slack.delivery.watchers.append(self._delivered)
        with self._town.log.watched_by(self._requested):
            yield

    def items(self) -> dict[str, Any]:
        return {f"traffic:{number}": {"number": number, **asdict(line)} for number, line in self._lines}

    def _requested(self, request: Request) -> None:
        sender = "browser" if request.path.startswith(_SIGN_IN) else "bot"
        ok = CUT < request.status < _FAILED
        receiver, milliseconds = _SERVICES[request.service], request.milliseconds
        self._add(
            TrafficLine(
                sender, receiver, request.method, request.target[:_SHOWN], request.status_text, ok, milliseconds
            )
        )

    def _delivered(self, delivered: DeliveredPayload) -> None:
        problem = delivered.ack.problem
        what = _named(delivered.kind, delivered.payload)[:_SHOWN]
        self._add(
            TrafficLine("Slack", "bot", "socket", what, problem or "ack", problem is None, delivered.milliseconds)
        )

    def _add(self, line: TrafficLine) -> None:
        last = self._lines[-1][1] if self._lines else None
        if last and last.kind == line.kind:
            last.times += 1
            last.milliseconds = line.milliseconds
        else:
            self._lines.append((next(self._numbers), line))
        self._poke()


def _named(kind: str, payload: Mapping[str, Any]) -> str:
    match kind:
        case "slash_commands":
            return f"{payload['command']} {payload['text']}".strip()
        case "events_api":
            return f"event {payload['event']['type']}"
        case _ if payload["type"] == "block_actions":
            return f"block_actions {payload['actions'][0]['action_id']}"
        case _:
            return f"{payload['type']} {payload.get('view', {}).get('callback_id', '')}".strip()
