"""The judge is the world: what lies in the imitated Zendesk and Slack when all is well again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.slack.records import Message
from sandbox.zendesk.records import Ticket
from tests.e2e.story import Story, notes_of
from tests.faults.work import Assignment, Order, Round

SAVED = "saved as internal note"


@dataclass
class Verdict:
    """Of one round. Each complaint is a sentence for whoever has to find out why."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    amiss: list[str] = field(default_factory=list)
    """Out of order, public, still on its way, or somebody not told."""

    @property
    def all(self) -> list[str]:
        return [*self.lost, *self.twice, *self.amiss]


def judged(story: Story, played: Round) -> Verdict:
    verdict = Verdict()
    for assignment in played.assignments:
        cards, where = len(cards_of(story, assignment)), f"card of #{assignment.ticket.id}"
        _once(verdict, cards, where)
    for decoy in played.decoys:
        if len(cards_of(story, decoy)) > 1:
            verdict.twice.append(f"card of #{decoy.ticket.id}, which was taken back")
    for ticket in {order.assignment.ticket.id: order.assignment.ticket for order in played.orders}.values():
        orders = [order for order in played.orders if order.assignment.ticket is ticket and order.accepted]
        _judge_ticket(story, verdict, ticket, orders)
    verdict.amiss += [f"never taken in: {order.text[:40]!r}" for order in played.orders if not order.accepted]
    if played.unsettled:
        verdict.amiss.append(f"not at rest: {played.unsettled}")
    return verdict


def _judge_ticket(story: Story, verdict: Verdict, ticket: Ticket, orders: list[Order]) -> None:
    notes = [note.plain for note in notes_of(ticket)]
    for order in orders:
        what = f"of {order.author.name} on #{ticket.id}"
        _once(verdict, notes.count(order.text), f"note {what}")
        _once(verdict, len(in_thread(story, order)), f"line {what} in the thread")
        messages = len(by_message(story, order))
        if messages > 1:
            verdict.twice.append(f"message about the note {what}: {messages} times")
        if not messages and not order.saw_it_saved:
            verdict.amiss.append(f"the author was not told of the note {what}")
    wanted = [order.text for order in orders]
    if extra := len([note for note in notes if note not in wanted]):
        verdict.amiss.append(f"#{ticket.id} has {extra} notes that nobody wrote so")
    if [note for note in dict.fromkeys(notes) if note in wanted] != [text for text in wanted if text in notes]:
        verdict.amiss.append(f"#{ticket.id} has its notes out of order")
    if any(note.public for note in notes_of(ticket)):
        verdict.amiss.append(f"#{ticket.id} has a public note")
    _judge_time(verdict, ticket, story.zendesk.total_time_field.id, sum(order.seconds or 0 for order in orders))


def _judge_time(verdict: Verdict, ticket: Ticket, total: int, wanted: int) -> None:
    booked = int(ticket.custom_fields.get(total) or 0)
    if booked < wanted:
        verdict.lost.append(f"time on #{ticket.id}: {booked} of {wanted} s")
    if booked > wanted:
        verdict.twice.append(f"time on #{ticket.id}: {booked} instead of {wanted} s")


def _once(verdict: Verdict, times: int, what: str) -> None:
    if times == 0:
        verdict.lost.append(what)
    if times > 1:
        verdict.twice.append(f"{what}: {times} times")


def cards_of(story: Story, assignment: Assignment) -> list[Message]:
    return story.cards_of(assignment.ticket, assignment.channel)


def in_thread(story: Story, order: Order) -> list[str]:
    lines = [line for card in cards_of(story, order.assignment) for line in story.thread(card)]
    return [line for line in lines if SAVED in line and order.author.id in line]


def by_message(story: Story, order: Order) -> list[str]:
    about = f"#{order.assignment.ticket.id} "
    return [text for text in story.told(order.author) if about in text and SAVED in text]


def open_work(folder: Path) -> Iterator[str]:
    """What the bot itself still holds open, from its files: read while it runs, or stands still."""
    questions = {
        "partnerdesk.db": (
            "select 'submission ' || state || ' ' || id from submissions where state not in ('sent', 'refused')",
            "select 'post ' || key from posts where ts is null",
        ),
        "partnerdesk.engine.db": (
            "select 'workflow ' || workflow_uuid || ' ' || status from workflow_status where status <> 'SUCCESS'",
        ),
    }
    for name, queries in questions.items():
        with closing(sqlite3.connect(f"file:{folder / name}?mode=ro", uri=True, timeout=5)) as db:
            for query in queries:
                yield from (str(row[0]) for row in db.execute(query))
