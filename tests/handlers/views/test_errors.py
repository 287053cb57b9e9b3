"""Every error is a sentence with a next step."""

import pytest

from desk import errors
from desk.errors import DeskError, NotConnected, OutcomeUnknown, Rejected, TicketMoved, ZendeskAway
from handlers.views.parts.errors import sentence, unexpected

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DeskError)]


@pytest.mark.parametrize("kind", ALL)
def test_every_error_has_a_sentence(kind: type[DeskError]) -> None:
    said = sentence(kind())
    assert said.endswith((".", "!", "?"))
    assert "\n" not in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotConnected(), "You are not connected to Zendesk yet. Type `/desk connect` to link your Zendesk agent."),
        (Rejected("Subject: cannot\n  be blank"), "Subject: cannot be blank."),
        (
            ZendeskAway(retry_after=30),
            "Zendesk does not answer at the moment. Nothing was written; please try again in 30 seconds.",
        ),
        (ZendeskAway("Down!", retry_after=61), "Down! Nothing was written; please try again in 2 minutes."),
        (TicketMoved("It moved"), "It moved. Nothing was written; please try again in a moment."),
        (
            OutcomeUnknown("No answer."),
            "No answer. The bot checks before it sends anything again, so it will be there only once.",
        ),
    ],
)
def test_what_happened_and_what_next(error: DeskError, said: str) -> None:
    assert sentence(error) == said


def test_the_unexpected_comes_with_a_reference() -> None:
    assert unexpected("7f3a").endswith("give your admin this reference: 7f3a")
