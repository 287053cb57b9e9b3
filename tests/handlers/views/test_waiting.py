"""What waits to go out, as it is listed, decided about and answered."""

from dataclasses import replace

import pytest

from desk.model.new_tickets import CreationState
from desk.model.posts import AdminNews, CardPosted, Post, PostRecord, TicketNews
from desk.model.submissions import SubmissionState
from desk.screens.waiting_items import WaitingItem, Work, WorkKind, WorkRef
from handlers.views.messages.waiting import GIVE_UP, RETRY, decided, pressed_waiting, row
from handlers.views.parts.blocks import Message
from handlers.views.parts.mrkdwn import when
from tests.blockkit import check_message
from tests.handlers.views.examples import KEY, NEW_TICKET, NINE, SUBMISSION, buttons, pressed, seen

ARCHIVED = "the channel is archived."
CARD = PostRecord("card:48213:9001:C0DESK", "C0DESK", KEY, NINE, "e", trouble=ARCHIVED)
KEPT = replace(CARD, post=Post(CARD.key, "C0DESK", CardPosted(), KEY))
LINE = replace(KEPT, key="news", post=Post("news", "C0DESK", TicketNews("x"), KEY, in_thread=True))
TO_TOM = replace(KEPT, key="a", to="U0TOM", assignment=None, post=Post("a", "U0TOM", AdminNews("x")), given_up_at=NINE)
BOTH = ["Retry", "Give up and send the text back"]


def shown(waiting: WaitingItem) -> Message:
    message = Message("What waits", row(waiting))
    check_message(message)
    return message


@pytest.mark.parametrize(
    ("work", "said", "offered"),
    [
        (SUBMISSION, f"• #48213 by <@U0SANNE>, queued, written {when(NINE)}", BOTH),
        (NEW_TICKET, f"• Change Request from #48213 by <@U0SANNE>, queued, asked for {when(NINE)}", BOTH),
        (KEPT, f"• the card of #48213 in <#C0DESK>, since {when(NINE)}: {ARCHIVED}", ["Retry"]),
        (LINE, f"• a line under the card of #48213 in <#C0DESK>, since {when(NINE)}: {ARCHIVED}", ["Retry"]),
        (replace(KEPT, to="U0TOM"), f"• a message about #48213 to <@U0TOM>, since {when(NINE)}: {ARCHIVED}", ["Retry"]),
        (TO_TOM, f"• a message to <@U0TOM>, given up {when(NINE)}: {ARCHIVED}", ["Retry"]),
        (CARD, f"• the card of #48213 in <#C0DESK>, since {when(NINE)}: {ARCHIVED}", []),
    ],
)
def test_each_says_what_it_is_since_when_and_why_and_what_can_be_done(
    work: Work, said: str, offered: list[str]
) -> None:
    theirs = shown(WaitingItem(work, in_hand=True))
    assert (seen(theirs).split("\n")[0], buttons(theirs)) == (said, offered)
    assert buttons(shown(WaitingItem(work))) == []


@pytest.mark.parametrize("work", [SUBMISSION, NEW_TICKET, KEPT, LINE, replace(KEPT, to="U0TOM")])
def test_r1_an_admin_of_another_group_reads_no_ticket(work: Work) -> None:
    waiting = WaitingItem(work, names_ticket=False, in_hand=True)
    for message in (shown(waiting), decided(waiting), decided(replace(waiting, work=finished(work)))):
        told = str(message.blocks)  # the words, the question before giving up, and not what the buttons carry
        assert "#48213" not in told
        assert "ticket of another group" in told


def finished(work: Work) -> Work:
    if isinstance(work, PostRecord):
        return replace(work, channel="C0DESK", ts="1.0", trouble=None)
    if work == SUBMISSION:
        return replace(SUBMISSION, state=SubmissionState.SENT)
    return replace(NEW_TICKET, state=CreationState.CREATED, ticket_id=50001)


@pytest.mark.parametrize(
    ("work", "ref"),
    [
        (SUBMISSION, WorkRef(WorkKind.NOTE, SUBMISSION.id)),
        (NEW_TICKET, WorkRef(WorkKind.TICKET, NEW_TICKET.id)),
        (KEPT, WorkRef(WorkKind.POST, KEPT.key)),
    ],
)
def test_a_button_tells_what_it_is_about(work: Work, ref: WorkRef) -> None:
    message = shown(WaitingItem(work, in_hand=True))
    assert pressed_waiting(pressed(message, RETRY)) == ref
    if ref.kind is not WorkKind.POST:
        assert pressed_waiting(pressed(message, GIVE_UP)) == ref


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (replace(SUBMISSION, state=SubmissionState.SENT), "#48213: it is in Zendesk"),
        (replace(SUBMISSION, state=SubmissionState.REFUSED), "#48213: not sent. <@U0SANNE> has the text back"),
        (replace(SUBMISSION, state=SubmissionState.UNKNOWN, trouble="Away."), "it still waits. Away. I go on trying"),
        (replace(NEW_TICKET, state=CreationState.CREATED, ticket_id=50001), "Change Request #50001 from #48213: it is"),
        (replace(NEW_TICKET, state=CreationState.REFUSED), "not sent. <@U0SANNE> has the text back"),
        (NEW_TICKET, "it still waits. I go on trying"),
        (replace(KEPT, channel="C0DESK", ts="1.0"), "The card of #48213 in <#C0DESK> is posted"),
        (KEPT, f"cannot be posted. {ARCHIVED} I go on trying"),
        (TO_TOM, f"A message to <@U0TOM>: tried, and it cannot be posted. {ARCHIVED} Press Retry again"),
    ],
)
def test_a_decision_is_answered_with_how_it_stands(work: Work, says: str) -> None:
    message = decided(WaitingItem(work, in_hand=True))
    check_message(message)
    assert says in seen(message)
