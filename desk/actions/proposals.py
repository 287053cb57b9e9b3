"""The two-person hand-back (R6): a light agent proposes, one full agent of the group confirms or refuses.

A confirmation is stored before anything else happens, and is carried out under an id that follows from it: by the
click, or by the clock when the process died in between or Zendesk was away.
"""

from dataclasses import replace
from datetime import timedelta

import structlog

from desk.actions.access import TicketAccess
from desk.actions.hand_backs import HandBacks
from desk.actions.proposal_notices import ProposalNotices
from desk.actions.submissions import Submissions
from desk.connections.connections import Connections
from desk.errors import ConnectionLapsed, DeskError, NotConnected, Refusal, TicketNotYours
from desk.model.assignments import AssignmentKey, Stage
from desk.model.people import Link
from desk.model.proposals import (
    AlreadyDecided,
    Asking,
    ChooseFirst,
    ConfirmedForLater,
    Proposal,
    ProposalState,
    delivery_id,
)
from desk.model.submissions import SubmissionRequest, SubmissionState, has_analysis
from desk.people.colleagues import who_can
from desk.ports.memory import Memory
from desk.ports.runtime import Clock

REMINDED_AFTER = (timedelta(hours=4), timedelta(hours=24))
GIVEN_UP_AFTER = timedelta(hours=48)
"""Then the proposer is told that no full agent answered; the proposal stays open."""
HEALED_FOR = timedelta(days=7)
"""How far back confirmations are looked for that were not carried out."""
_FINAL = (Refusal, NotConnected, ConnectionLapsed)
"""These errors undo a confirmation; after any other error the clock tries again."""

log = structlog.get_logger()


