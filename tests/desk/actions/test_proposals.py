"""R6: a proposal is brought to the full agents, answered once, reminded of twice, and carried out whatever dies."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import (
    ConnectionLapsed,
    DeskError,
    NotConnected,
    OnlyFullAgents,
    Refusal,
    TicketNotYours,
)
from desk.model.assignments import AssignmentKey, Stage
from desk.model.people import Agent, Licence, Link
from desk.model.posts import AdminNews, DeedDone, ProposalPosted, TicketNews
from desk.model.proposals import AlreadyDecided, ChooseFirst, ConfirmedForLater, Proposal, ProposalState, delivery_id
from desk.model.submissions import SubmissionState
from desk.model.tickets import Status
from tests.desk.office import BEA, CHANNEL, NL, OTHERS, TICKET, VENDOR, VISSER, Office
from tests.fakes import away

KIM = Agent(25, "Kim", None, Licence.FULL, (NL,))
HOUR = 3600.0


@pytest.fixture
async def assigned(watched: Office, sanne: Link) -> Office:
    assert sanne
    await watched.assigned()
    return watched


@pytest.fixture
async def proposed(assigned: Office, sanne: Link) -> Office:
    await propose(assigned, sanne)
    await assigned.engine.run(60)
    return assigned


async def propose(office: Office, link: Link, proposal_id: str = "p1") -> tuple[Link, ...]:
    asked = await office.desk.proposals.propose(link, proposal_id, (await office.assignment()).key, "All is said.")
    office.clock.advance(3)
    return asked


async def proposal(office: Office, proposal_id: str = "p1") -> Proposal:
    found = await office.store.proposals.get(proposal_id)
    assert found
    return found


async def turn(office: Office, after: float = 5.0) -> None:
    office.clock.advance(after)
    await office.desk.proposals.keep_up()
    await office.engine.run(60)
    await office.desk.cards.refresh()


def asked(office: Office, to: str) -> list[int]:
    """The reminder numbers of the proposals posted there; 0 is the first asking."""
    return [each.reminder for each in office.chat.messages_to(to) if isinstance(each, ProposalPosted)]


def told(office: Office, to: str) -> list[str]:
    return [each.text for each in office.chat.messages_to(to) if isinstance(each, AdminNews)]


async def test_asks_the_thread_and_each_full_agent_of_the_group_once(assigned: Office, sanne: Link) -> None:
    await assigned.connect("U-BEA", BEA)
    asked_now = await propose(assigned, sanne)
    await propose(assigned, sanne)
    await assigned.engine.run(60)
    assert [link.user for link in asked_now] == ["U-TOM"]
    assert (asked(assigned, CHANNEL), asked(assigned, "U-TOM"), asked(assigned, "U-BEA")) == ([0], [0], [])
    (thread,) = [each.thread for each in assigned.chat.posted if each.post.key == f"proposal:p1:{CHANNEL}"]
    assert thread == assigned.chat.posted[0].ts


async def test_whoever_connects_later_is_asked_too(proposed: Office) -> None:
    await proposed.connect("U-KIM", KIM)
    await turn(proposed)
    await turn(proposed)
    assert (asked(proposed, "U-KIM"), asked(proposed, "U-TOM")) == ([0], [0])


async def test_a_crash_before_anybody_was_asked_is_made_up_by_the_clock(assigned: Office, sanne: Link) -> None:
    key = (await assigned.assignment()).key
    await assigned.store.proposals.add(Proposal("p1", key, sanne.user, "Sanne", assigned.clock()))
    await turn(assigned)
    assert (asked(assigned, CHANNEL), asked(assigned, "U-TOM")) == ([0], [0])


async def test_what_is_shown_before_asking(assigned: Office, sanne: Link) -> None:
    asking = await assigned.desk.proposals.begin(sanne, TICKET)
    assert (asking.to, [each.user for each in asking.full_agents], asking.has_analysis) == (
        "J. Visser",
        ["U-TOM"],
        False,
    )
    await propose(assigned, sanne)
    with pytest.raises(Refusal, match="You asked for this already"):
        await assigned.desk.proposals.begin(sanne, TICKET)


async def test_only_one_waits_for_an_assignment(proposed: Office) -> None:
    other = await proposed.connect("U-RO", Agent(27, "Ro", None, Licence.LIGHT, (NL,)))
    with pytest.raises(Refusal, match="Sanne asked for this already"):
        await propose(proposed, other, "p2")


async def test_nobody_proposes_what_is_not_theirs_or_has_left(assigned: Office, sanne: Link) -> None:
    with pytest.raises(TicketNotYours):
        await assigned.desk.proposals.propose(sanne, "p1", AssignmentKey(TICKET, 1), "")
    assignment = await assigned.assignment()
    await assigned.store.assignments.change(replace(assignment, stage=Stage.LEFT))
    with pytest.raises(Refusal, match="no longer with your group"):
        await propose(assigned, sanne)


async def test_a_ticket_without_a_card_is_proposed_where_its_group_is_watched(watched: Office, sanne: Link) -> None:
    watched.zendesk.create(7, NL, VISSER.id)
    asking = await watched.desk.proposals.begin(sanne, 7)
    assert await watched.store.assignments.get(asking.assignment.key)


async def test_and_refused_where_nobody_would_see_it(office: Office, sanne: Link) -> None:
    office.zendesk.create(7, NL, VISSER.id)
    with pytest.raises(Refusal, match="No channel watches this ticket's group"):
        await office.desk.proposals.begin(sanne, 7)


async def test_one_click_hands_it_back_once_under_the_clickers_token(proposed: Office, tom: Link) -> None:
    kim = await proposed.connect("U-KIM", KIM)
    await proposed.desk.proposals.confirm(tom, "p1")
    for again in (tom, kim):
        with pytest.raises(AlreadyDecided) as done:
            await proposed.desk.proposals.confirm(again, "p1")
        assert done.value.proposal.decided_by_name == "Tom"
    await turn(proposed)
    ((actor, update),) = proposed.zendesk.notes
    assert (actor, update.analysis.is_blank) == (tom.agent.id, True)
    assert update.transfer
    assert update.transfer.name == "J. Visser"
    assert [each.to for each in proposed.chat.messages_to("U-SANNE") if isinstance(each, DeedDone)] == ["J. Visser"]
    assert {"proposal:p1:C1", "proposal:p1:U-TOM"} <= set(proposed.chat.redrawn)
    await turn(proposed)
    assert (await proposal(proposed)).state is ProposalState.CONFIRMED
    assert len(proposed.zendesk.notes) == 1


async def test_who_may_not_confirm(proposed: Office, sanne: Link) -> None:
    bea = await proposed.connect("U-BEA", BEA)
    with pytest.raises(OnlyFullAgents, match="Only a full agent may confirm a hand-back"):
        await proposed.desk.proposals.confirm(sanne, "p1")
    with pytest.raises(TicketNotYours):
        await proposed.desk.proposals.confirm(bea, "p1")
    with pytest.raises(TicketNotYours):
        await proposed.desk.proposals.confirm(bea, "unknown")
    assert (await proposal(proposed)).state is ProposalState.WAITING


async def test_not_yet_brings_the_reason_to_the_proposer_and_the_thread(
    proposed: Office, tom: Link, sanne: Link
) -> None:
    await proposed.desk.proposals.refuse(tom, "p1", "Name the mapping.")
    await proposed.engine.run(60)
    assert [text for text in told(proposed, "U-SANNE") if "Tom does not hand #48213 back yet: “Name the" in text]
    news = [each.text for each in proposed.chat.messages_to(CHANNEL) if isinstance(each, TicketNews)]
    assert news == ["Tom does not hand it back yet: “Name the mapping.”"]
    assert (await proposal(proposed)).state is ProposalState.REFUSED
    await propose(proposed, sanne, "p2")
    assert (await proposal(proposed, "p2")).state is ProposalState.WAITING


async def test_a_confirmation_while_zendesk_is_away_is_carried_out_by_the_clock(proposed: Office, tom: Link) -> None:
    with away(proposed.zendesk), pytest.raises(ConfirmedForLater):
        await proposed.desk.proposals.confirm(tom, "p1")
    assert (await proposal(proposed)).state is ProposalState.CONFIRMED
    with away(proposed.zendesk):
        await turn(proposed)
    await turn(proposed)
    await turn(proposed)
    assert len(proposed.zendesk.notes) == 1


async def test_a_confirmation_that_cannot_be_begun_in_time_is_not_asked_for_again(proposed: Office, tom: Link) -> None:
    proposed.engine.refuses = DeskError("Not stored in time. Please try again.")
    with pytest.raises(ConfirmedForLater):
        await proposed.desk.proposals.confirm(tom, "p1")
    proposed.engine.refuses = None
    await turn(proposed)
    await turn(proposed)
    assert len(proposed.zendesk.notes) == 1


async def test_a_crash_between_confirming_and_sending_is_healed_once(proposed: Office, tom: Link) -> None:
    before = await proposal(proposed)
    decided = replace(
        before,
        state=ProposalState.CONFIRMED,
        decided_by=tom.user,
        decided_by_name="Tom",
        decided_at=proposed.clock(),
    )
    assert await proposed.store.proposals.move(decided, ProposalState.WAITING)
    for _ in range(3):
        await turn(proposed)
    assert len(proposed.zendesk.notes) == 1
    submission = await proposed.submission(delivery_id(await proposal(proposed)))
    assert (submission.state, submission.author) == (SubmissionState.SENT, tom.user)


async def test_what_zendesk_finally_refuses_is_told_to_both_and_waits_again(proposed: Office, tom: Link) -> None:
    proposed.zendesk.keeps_to_own_groups = True
    await proposed.desk.proposals.confirm(tom, "p1")
    await proposed.engine.run(60)
    await turn(proposed)
    await turn(proposed)
    for user, who in (("U-TOM", "You confirmed handing"), ("U-SANNE", "although Tom confirmed it")):
        (text,) = [text for text in told(proposed, user) if who in text]
        assert "let your role assign tickets to any group" in text
        assert "waits again" in text
    again = await proposal(proposed)
    assert (again.state, again.decided_by) == (ProposalState.WAITING, None)
    proposed.zendesk.keeps_to_own_groups = False
    await proposed.desk.proposals.confirm(tom, "p1")
    await turn(proposed)
    assert proposed.zendesk.found[TICKET].group_id == VENDOR.id


async def test_what_was_refused_while_the_ticket_left_is_over(proposed: Office, tom: Link) -> None:
    proposed.zendesk.keeps_to_own_groups = True
    await proposed.desk.proposals.confirm(tom, "p1")
    await proposed.engine.run(60)
    await proposed.store.assignments.change(replace(await proposed.assignment(), stage=Stage.LEFT))
    await turn(proposed)
    assert (await proposal(proposed)).state is ProposalState.OVER


async def test_when_somebody_has_to_choose_one_click_is_not_enough(proposed: Office, tom: Link) -> None:
    proposed.zendesk.hire(Agent(5002, "P. Jansen", None, Licence.FULL, (VENDOR,)))
    proposed.zendesk.agents[VISSER.id] = replace(VISSER, licence=Licence.NONE, groups=())
    with pytest.raises(ChooseFirst):
        await proposed.desk.proposals.confirm(tom, "p1")
    assert (await proposal(proposed)).state is ProposalState.WAITING
    assert proposed.zendesk.notes == []


async def test_a_confirmer_whose_connection_lapses_gives_it_free_again(proposed: Office, tom: Link) -> None:
    proposed.zendesk.revoked.add(tom.agent.id)
    with pytest.raises(ConnectionLapsed):
        await proposed.desk.proposals.confirm(tom, "p1")
    assert (await proposal(proposed)).state is ProposalState.WAITING
    with pytest.raises((ConnectionLapsed, NotConnected)):
        await proposed.desk.connections.link(tom.user)


async def test_reminded_twice_then_the_proposer_hears_that_nobody_answered(proposed: Office) -> None:
    for _ in range(60):
        await turn(proposed, HOUR)
    assert asked(proposed, "U-TOM") == asked(proposed, CHANNEL) == [0, 1, 2]
    assert len([text for text in told(proposed, "U-SANNE") if "Tom did not answer" in text]) == 1
    assert (await proposal(proposed)).reminders == 3


async def test_reminders_come_after_four_hours_and_a_day(proposed: Office) -> None:
    await turn(proposed, 4 * HOUR - 60)
    assert asked(proposed, "U-TOM") == [0]
    await turn(proposed, 60)
    assert asked(proposed, "U-TOM") == [0, 1]
    await turn(proposed, 19 * HOUR)
    assert asked(proposed, "U-TOM") == [0, 1]
    await turn(proposed, HOUR)
    assert asked(proposed, "U-TOM") == [0, 1, 2]


async def test_after_a_long_standstill_there_is_no_volley(proposed: Office) -> None:
    await turn(proposed, timedelta(days=3).total_seconds())
    await turn(proposed)
    assert asked(proposed, "U-TOM") == [0]
    assert len([text for text in told(proposed, "U-SANNE") if "nobody" in text or "did not answer" in text]) == 1


async def test_a_reminder_sent_just_before_a_crash_is_not_sent_again(proposed: Office) -> None:
    proposed.clock.advance(4 * HOUR)
    made, assignment = await proposal(proposed), await proposed.assignment()
    await proposed.desk.proposals._notices.remind(made, assignment, 1)  # noqa: SLF001 - and dies before it is counted
    await turn(proposed)
    assert asked(proposed, "U-TOM") == [0, 1]


@pytest.mark.parametrize("how", ["left", "solved"])
async def test_it_is_over_when_the_ticket_left_or_was_solved(proposed: Office, tom: Link, how: str) -> None:
    if how == "left":
        proposed.zendesk.assign(TICKET, OTHERS, VISSER.id)
    else:
        proposed.zendesk.set_status(TICKET, Status.SOLVED, VISSER.id)
    await proposed.poll()
    await proposed.desk.polling.reconcile()
    await turn(proposed)
    assert (await proposal(proposed)).state is ProposalState.OVER
    assert {"proposal:p1:C1", "proposal:p1:U-TOM"} <= set(proposed.chat.redrawn)
    with pytest.raises(AlreadyDecided):
        await proposed.desk.proposals.confirm(tom, "p1")


async def test_a_click_just_after_it_left_finds_it_over(proposed: Office, tom: Link) -> None:
    proposed.zendesk.assign(TICKET, OTHERS, VISSER.id)
    await proposed.desk.polling.reconcile()
    with pytest.raises(Refusal, match="no longer with your group"):
        await proposed.desk.proposals.confirm(tom, "p1")
    assert (await proposal(proposed)).state is ProposalState.OVER


async def test_a_hand_back_by_another_way_ends_it(proposed: Office, tom: Link) -> None:
    await proposed.store.assignments.change(replace(await proposed.assignment(), stage=Stage.LEFT))
    await turn(proposed)
    assert (await proposal(proposed)).state is ProposalState.OVER
    assert tom


async def test_shown_without_the_subject_once_the_ticket_is_anothers(proposed: Office) -> None:
    shown = await proposed.desk.drawing.proposal("p1")
    assert shown
    assert (shown.subject, shown.to, shown.asks, shown.has_analysis) == (
        f"Subject of {TICKET}",
        "J. Visser",
        ("U-TOM",),
        False,
    )
    ticket = await proposed.store.tickets.get(TICKET)
    assert ticket
    await proposed.store.tickets.put(replace(ticket, group_id=OTHERS.id))
    shown = await proposed.desk.drawing.proposal("p1")
    assert shown
    assert shown.subject is None
    assert await proposed.desk.drawing.proposal("unknown") is None


async def test_a_click_before_we_know_that_it_left_is_refused_and_the_proposer_told(
    proposed: Office, tom: Link
) -> None:
    proposed.zendesk.assign(TICKET, OTHERS, VISSER.id)
    with pytest.raises(TicketNotYours):
        await proposed.desk.proposals.confirm(tom, "p1")
    await proposed.engine.run(60)
    assert [text for text in told(proposed, "U-SANNE") if "was not handed back, although Tom confirmed it" in text]
    assert told(proposed, "U-TOM") == []  # he was told on the spot
    assert proposed.zendesk.notes == []


async def test_when_somebody_has_to_choose_the_clock_tells_who_confirmed(proposed: Office, tom: Link) -> None:
    with away(proposed.zendesk), pytest.raises(ConfirmedForLater):
        await proposed.desk.proposals.confirm(tom, "p1")
    proposed.zendesk.hire(Agent(5002, "P. Jansen", None, Licence.FULL, (VENDOR,)))
    proposed.zendesk.agents[VISSER.id] = replace(VISSER, licence=Licence.NONE, groups=())
    await turn(proposed)
    assert [text for text in told(proposed, "U-TOM") if "press “Hand back”" in text]
    assert (await proposal(proposed)).state is ProposalState.WAITING


async def test_the_clock_leaves_alone_what_a_click_is_still_looking_up(proposed: Office, tom: Link) -> None:
    proposed.zendesk.gate = asyncio.Event()
    click = asyncio.create_task(proposed.desk.proposals.confirm(tom, "p1"))
    await proposed.zendesk.at_the_gate.wait()
    asked_for = len(proposed.zendesk.requests)
    await proposed.desk.proposals.keep_up()
    assert len(proposed.zendesk.requests) == asked_for
    proposed.zendesk.gate.set()
    await click
    await turn(proposed)
    assert len(proposed.zendesk.notes) == 1
