"""Zendesk does not answer for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from desk.errors import DeskError, ZendeskAway
from tests.fakes.sign_in import FakeSignIn
from tests.fakes.zendesk import FakeZendesk


@contextmanager
def away(place: FakeZendesk | FakeSignIn, trouble: DeskError | None = None) -> Iterator[None]:
    place.away = trouble or ZendeskAway()
    yield
    place.away = None
