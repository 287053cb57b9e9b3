"""What people see: cards, queues, tickets and the desk's own state; R1 decides on every line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desk.model.assignments import Assignment, AssignmentKey, Stage
from desk.model.budget import Budget
from desk.model.cards import Card, CardNote, HandedBack, LinkedTicket, QueueRow, ShownProposal
from desk.model.holds import Hold
from desk.model.new_tickets import is_reference
from desk.model.people import Link
from desk.model.submissions import Submission, SubmissionState, has_analysis
from desk.model.tickets import Ticket
from desk.model.vendor import Vendor
from desk.people.colleagues import full_agents
from desk.people.names import Names
from desk.ports.memory import Memory
from desk.ports.runtime import Clock
from desk.screens.status import DeskStatus


class Queue:
    def __init__(self, memory: Memory, names: Names, house: Vendor, clock: Clock) -> None:
        self._memory = memory
        self._names = names
        self._house = house
        self._clock = clock

    def url(self, ticket_id: int) -> str:
        """Where people open the ticket in Zendesk."""
        return self._house.url(ticket_id)

    async def card(self, key: AssignmentKey, channel: str) -> Card | None:
        """The card of an assignment for one channel; None when nothing is known of it."""
        assignment = await self._memory.assignments.get(key)
        ticket = await self._memory.tickets.get(key.ticket_id)
        if assignment is None or ticket is None:
            return None
        if assignment.stage is Stage.LEFT and ticket.group_id != assignment.group_id:
            ticket = _no_longer_ours(ticket)
        watches = await self._memory.watches.of_channel(channel)
        watch = next((watch for watch in watches if watch.group.id == assignment.group_id), None)
        return await self._card(assignment, ticket, shows_excerpt=watch.shows_excerpt if watch else False)

    async def ticket(self, ticket: Ticket) -> Card | None:
        """The same for one person who may see the ticket, what was asked included; None without an assignment."""
        assignment = await self._memory.assignments.newest(ticket.id)
        if assignment is None or assignment.stage is Stage.LEFT:
            return None
        return await self._card(assignment, ticket, shows_excerpt=True)

    async def proposal(self, proposal_id: str) -> ShownProposal | None:
        """A proposal as it stands now; None when nothing is known of it."""
        proposal = await self._memory.proposals.get(proposal_id)
        assignment = await self._memory.assignments.get(proposal.assignment) if proposal else None
        if proposal is None or assignment is None:
            return None
        ticket = await self._memory.tickets.get(assignment.key.ticket_id)
        is_ours = ticket is not None and ticket.group_id == assignment.group_id
        names = await self._names.known([assignment.assigned_by])
        agents = await full_agents(self._memory, assignment.group_id)
        return ShownProposal(
            proposal=proposal,
            subject=ticket.subject if ticket and is_ours else None,
            url=self._house.url(assignment.key.ticket_id),
            to=names.get(assignment.assigned_by or 0) or self._house.vendor,
            asks=tuple(link.user for link in agents if not link.lapsed and link.user != proposal.by),
            has_analysis=has_analysis(await self._memory.submissions.of(assignment.key)),
        )

    async def queue(self, link: Link) -> tuple[QueueRow, ...]:
        """Assignments that are with the person's groups, longest waiting first."""
        ours = [each for each in await self._memory.assignments.with_us() if link.agent.belongs_to(each.group_id)]
        tickets = await self._memory.tickets.many([assignment.key.ticket_id for assignment in ours])
        names = await self._names.known([assignment.assigned_by for assignment in ours])
        holds = await self._memory.holds.current([assignment.key for assignment in ours])
        rows = []
        for assignment in sorted(ours, key=lambda each: each.assigned_at):
            ticket = tickets.get(assignment.key.ticket_id)
            if ticket and link.agent.belongs_to(ticket.group_id):
                rows.append(await self._row(ticket, assignment, names, holds.get(assignment.key)))
        return tuple(rows)

    async def status(self) -> DeskStatus:
        """The desk's state, which is no secret; without what waits."""
        feed = await self._memory.feeds.get()
        return DeskStatus(
            vendor=self._house.vendor,
            now=self._clock(),
            polled_at=feed.polled_at,
            poll_seconds=self._house.poll_seconds,
            feed_trouble=feed.trouble,
            watches=tuple(await self._memory.watches.all()),
        )

    async def _row(
        self, ticket: Ticket, assignment: Assignment, names: Mapping[int, str], hold: Hold | None
    ) -> QueueRow:
        return QueueRow(
            ticket=ticket,
            url=self._house.url(ticket.id),
            assigned_by=names.get(assignment.assigned_by or 0),
            assigned_at=assignment.assigned_at,
            notes=_notes(await self._memory.submissions.of(assignment.key)),
            budget=Budget(ticket.spent, self._house.budget),
            hold=hold,
            key=assignment.key,
        )

    async def _card(self, assignment: Assignment, ticket: Ticket, *, shows_excerpt: bool) -> Card:
        key = assignment.key
        names = await self._names.known([assignment.assigned_by])
        asked = assignment.asked if shows_excerpt else None
        submissions = await self._memory.submissions.of(key)
        return Card(
            assignment=replace(assignment, asked=asked),
            ticket=ticket,
            vendor=self._house.vendor,
            url=self._house.url(ticket.id),
            group=await self._group_name(assignment, ticket),
            assigned_by=names.get(assignment.assigned_by or 0),
            excerpt=asked,
            notes=_notes(submissions),
            budget=Budget(_spent(submissions, ticket), self._house.budget),
            hold=(await self._memory.holds.current([key])).get(key),
            proposal=(await self._memory.proposals.newest([key])).get(key),
            handed_back=_handed_back(submissions),
            new_tickets=tuple(
                LinkedTicket(new.ticket_id, self._house.url(new.ticket_id), new.kind, new.went_public)
                for new in await self._memory.new_tickets.of(key)
                if new.ticket_id is not None
            ),
        )

    async def _group_name(self, assignment: Assignment, ticket: Ticket) -> str:
        watches = await self._memory.watches.of_group(assignment.group_id)
        return watches[0].group.name if watches else ticket.group or ""


