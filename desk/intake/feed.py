"""How tickets of the watched groups become assignments (docs/developers.md, "How a ticket becomes a card")."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from desk.errors import TicketNotYours
from desk.intake.group_readers import GroupReaders, GroupReading, NobodyConnected
from desk.intake.public_notes import PublicNotes
from desk.model.assignments import Assignment, AssignmentKey, Stage, latest_assignment
from desk.model.people import Group
from desk.model.posts import CardPosted, Post, TicketNews
from desk.model.tickets import STAMP_GRAIN, Audit, Ticket
from desk.model.watches import Watch
from desk.notices.budget import BudgetNotices
from desk.notices.threads import Threads
from desk.people.colleagues import our_agents
from desk.people.names import Names
from desk.ports.memory import Memory
from desk.ports.runtime import Clock, Engine, Pulse
from desk.ports.tickets import TicketSystem

OVERLAP = timedelta(minutes=5)

log = structlog.get_logger()


def card_post(key: AssignmentKey, channel: str) -> Post:
    return Post(f"card:{key.ticket_id}:{key.audit_id}:{channel}", channel, CardPosted(), key)


@dataclass(frozen=True)
class Onlookers:
    """What else looks at each ticket that is read."""

    budgets: BudgetNotices
    public_notes: PublicNotes
    threads: Threads


class Feed:
    def __init__(
        self,
        tickets: TicketSystem,
        memory: Memory,
        engine: Engine,
        names: Names,
        readers: GroupReaders,
        onlookers: Onlookers,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._readers = readers
        self._memory = memory
        self._engine = engine
        self._names = names
        self._onlookers = onlookers
        self._threads = onlookers.threads
        self._clock = clock
        self.turn = asyncio.Lock()
        """Held during a poll, and while a watch begins: a result must not be overwritten by an older one."""

    async def poll(self, pulse: Pulse) -> bool:
        """Reads what changed: one request when nothing did, one more for each ticket that changed. False when no group
        is watched.

        Raises `ZendeskAway`, and `NobodyConnected` for the groups that could not be read, after the others were read.
        The watermark moves all the same: `reconcile` finds what such a group missed; waiting for it would make every
        poll longer than the one before.
        """
        watches = await self._memory.watches.all()
        if not watches:
            return False
        state = await self._memory.feeds.get()
        began = min(watch.since for watch in watches)
        watermark = max(state.watermark or began, began)
        since = watermark - OVERLAP
        readings, missing = await self._readers.ask(watches, lambda actor, _: self._tickets.changed_since(actor, since))
        for reading in readings:
            for ticket in sorted(reading.answer, key=lambda each: each.updated_at):
                await self._keep_up(reading, ticket, watches, pulse)
                watermark = max(watermark, ticket.updated_at)
        if readings:
            state = replace(state, watermark=watermark, polled_at=state.polled_at if missing else self._clock())
            await self._memory.feeds.put(state)
        if missing:
            raise NobodyConnected(missing)
        return True

    async def reconcile(self, pulse: Pulse) -> None:
        """Finds what the polls missed: reads again what search finds, and all our open assignments."""
        watches = await self._memory.watches.all()
        ours = await self._memory.assignments.with_us()

        def held(groups: frozenset[int]) -> set[int]:
            return {assignment.key.ticket_id for assignment in ours if assignment.group_id in groups}

        async def everything(actor: int, groups: frozenset[int]) -> Sequence[Ticket]:
            found = held(groups)
            for group_id in sorted(groups):
                found |= set(await self._tickets.unsolved_in(actor, group_id))
            return await self._tickets.tickets(actor, sorted(found))

        readings, missing = await self._readers.ask(watches, everything)
        for reading in readings:
            for ticket in reading.answer:
                await self._keep_up(reading, ticket, watches, pulse)
            await self._unseen(reading, held(reading.groups) - {ticket.id for ticket in reading.answer})
        if missing:
            raise NobodyConnected(missing)

    async def backlog(self, actor: int, group: Group) -> Sequence[Ticket]:
        """Unsolved tickets that are in the group already. They are stored, so that they do not count as new."""
        found = set(await self._tickets.unsolved_in(actor, group.id))
        ours = await self._memory.assignments.with_us()
        found |= {assignment.key.ticket_id for assignment in ours if assignment.group_id == group.id}
        read = await self._tickets.tickets(actor, sorted(found))
        tickets = [ticket for ticket in read if ticket.group_id == group.id and not ticket.status.is_done]
        followed = await self._memory.watches.of_group(group.id)  # then the stored readings are newer than any watch
        known = await self._memory.tickets.many([ticket.id for ticket in tickets]) if followed else {}
        for ticket in tickets:
            if ticket.id not in known:
                await self._memory.tickets.put(ticket)
        return tickets

    async def show_backlog(self, actor: int, group: Group, channel: str) -> int:
        """Posts the cards of the tickets that are in the group already; returns how many."""
        shown = 0
        for ticket in await self.backlog(actor, group):
            assignment = await self._assignment(await self._tickets.audits(actor, ticket.id), group)
            if assignment:
                await self._begin(actor, await self._memory.assignments.newest(ticket.id), assignment)
                await self._engine.post(card_post(assignment.key, channel))
                shown += 1
        return shown

    async def _unseen(self, reading: GroupReading[Sequence[Ticket]], ticket_ids: set[int]) -> None:
        """Tickets that their reader no longer sees have left the group, unless the reader has left it."""
        if ticket_ids and await self._readers.still_read(reading.reader, reading.groups):
            for ticket_id in ticket_ids:
                await self._left(ticket_id)

    async def _keep_up(
        self, reading: GroupReading[Sequence[Ticket]], ticket: Ticket, watches: Sequence[Watch], pulse: Pulse
    ) -> None:
        known = await self._memory.tickets.get(ticket.id)
        if ticket.group_id not in reading.groups:
            if known and known.group_id in reading.groups:
                await self._left(ticket.id)
            return
        if known is None or _may_differ(known, ticket):
            if known is None or known.updated_at != ticket.updated_at:
                pulse.noticed(ticket.read_at - ticket.updated_at)  # both times are by Zendesk's clock
            watching = [watch for watch in watches if watch.group.id == ticket.group_id]
            await self._look(reading.reader.agent.id, ticket, known, watching)

    async def _look(self, actor: int, ticket: Ticket, known: Ticket | None, watches: Sequence[Watch]) -> None:
        """Reads the audits: one request. The reading is stored last, so that after a crash the ticket is read again."""
        try:
            audits = await self._tickets.audits(actor, ticket.id)
        except TicketNotYours:
            await self._left(ticket.id)
            return
        assignment = await self._assignment(audits, watches[0].group)
        if assignment is None:
            log.warning("feed.no_history", ticket=ticket.id)
            return
        assignment = replace(assignment, stage=Stage.SOLVED if ticket.status.is_done else Stage.WITH_US)
        before = await self._memory.assignments.newest(ticket.id)
        if before and before.key == assignment.key:
            changed = await self._follow(actor, ticket, known, before, assignment, audits)
        else:
            changed = await self._begin(actor, before, assignment)
        changed |= await self._onlookers.public_notes.look(assignment, audits)
        for watch in watches:
            if assignment.assigned_at >= watch.since or _is_due(known, ticket, assignment):
                await self._engine.post(card_post(assignment.key, watch.channel))
        await self._memory.tickets.put(ticket)
        await self._onlookers.budgets.look(assignment, ticket.spent)
        if changed:  # a card may have been drawn from the older reading in the meantime
            await self._memory.assignments.change(assignment)

    async def _assignment(self, audits: Sequence[Audit], group: Group) -> Assignment | None:
        return latest_assignment(audits, group.id, await our_agents(self._memory, group))

    async def _begin(self, actor: int, before: Assignment | None, assignment: Assignment) -> bool:
        await self._names.learn(actor, [assignment.assigned_by])
        if before and before.key != assignment.key and before.stage is not Stage.LEFT:
            await self._memory.assignments.change(replace(before, stage=Stage.LEFT))
        if is_new := await self._memory.assignments.add(assignment):
            log.info("assignment.new", ticket=assignment.key.ticket_id, audit=assignment.key.audit_id)
        return is_new

    async def _follow(
        self,
        actor: int,
        ticket: Ticket,
        known: Ticket | None,
        before: Assignment,
        now: Assignment,
        audits: Sequence[Audit],
    ) -> bool:
        """Keeps the card up to date: stage, status, question, lines in the thread. True when the card changes."""
        shown = (before.stage, before.asked, _shown(known) if known else None)
        if changed := shown != (now.stage, now.asked, _shown(ticket)):
            await self._memory.assignments.change(now)
        for audit in audits:
            is_later = (audit.at, audit.id) > (now.assigned_at, now.key.audit_id)
            if known and is_later and audit.at >= known.updated_at:
                await self._tell_thread(actor, audit, before)
        return changed

    async def _tell_thread(self, actor: int, audit: Audit, assignment: Assignment) -> None:
        if text := await self._news(actor, audit):
            await self._threads.tell(assignment.key, f"news:{audit.ticket_id}:{audit.id}", TicketNews(text))

    async def _news(self, actor: int, audit: Audit) -> str | None:
        """Who did what, without the ticket's text."""
        if audit.submission:
            return None  # our own note has its own line
        names = await self._names.learn(actor, [audit.author_id])
        who = names.get(audit.author_id, "A Zendesk rule")
        if audit.comment:
            return f"{who} added an internal note" if not audit.comment.public else f"{who} added a public reply"
        status = next((change.after for change in audit.changes if change.field == "status"), None)
        return f"{who} set the status to {status.capitalize()}" if status else None

    async def _left(self, ticket_id: int) -> None:
        assignment = await self._memory.assignments.newest(ticket_id)
        if assignment and assignment.stage is not Stage.LEFT:
            await self._memory.assignments.change(replace(assignment, stage=Stage.LEFT))
            log.info("assignment.left", ticket=ticket_id)


def _is_due(known: Ticket | None, ticket: Ticket, assignment: Assignment) -> bool:
    """Whether a ticket needs a card although it came before the watch began.

    It does when the list that was offered then did not have it: search was late, or the ticket was solved then and is
    open again.
    """
    if ticket.status.is_done:
        return False
    return known is None or known.status.is_done or known.updated_at < assignment.assigned_at


def _may_differ(known: Ticket, now: Ticket) -> bool:
    was_settled = known.read_at - known.updated_at >= STAMP_GRAIN
    return known.updated_at != now.updated_at or known.group_id != now.group_id or not was_settled


def _shown(ticket: Ticket) -> tuple[object, ...]:
    return (
        ticket.subject,
        ticket.status,
        ticket.priority,
        ticket.group_id,
        ticket.assignee_id,
        ticket.organization,
        ticket.label,
        ticket.spent,
    )
