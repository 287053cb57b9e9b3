"""R5: what the dialog is told before anything is sent, and one update that gives the ticket back."""

from dataclasses import replace

import pytest

from desk.errors import AssignedAnew, NotWhereItCameFrom, OnlyFullAgents, OutcomeUnknown, Refusal, TicketNotYours
from desk.model.assignments import Stage
from desk.model.hand_back import Obstacle, Why
from desk.model.people import Agent, Licence, Link
from desk.model.posts import DeedDone, NoteRefused
from desk.model.submissions import SubmissionRequest, SubmissionState, Transfer
from desk.model.tickets import Status
from tests.desk.office import CHANNEL, NL, OTHERS, TICKET, TOM, VENDOR, VISSER, Office
from tests.fakes import away

BACK = Transfer(VENDOR.id, VISSER.id, "J. Visser")
JANSEN = Agent(5002, "P. Jansen", None, Licence.FULL, (VENDOR,))


@pytest.fixture
async def assigned(watched: Office, sanne: Link) -> Office:
    assert sanne
    await watched.assigned()
    return watched


async def hand_back(office: Office, link: Link, transfer: Transfer = BACK, wish_id: str = "h1") -> None:
    key = (await office.assignment()).key
    await office.desk.submissions.accept(link, SubmissionRequest(wish_id, TICKET, transfer=transfer, assignment=key))
    office.clock.advance(2)


async def test_the_vendors_agent_is_certain(assigned: Office, tom: Link) -> None:
    plan = await assigned.desk.hand_backs.plan(tom, TICKET)
    assert (plan.certain, plan.why, plan.choices, plan.obstacle) == (BACK, Why.ASSIGNED, (), None)
    assert plan.group == "ISPnext"
    assert not plan.has_analysis
    await assigned.write(tom)
    await assigned.engine.run()
    assert (await assigned.desk.hand_backs.plan(tom, TICKET)).has_analysis


async def test_a_menu_is_offered_when_whoever_assigned_it_is_gone(assigned: Office, tom: Link) -> None:
    assigned.zendesk.hire(JANSEN)
    assigned.zendesk.agents[VISSER.id] = replace(VISSER, licence=Licence.NONE, groups=())
    plan = await assigned.desk.hand_backs.plan(tom, TICKET)
    assert plan.gone == "J. Visser"
    assert [each.name for each in plan.choices] == ["ISPnext", "P. Jansen"]
    assert plan.transfer == Transfer(VENDOR.id, None, "ISPnext")
    assert plan.certain is None


async def test_an_agent_who_may_be_given_nothing_is_told_of_and_others_are_offered(assigned: Office, tom: Link) -> None:
    assigned.zendesk.not_assignable.add(VISSER.id)
    plan = await assigned.desk.hand_backs.plan(tom, TICKET)
    assert (plan.obstacle, plan.gone) == (Obstacle.AGENT, "J. Visser")
    assert [each.name for each in plan.choices] == ["ISPnext"]


async def test_a_group_that_zendesk_will_refuse_is_told_of(assigned: Office, tom: Link) -> None:
    assigned.zendesk.keeps_to_own_groups = True
    plan = await assigned.desk.hand_backs.plan(tom, TICKET)
    assert (plan.obstacle, plan.transfer, plan.certain) == (Obstacle.GROUP, BACK, None)
    assert await assigned.desk.hand_backs.certain(tom, TICKET) is None


async def test_a_ticket_that_began_here_offers_the_groups_of_others(watched: Office, tom: Link) -> None:
    watched.zendesk.create(TICKET, NL, VISSER.id)
    await watched.poll()
    plan = await watched.desk.hand_backs.plan(tom, TICKET)
    assert [each.name for each in plan.choices] == ["ISPnext"]
    assert (plan.transfer, plan.obstacle) == (None, None)
    watched.zendesk.keeps_to_own_groups = True
    assert (await watched.desk.hand_backs.plan(tom, TICKET)).obstacle is Obstacle.GROUP


async def test_light_agents_have_nothing_certain_and_are_told_who_can(assigned: Office, sanne: Link) -> None:
    assert await assigned.desk.hand_backs.certain(sanne, TICKET) is None
    with pytest.raises(OnlyFullAgents, match=r"you are a light agent\. Tom can\."):
        await assigned.desk.hand_backs.check_is_full(sanne, TICKET, "hand a ticket back")


async def test_without_a_full_agent_one_is_to_connect(assigned: Office, tom: Link, sanne: Link) -> None:
    await assigned.store.links.remove(tom.user)
    with pytest.raises(OnlyFullAgents, match="ask one to type `/desk connect`"):
        await assigned.desk.hand_backs.check_is_full(sanne, TICKET, "hand a ticket back")


async def test_a_solved_ticket_is_not_handed_back(assigned: Office, tom: Link) -> None:
    assigned.zendesk.set_status(TICKET, Status.SOLVED, VISSER.id)
    with pytest.raises(Refusal, match="is solved in Zendesk"):
        await assigned.desk.hand_backs.plan(tom, TICKET)


