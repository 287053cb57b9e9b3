"""Fakes that keep state, one for each port of the desk."""

from tests.fakes.chat import FakeChat
from tests.fakes.clocks import AheadClock, FakeClock
from tests.fakes.engine import Crash, FakeEngine
from tests.fakes.memory import FakeTokens
from tests.fakes.outage import away
from tests.fakes.runtime import FakeAllowance, FakePulse
from tests.fakes.sign_in import FakeSignIn
from tests.fakes.zendesk import NOTE_HOLDS, FakeZendesk

__all__ = [
    "NOTE_HOLDS",
    "AheadClock",
    "Crash",
    "FakeAllowance",
    "FakeChat",
    "FakeClock",
    "FakeEngine",
    "FakePulse",
    "FakeSignIn",
    "FakeTokens",
    "FakeZendesk",
    "away",
]
