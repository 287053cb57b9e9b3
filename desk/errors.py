"""What can go wrong, in the desk's words; each docstring is the sentence people read when nothing better is known.

DeskError
├── NotConnected            the person has no Zendesk agent linked yet
├── ConnectionLapsed        the link is there, but Zendesk no longer honours its token
├── SignInFailed            a sign-in that cannot be finished
├── Refusal                 final: trying again changes nothing
│   ├── TicketNotYours      R1, the same words for "not in your groups" and "no such ticket"
│   ├── TicketClosed
│   ├── WouldGoPublic       R12
│   ├── OnlyFullAgents      R3, R5, R7: the licence does not allow it
│   ├── AssignedAnew        what was asked for belongs to an earlier assignment of the ticket
│   ├── NotWhereItCameFrom   R5: a ticket goes back to the group that it came from
│   ├── MayNotGive          Zendesk does not let this agent give the ticket to whom it should go
│   ├── FileGone            an attached file left the chat before it was sent
│   ├── AskedByAnother       R9: the new ticket is for whom the old one is for
│   ├── Rejected            Zendesk said no and why
│   └── AskedOtherwise      the same id was sent before with another content: a mistake of ours
├── ZendeskAway             nothing was written; may work later (carries retry_after)
│   ├── TicketMoved         somebody else changed the ticket since it was read
│   ├── SlowDown            Zendesk asks us to wait
│   ├── TicketBusy          this agent changed this ticket too often for a while
│   └── NoRoom              nobody waits for it, and the vendor's account has nearly nothing left of its limit
├── OutcomeUnknown          a write was sent and no answer came back
├── ChatAway                nothing was posted; may work later (carries retry_after)
├── PostUnknown             a post was sent and no answer came back
├── ChannelUnreachable      the channel is archived, gone, or the bot was removed
│   └── MessageGone         the message was deleted; the channel is well
└── StorageUnusable         what we remember cannot be read or written
    └── KeyMissing          one secret in it was sealed with a key that we do not have
"""


class DeskError(Exception):
    """Something went wrong. Please try again."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or " ".join((type(self).__doc__ or "").split()))


class NotConnected(DeskError):
    """You are not connected to Zendesk yet. Type `/desk connect` to link your Zendesk agent."""


class ConnectionLapsed(DeskError):
    """Zendesk no longer accepts your connection. Type `/desk connect` to sign in again; nothing you wrote is lost."""


class SignInFailed(DeskError):
    """This sign-in could not be finished. Type `/desk connect` to start a new one."""


class Refusal(DeskError):
    """This is not possible."""


class TicketNotYours(Refusal):
    """There is no such ticket in your groups. Check the number, or ask the vendor whether it is still yours."""


class TicketClosed(Refusal):
    """This ticket is closed in Zendesk, and closed tickets take no more notes."""


class WouldGoPublic(Refusal):
    """You are this ticket's requester and not in its group: Zendesk would show your note to the customer.

    Ask a full agent of your group to write it, or the vendor to assign the ticket to your group.
    """


class OnlyFullAgents(Refusal):
    """Only a full agent may do this. Ask one of your group."""

    def __init__(self, message: str = "", *, group_id: int | None = None, instead: str = "") -> None:
        super().__init__(message)
        self.group_id = group_id
        """Of the ticket, when it is known: its full agents are named."""
        self.instead = instead
        """A sentence: what the person can do themselves."""


class AssignedAnew(Refusal):
    """This ticket was assigned to your group again in the meantime: use the newest card, or `/desk handback ID`."""


class NotWhereItCameFrom(Refusal):
    """A ticket goes back to the group that it came from, and this names another one. Open the hand-back once more."""


class MayNotGive(Refusal):
    """Zendesk does not let you give this ticket to the vendor's agent."""


class FileGone(Refusal):
    """A file you attached is no longer in the chat."""


class AskedByAnother(Refusal):
    """The ticket's requester or organisation is another one by now. Open the dialog once more, and it is for them."""


class Rejected(Refusal):
    """Zendesk did not accept this."""


class AskedOtherwise(Refusal):
    """Zendesk remembers another request under the same key, which is an error in this bot."""


class ZendeskAway(DeskError):
    """Zendesk does not answer at the moment."""

    def __init__(self, message: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds Zendesk asked us to wait, if it did."""


class TicketMoved(ZendeskAway):
    """The ticket was changed by somebody else in the meantime."""


class SlowDown(ZendeskAway):
    """Zendesk asks us to slow down."""


class TicketBusy(ZendeskAway):
    """Zendesk takes only so many changes of one ticket in ten minutes."""


class NoRoom(ZendeskAway):
    """The vendor's Zendesk is busy."""


class OutcomeUnknown(DeskError):
    """Zendesk did not say whether it took the note."""


class ChatAway(DeskError):
    """The chat does not answer at the moment."""

    def __init__(self, message: str = "", *, retry_after: float | None = None, refused: str | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.refused = refused
        """The chat's own word when it refuses our credentials, which waiting does not mend."""


class PostUnknown(DeskError):
    """The chat did not say whether it took the message."""


class ChannelUnreachable(DeskError):
    """The channel cannot be reached."""


class MessageGone(ChannelUnreachable):
    """The message was deleted."""


class StorageUnusable(DeskError):
    """The bot cannot read or write its database at the moment. Keep your text and try again later."""


class KeyMissing(StorageUnusable):
    """This connection was sealed with a key that is not in SECRET_KEYS.

    Your partner admin can put that key back, after the others; or type `/desk connect` to sign in again.
    """