async def test_trouble_offers_nothing_and_stops_nobody_from_writing(assigned: Office, tom: Link) -> None:
    with away(assigned.zendesk):
        assert await assigned.desk.hand_backs.certain(tom, TICKET) is None


async def test_handed_back_in_one_update_and_the_card_closes(assigned: Office, tom: Link) -> None:
    await hand_back(assigned, tom)
    await assigned.engine.run()
    ((actor, update),) = assigned.zendesk.notes
    assert (actor, update.transfer, update.analysis.is_blank, update.set_open) == (TOM.id, BACK, True, False)
    assert (await assigned.assignment()).stage is Stage.LEFT
    card = await assigned.desk.drawing.card((await assigned.assignment()).key, CHANNEL)
    assert card
    assert card.handed_back
    assert (card.handed_back.by_name, card.handed_back.to) == ("Tom", "J. Visser")
    (done,) = [each for each in assigned.chat.messages_to(CHANNEL) if isinstance(each, DeedDone)]
    assert (done.to, done.author_name, done.unconfirmed) == ("J. Visser", "Tom", False)
    assert [each for each in assigned.chat.messages_to("U-TOM") if isinstance(each, DeedDone)] == []  # he saw it there


async def test_what_zendesk_does_not_let_go_is_refused_with_what_to_ask(assigned: Office, tom: Link) -> None:
    assigned.zendesk.keeps_to_own_groups = True
    await hand_back(assigned, tom)
    await assigned.engine.run()
    submission = await assigned.submission("h1")
    assert submission.state is SubmissionState.REFUSED
    assert "let your role assign tickets to any group" in (submission.refusal or "")
    (refused,) = [each for each in assigned.chat.messages_to("U-TOM") if isinstance(each, NoteRefused)]
    assert (refused.deed, refused.text) == ("hand-back", "")


async def test_a_hand_back_that_waited_leaves_a_new_assignment_alone(assigned: Office, tom: Link) -> None:
    await hand_back(assigned, tom)
    assigned.zendesk.assign(TICKET, OTHERS, VISSER.id)
    assigned.clock.advance(3)
    assigned.zendesk.assign(TICKET, NL, VISSER.id)
    assigned.clock.advance(3)
    await assigned.engine.run()
    submission = await assigned.submission("h1")
    assert (submission.state, submission.refusal) == (SubmissionState.REFUSED, str(AssignedAnew()))
    assert assigned.zendesk.notes == []


@pytest.mark.parametrize("to", [Transfer(OTHERS.id, None, "Others"), Transfer(NL.id, TOM.id, "Tom")])
async def test_a_hand_back_goes_where_the_ticket_came_from_and_nowhere_else(
    assigned: Office, tom: Link, to: Transfer
) -> None:
    """Whatever a dialog carries."""
    await hand_back(assigned, tom, to)
    await assigned.engine.run()
    submission = await assigned.submission("h1")
    assert (submission.state, submission.refusal) == (SubmissionState.REFUSED, str(NotWhereItCameFrom()))
    assert assigned.zendesk.found[TICKET].group_id == NL.id


async def test_a_dialog_of_an_earlier_assignment_is_refused_at_the_door(assigned: Office, tom: Link) -> None:
    old = (await assigned.assignment()).key
    assigned.zendesk.assign(TICKET, VENDOR, VISSER.id)
    await assigned.poll()
    assigned.zendesk.assign(TICKET, NL, VISSER.id)
    await assigned.poll()
    with pytest.raises(AssignedAnew):
        await assigned.desk.submissions.accept(tom, SubmissionRequest("h1", TICKET, transfer=BACK, assignment=old))
    with pytest.raises(AssignedAnew):
        await assigned.desk.access.check_is_newest(old)


async def test_an_answer_that_was_lost_with_the_ticket_is_told_as_such(assigned: Office, tom: Link) -> None:
    assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    await hand_back(assigned, tom)
    await assigned.engine.run()
    assert (await assigned.submission("h1")).unconfirmed
    (done,) = [each for each in assigned.chat.messages_to("U-TOM") if isinstance(each, DeedDone)]
    assert done.unconfirmed


async def test_set_open_by_one_click_is_one_update_and_a_second_click_tells_nothing(
    assigned: Office, tom: Link
) -> None:
    assigned.zendesk.set_status(TICKET, Status.PENDING, VISSER.id)
    assigned.clock.advance(3)
    for wish_id in ("o1", "o2"):
        await assigned.desk.submissions.accept(tom, SubmissionRequest(wish_id, TICKET))
    await assigned.engine.run()
    ((_, update),) = assigned.zendesk.notes
    assert (update.set_open, update.analysis.is_blank, update.transfer) == (True, True, None)
    assert [each.to for each in assigned.chat.messages_to(CHANNEL) if isinstance(each, DeedDone)] == [None]


async def test_nobody_hands_back_another_groups_ticket(assigned: Office, tom: Link) -> None:
    assigned.zendesk.create(7, OTHERS, VISSER.id)
    with pytest.raises(TicketNotYours):
        await assigned.desk.hand_backs.plan(tom, 7)