def _no_longer_ours(ticket: Ticket) -> Ticket:
    """R1: the last reading is another group's by now, and none of its words are for this channel."""
    return replace(
        ticket,
        subject="No longer with this group",
        priority=None,
        assignee=None,
        requester=None,
        organization=None,
        label=None,
        spent=None,
    )


def _note(submission: Submission) -> CardNote:
    return CardNote(
        author=submission.author,
        author_name=submission.author_name,
        state=submission.state,
        at=submission.finished_at or submission.accepted_at,
        went_public=submission.is_public,
        left_status=submission.left_status,
    )


def _notes(submissions: Sequence[Submission]) -> tuple[CardNote, ...]:
    noted = [each for each in submissions if each.has_note and _is_shown(each)]
    return tuple(_note(each) for each in noted)


def _is_shown(submission: Submission) -> bool:
    """The card names new tickets itself, so the note that names one shows only when it went wrong."""
    if is_reference(submission.id):
        return submission.is_public
    return submission.state is not SubmissionState.REFUSED


def _handed_back(submissions: Sequence[Submission]) -> HandedBack | None:
    for each in reversed(submissions):
        if each.transfer and each.state is SubmissionState.SENT:
            return HandedBack(each.author, each.author_name, each.transfer.name, each.finished_at or each.accepted_at)
    return None


def _spent(submissions: Sequence[Submission], ticket: Ticket) -> int | None:
    """Of a ticket that was handed back we know the total that went with it; what it gained since is not ours."""
    for each in reversed(submissions):
        if each.transfer and each.state is SubmissionState.SENT and each.total is not None:
            return each.total
    return ticket.spent
