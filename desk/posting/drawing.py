"""What a card or a proposal shows; handed to the chat with the post. R1 decides about every line."""

from collections.abc import Sequence
from dataclasses import replace

from desk.model.assignments import Assignment, AssignmentKey, Stage
from desk.model.budget import Budget
from desk.model.cards import Card, Content, HandedBack, LinkedTicket, ShownProposal, card_notes
from desk.model.posts import CardPosted, Post, PostRecord
from desk.model.submissions import Submission, SubmissionState, has_analysis
from desk.model.tickets import Ticket
from desk.model.vendor import Vendor
from desk.people.colleagues import full_agents
from desk.people.names import Names
from desk.ports.memory import Memory


class Drawing:
    def __init__(self, memory: Memory, names: Names, vendor: Vendor) -> None:
        self._memory = memory
        self._names = names
        self._vendor = vendor

    async def content(self, post: Post) -> Content:
        """What the post shows as things stand now."""
        if post.proposal:
            return await self._known_proposal(post.proposal)
        if isinstance(post.message, CardPosted):
            return await self._known_card(post.assignment, post.to)
        return None

    async def again(self, record: PostRecord) -> Card | ShownProposal:
        """What a posted card or proposal shows as things stand now."""
        if record.proposal:
            return await self._known_proposal(record.proposal)
        return await self._known_card(record.assignment, record.to)

    async def _known_card(self, key: AssignmentKey | None, channel: str) -> Card:
        card = await self.card(key, channel) if key else None
        if card is None:
            raise AssertionError("a card is posted for a known assignment")
        return card

    async def _known_proposal(self, proposal_id: str) -> ShownProposal:
        shown = await self.proposal(proposal_id)
        if shown is None:
            raise AssertionError("a proposal is stored before it is told of")
        return shown

    async def card(self, key: AssignmentKey, channel: str) -> Card | None:
        """The card of an assignment for one channel; None when the assignment or its ticket is not known."""
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
        """The same for one person who may see the ticket, with the vendor's question; None without an assignment."""
        assignment = await self._memory.assignments.newest(ticket.id)
        if assignment is None or assignment.stage is Stage.LEFT:
            return None
        return await self._card(assignment, ticket, shows_excerpt=True)

    async def proposal(self, proposal_id: str) -> ShownProposal | None:
        """A proposal as it stands now; None when it is not known."""
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
            url=self._vendor.url(assignment.key.ticket_id),
            to=names.get(assignment.assigned_by or 0) or self._vendor.name,
            asks=tuple(link.user for link in agents if not link.lapsed and link.user != proposal.by),
            has_analysis=has_analysis(await self._memory.submissions.of(assignment.key)),
        )

    async def _card(self, assignment: Assignment, ticket: Ticket, *, shows_excerpt: bool) -> Card:
        key = assignment.key
        names = await self._names.known([assignment.assigned_by])
        asked = assignment.asked if shows_excerpt else None
        submissions = await self._memory.submissions.of(key)
        return Card(
            assignment=replace(assignment, asked=asked),
            ticket=ticket,
            vendor=self._vendor.name,
            url=self._vendor.url(ticket.id),
            group=await self._group_name(assignment, ticket),
            assigned_by=names.get(assignment.assigned_by or 0),
            excerpt=asked,
            notes=card_notes(submissions),
            budget=Budget(_spent(submissions, ticket), self._vendor.budget),
            hold=(await self._memory.holds.current([key])).get(key),
            proposal=(await self._memory.proposals.newest([key])).get(key),
            handed_back=_handed_back(submissions),
            new_tickets=tuple(
                LinkedTicket(new.ticket_id, self._vendor.url(new.ticket_id), new.kind, new.went_public)
                for new in await self._memory.new_tickets.of(key)
                if new.ticket_id is not None
            ),
        )

    async def _group_name(self, assignment: Assignment, ticket: Ticket) -> str:
        watches = await self._memory.watches.of_group(assignment.group_id)
        return watches[0].group.name if watches else ticket.group or ""


def _no_longer_ours(ticket: Ticket) -> Ticket:
    """R1: the last reading belongs to another group by now, so this channel sees none of its words."""
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


def _handed_back(submissions: Sequence[Submission]) -> HandedBack | None:
    for each in reversed(submissions):
        if each.transfer and each.state is SubmissionState.SENT:
            return HandedBack(each.author, each.author_name, each.transfer.name, each.finished_at or each.accepted_at)
    return None


def _spent(submissions: Sequence[Submission], ticket: Ticket) -> int | None:
    """Of a ticket that was handed back, the total that was sent with it: time added later is not ours."""
    for each in reversed(submissions):
        if each.transfer and each.state is SubmissionState.SENT and each.total is not None:
            return each.total
    return ticket.spent
