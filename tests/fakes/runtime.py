"""The running process: its pulse, and how much it may still ask of Zendesk."""

from datetime import timedelta

from desk.intake.pace import Room
from desk.ports.runtime import PollOutcome
from tests.fakes.clocks import FakeClock


class FakePulse:
    """Implements `desk.ports.runtime.Pulse`."""

    def __init__(self) -> None:
        self.polls: list[PollOutcome] = []
        self.late_by: list[float] = []

    def polled(self, outcome: PollOutcome, took: timedelta) -> None:
        assert took >= timedelta()
        self.polls.append(outcome)

    def noticed(self, late_by: timedelta) -> None:
        self.late_by.append(late_by.total_seconds())


class FakeAllowance:
    """Implements `desk.intake.pace.Allowance`."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._left: tuple[float, float] | None = None

    def leave(self, share: float, resets_in: float = 0.0) -> None:
        """Of the limit this share is left, from 0 to 1; it starts again after these seconds."""
        self._left = (share, self._clock.stopwatch() + resets_in)

    def forget(self) -> None:
        """Nothing is known of the limit."""
        self._left = None

    def room(self) -> Room | None:
        if self._left is None:
            return None
        share, resets_at = self._left
        return Room(share, max(resets_at - self._clock.stopwatch(), 0.0))
