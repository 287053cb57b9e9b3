"""What the workflows' steps call: the use cases that finish durable work."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from desk.model.new_tickets import NewTicket
from desk.model.posts import Post
from desk.model.submissions import Submission

Order_contra = TypeVar("Order_contra", contravariant=True)


class Carrier(Protocol[Order_contra]):
    """Sends one kind of order to Zendesk, in three steps."""

    async def record(self, order: Order_contra, /) -> None:
        """Stores the order; does nothing if it is stored already."""
        ...

    async def attempt(self, order_id: str, /) -> float | None:
        """Seconds to wait before the next try; None when the order has an outcome."""
        ...

    async def tell(self, order_id: str, /) -> None:
        """Tells the author the outcome."""
        ...


class Poster(Protocol):
    async def attempt(self, post: Post) -> float | None:
        """Seconds to wait before the next try; None when the post has an outcome."""
        ...


@dataclass(frozen=True)
class Workers:
    """The use cases that the workflows' steps call."""

    updates: Carrier[Submission]
    posting: Poster
    creations: Carrier[NewTicket]
