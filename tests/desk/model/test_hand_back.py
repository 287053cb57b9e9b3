"""R5: to whom a ticket goes back, told from its audits; the whole chain of fallbacks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.model.assignments import Assignment, latest_assignment
from desk.model.hand_back import Candidate, Receiver, Why, candidates, receiver, to
from desk.model.people import Agent, Group, Licence
from desk.model.submissions import Transfer
from desk.model.tickets import Audit, Change
from tests.desk.office import NL, TOM, VENDOR, VISSER

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
JANSEN = Agent(5002, "P. Jansen", None, Licence.FULL, (VENDOR,))
SMIT = Agent(5003, "A. Smit", None, Licence.FULL, (VENDOR,))
ROUTER = Agent(5009, "Routing", None, Licence.FULL, ())
RULE = -1
KNOWN = {agent.id: agent for agent in (VISSER, JANSEN, SMIT, ROUTER, TOM)}
IN_GROUP = frozenset({VISSER.id, JANSEN.id, SMIT.id})
OURS = frozenset({TOM.id})


def change(field: str, before: int | None, after: int | None) -> Change:
    return Change(field, str(before) if before else None, str(after) if after else None)


class History:
    """Audits as they happen, a minute apart."""

    def __init__(self) -> None:
        self.audits: list[Audit] = []

    def then(self, by: int, *changes: Change) -> "History":
        number = len(self.audits) + 1
        self.audits.append(Audit(900 + number, 48213, NINE + timedelta(minutes=number), by, changes=changes))
        return self

    @property
    def assignment(self) -> Assignment:
        found = latest_assignment(self.audits, NL.id, OURS)
        assert found
        return found

    def receiver(self, known: dict[int, Agent] | None = None, in_group: frozenset[int] = IN_GROUP) -> Receiver:
        found = candidates(self.audits, self.assignment)
        return receiver(found, KNOWN if known is None else known, in_group, OURS)


def created(assignee: Agent | None = JANSEN) -> History:
    """By the customer, in the vendor's group."""
    made = (change("group_id", None, VENDOR.id), change("assignee_id", None, assignee.id if assignee else None))
    return History().then(31, *made)


def assigned(history: History, by: int = VISSER.id, held_by: int | None = JANSEN.id) -> History:
    held = (change("assignee_id", held_by, None),) if held_by else ()
    return history.then(by, change("group_id", VENDOR.id, NL.id), *held)


def test_whoever_assigned_it_gets_it_back() -> None:
    assert assigned(created()).receiver() == Receiver(VISSER, Why.ASSIGNED)


@pytest.mark.parametrize("by", [RULE, TOM.id, ROUTER.id], ids=["a rule", "one of ours", "somebody of another group"])
def test_else_whose_it_was_when_it_was_assigned(by: int) -> None:
    assert assigned(created(), by).receiver() == Receiver(JANSEN, Why.HELD)


def test_a_light_agent_of_the_vendor_cannot_be_given_a_ticket() -> None:
    known = KNOWN | {VISSER.id: replace(VISSER, licence=Licence.LIGHT)}
    assert assigned(created()).receiver(known) == Receiver(JANSEN, Why.HELD)


def test_else_who_had_it_last_while_it_was_in_that_group() -> None:
    history = created(SMIT).then(5001, change("assignee_id", SMIT.id, JANSEN.id))
    history.then(5001, change("assignee_id", JANSEN.id, None))
    assert assigned(history, RULE, held_by=None).receiver() == Receiver(JANSEN, Why.EARLIER)


def test_an_earlier_holder_in_another_group_does_not_count() -> None:
    history = History().then(31, change("group_id", None, 55), change("assignee_id", None, SMIT.id))
    history.then(RULE, change("group_id", 55, VENDOR.id), change("assignee_id", SMIT.id, None))
    assert assigned(history, RULE, held_by=None).receiver() == Receiver(None, Why.GROUP)


def test_whoever_is_no_longer_in_the_group_is_passed_over() -> None:
    in_group = frozenset({SMIT.id})
    history = created(SMIT).then(5001, change("assignee_id", SMIT.id, JANSEN.id))
    assert assigned(history).receiver(in_group=in_group) == Receiver(SMIT, Why.EARLIER)


def test_else_the_group_alone() -> None:
    assert assigned(created(None), RULE, held_by=None).receiver() == Receiver(None, Why.GROUP)


def test_whoever_assigned_it_and_left_is_named_as_gone() -> None:
    gone = replace(VISSER, licence=Licence.NONE)
    assert assigned(created()).receiver(KNOWN | {VISSER.id: gone}) == Receiver(JANSEN, Why.HELD, gone)
    deleted = {known: agent for known, agent in KNOWN.items() if known != VISSER.id}
    found = assigned(created()).receiver(deleted)
    assert found.gone
    assert found.gone.id == VISSER.id


def test_the_newest_assignment_decides() -> None:
    history = assigned(created(), SMIT.id).then(TOM.id, change("group_id", NL.id, VENDOR.id))
    assert assigned(history, VISSER.id).receiver().agent == VISSER


def test_a_ticket_created_in_our_group_names_only_its_maker() -> None:
    history = History().then(VISSER.id, change("group_id", None, NL.id))
    assert history.assignment.from_group_id is None
    assert candidates(history.audits, history.assignment) == (Candidate(VISSER.id, Why.ASSIGNED),)


def test_a_history_without_the_assignment_names_nobody() -> None:
    assert candidates([], assigned(created()).assignment) == ()


def test_a_transfer_is_called_after_the_agent_or_else_the_group() -> None:
    assert to(VENDOR, VISSER) == Transfer(VENDOR.id, VISSER.id, "J. Visser")
    assert to(Group(5, "Support"), None) == Transfer(5, None, "Support")