class Proposals:
    def __init__(
        self,
        memory: Memory,
        connections: Connections,
        access: TicketAccess,
        submissions: Submissions,
        hand_backs: HandBacks,
        notices: ProposalNotices,
        clock: Clock,
    ) -> None:
        self._memory = memory
        self._connections = connections
        self._access = access
        self._submissions = submissions
        self._hand_backs = hand_backs
        self._notices = notices
        self._clock = clock
        self._under_way: set[str] = set()
        self._carried_out: set[str] = set()

    async def begin(self, link: Link, ticket_id: int) -> Asking:
        """Reads the ticket from Zendesk. Raises what speaks against asking."""
        ticket = await self._hand_backs.ticket(link, ticket_id)
        assignment = await self._memory.assignments.newest(ticket_id)
        if assignment is None or assignment.stage is Stage.LEFT or assignment.group_id != ticket.group_id:
            assignment = await self._hand_backs.assignment(link, ticket)
            if not await self._memory.watches.of_group(assignment.group_id):
                can = await who_can(self._memory, ticket.group_id)
                raise Refusal(f"No channel watches this ticket's group, so nobody would see you ask. {can}")
            await self._memory.assignments.add(assignment)
        earlier = (await self._memory.proposals.newest([assignment.key])).get(assignment.key)
        if earlier and earlier.state in {ProposalState.WAITING, ProposalState.CONFIRMED}:
            raise _asked_already(earlier, link)
        by = assignment.assigned_by or 0
        return Asking(
            ticket=ticket,
            assignment=assignment,
            to=(await self._memory.people.names([by])).get(by),
            full_agents=await self._notices.asked(assignment, link.user),
            has_analysis=has_analysis(await self._memory.submissions.of(assignment.key)),
        )

    async def propose(self, link: Link, proposal_id: str, key: AssignmentKey, why: str) -> tuple[Link, ...]:
        """Stored on disk when this returns. Returns the full agents who are asked. The same id twice is the same
        proposal.
        """
        await self._access.known(link, key.ticket_id)
        assignment = await self._memory.assignments.get(key)
        if assignment is None or not link.agent.belongs_to(assignment.group_id):
            raise TicketNotYours
        if assignment.stage is not Stage.WITH_US:
            raise Refusal(_OVER)
        proposal = Proposal(proposal_id, key, link.user, link.agent.name, self._clock(), why)
        if not await self._memory.proposals.add(proposal):
            known = await self._memory.proposals.get(proposal_id)
            if known is None or known.by != link.user:
                raise _asked_already((await self._memory.proposals.newest([key]))[key], link)
            proposal = known
        log.info("proposal.made", proposal=proposal.id, ticket=proposal.assignment.ticket_id)
        await self._touch(proposal)
        return await self._notices.announce(proposal, assignment)

    async def confirm(self, link: Link, proposal_id: str) -> Proposal:
        """Confirms once. Raises `AlreadyDecided` for the second person, `ChooseFirst` and `ConfirmedForLater`."""
        proposal = await self._open(link, proposal_id, "confirm a hand-back")
        decided = await self._decide(proposal, link, ProposalState.CONFIRMED)
        try:
            await self._carry_out(decided, here=True)
        except _FINAL:
            raise
        except DeskError as problem:
            log.warning("proposal.not_carried_out", proposal=proposal.id, problem=type(problem).__name__)
            raise ConfirmedForLater from problem
        return decided

    async def check_may_decide(self, link: Link, proposal_id: str) -> Proposal:
        """Called before a full agent is asked for a reason."""
        return await self._open(link, proposal_id, "answer a proposal")

    async def refuse(self, link: Link, proposal_id: str, reason: str) -> Proposal:
        proposal = await self._open(link, proposal_id, "answer a proposal")
        decided = await self._decide(proposal, link, ProposalState.REFUSED, reason)
        await self._notices.refused(decided)
        return decided

    async def keep_up(self) -> None:
        """One turn of the clock: closes what is over, announces, reminds, and carries out what a crash interrupted."""
        for proposal in await self._memory.proposals.in_state(ProposalState.WAITING):
            await self._keep_up(proposal)
        for proposal in await self._memory.proposals.in_state(ProposalState.CONFIRMED):
            await self._heal(proposal)

    async def _open(self, link: Link, proposal_id: str, deed: str) -> Proposal:
        """R1, R5 and R6 for the person who answers it."""
        proposal = await self._memory.proposals.get(proposal_id)
        assignment = await self._memory.assignments.get(proposal.assignment) if proposal else None
        if proposal is None or assignment is None or not link.agent.belongs_to(assignment.group_id):
            raise TicketNotYours
        await self._hand_backs.check_is_full(link, proposal.assignment.ticket_id, deed)
        if proposal.state is not ProposalState.WAITING:
            raise AlreadyDecided(proposal)
        if assignment.stage is not Stage.WITH_US:
            await self._move(replace(proposal, state=ProposalState.OVER), ProposalState.WAITING)
            raise Refusal(_OVER)
        return proposal

    async def _decide(
        self, proposal: Proposal, link: Link, state: ProposalState, reason: str | None = None
    ) -> Proposal:
        decided = replace(
            proposal,
            state=state,
            decided_by=link.user,
            decided_by_name=link.agent.name,
            decided_at=self._clock(),
            reason=reason,
        )
        moved = await self._move(decided, ProposalState.WAITING)
        now = await self._memory.proposals.get(proposal.id) or decided
        if not moved:
            raise AlreadyDecided(now)
        return now

    async def _carry_out(self, proposal: Proposal, *, here: bool = False) -> None:
        """A final error undoes the confirmation; after any other error the clock tries again.

        `here`: the person who confirmed is told by the raised error.
        """
        submission_id = delivery_id(proposal)
        self._under_way.add(submission_id)  # the clock must not begin what a click is still looking up
        try:
            await self._deliver(proposal)
        except _FINAL as problem:
            if await self._memory.submissions.get(submission_id):
                return  # it was begun before: its outcome counts
            await self._undo(proposal, None if isinstance(problem, ChooseFirst) else str(problem), here=here)
            raise
        finally:
            self._under_way.discard(submission_id)

    async def _deliver(self, proposal: Proposal) -> None:
        link = await self._connections.link(proposal.decided_by or "")
        plan = await self._hand_backs.plan(link, proposal.assignment.ticket_id)
        if plan.assignment.key != proposal.assignment:
            raise Refusal("The ticket was assigned to your group again since this was asked.")
        if plan.choices or plan.transfer is None:
            raise ChooseFirst
        await self._submissions.accept(
            link,
            SubmissionRequest(
                delivery_id(proposal),
                proposal.assignment.ticket_id,
                transfer=plan.transfer,
                proposal=proposal.id,
                assignment=proposal.assignment,
            ),
        )

    async def _undo(self, proposal: Proposal, reason: str | None, *, here: bool = False) -> None:
        assignment = await self._memory.assignments.get(proposal.assignment)
        is_with_us = assignment is not None and assignment.stage is Stage.WITH_US
        state = ProposalState.WAITING if is_with_us else ProposalState.OVER
        undone = replace(proposal, state=state, decided_by=None, decided_by_name=None, decided_at=None)
        if not await self._move(undone, ProposalState.CONFIRMED):  # a newer proposal waits in its place
            is_with_us = False
            if not await self._move(replace(undone, state=ProposalState.OVER), ProposalState.CONFIRMED):
                return
        if reason:
            await self._notices.failed(proposal, reason, waits_again=is_with_us, both=not here)

    async def _keep_up(self, proposal: Proposal) -> None:
        assignment = await self._memory.assignments.get(proposal.assignment)
        if assignment is None or assignment.stage is not Stage.WITH_US:
            await self._move(replace(proposal, state=ProposalState.OVER), ProposalState.WAITING)
            return
        await self._notices.announce(proposal, assignment)
        waited = self._clock() - proposal.at
        due = sum(waited >= after for after in (*REMINDED_AFTER, GIVEN_UP_AFTER))
        if due <= proposal.reminders:
            return
        if due > len(REMINDED_AFTER):  # one message only, also after the bot was down for long
            await self._notices.unanswered(proposal, assignment)
        else:
            await self._notices.remind(proposal, assignment, due)
        for number in range(proposal.reminders + 1, due + 1):  # counted afterwards: each goes out once under its key
            await self._memory.proposals.reminded(proposal.id, number)

    async def _heal(self, proposal: Proposal) -> None:
        confirmed = delivery_id(proposal)
        is_old = proposal.decided_at is not None and self._clock() - proposal.decided_at > HEALED_FOR
        if is_old or confirmed in self._carried_out | self._under_way:
            return
        submission = await self._memory.submissions.get(confirmed)
        if submission is None:
            await self._carry_out_again(proposal)
        elif submission.state is SubmissionState.REFUSED:
            await self._undo(proposal, submission.refusal or "Zendesk did not accept it.")
        elif submission.state is SubmissionState.SENT:
            self._carried_out.add(confirmed)

    async def _carry_out_again(self, proposal: Proposal) -> None:
        try:
            await self._carry_out(proposal)
        except DeskError as problem:
            log.warning("proposal.not_carried_out", proposal=proposal.id, problem=type(problem).__name__)
            if isinstance(problem, ChooseFirst):
                await self._notices.failed(proposal, str(problem), waits_again=True)

    async def _move(self, proposal: Proposal, before: ProposalState) -> bool:
        moved = await self._memory.proposals.move(proposal, before)
        if moved:
            log.info("proposal.state", proposal=proposal.id, state=proposal.state)
            await self._touch(proposal)
        return moved

    async def _touch(self, proposal: Proposal) -> None:
        if assignment := await self._memory.assignments.get(proposal.assignment):
            await self._memory.assignments.change(assignment)


_OVER = "This ticket is no longer with your group, or is solved: there is nothing left to hand back."


def _asked_already(earlier: Proposal, link: Link) -> Refusal:
    who = "You" if earlier.by == link.user else earlier.by_name
    if earlier.state is ProposalState.CONFIRMED:
        return Refusal(f"{earlier.decided_by_name} has already confirmed the hand-back; it is on its way.")
    return Refusal(f"{who} asked for this already; the full agents of your group have it, and are reminded.")
