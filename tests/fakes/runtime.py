"""The running process: its pulse, and how much it may still ask of Zendesk."""

from datetime import timedelta

from desk.intake.pace import Room
from desk.ports.runtime import PollOutcome


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

    def __init__(self) -> None:
        self.left: Room | None = None

    def room(self) -> Room | None:
        return self.left
