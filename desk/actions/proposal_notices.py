"""Whom a proposal is shown to, and what its proposer is told (R6); each message once under its own key."""

from desk.model.assignments import Assignment
from desk.model.people import Link
from desk.model.posts import AdminNews, Post, ProposalPosted, TicketNews
from desk.model.proposals import Proposal
from desk.notices.threads import Threads
from desk.people.colleagues import full_agents
from desk.ports.memory import Memory
from desk.ports.runtime import Engine


class ProposalNotices:
    def __init__(self, memory: Memory, engine: Engine, threads: Threads) -> None:
        self._memory = memory
        self._engine = engine
        self._threads = threads

    async def asked(self, assignment: Assignment, proposer: str) -> tuple[Link, ...]:
        """The full agents who can confirm it now."""
        agents = await full_agents(self._memory, assignment.group_id)
        return tuple(link for link in agents if not link.lapsed and link.user != proposer)

    async def announce(self, proposal: Proposal, assignment: Assignment) -> tuple[Link, ...]:
        """To the thread and to each full agent, including those who connect later. Returns the full agents."""
        return await self._ask(proposal, assignment, 0)

    async def remind(self, proposal: Proposal, assignment: Assignment, number: int) -> None:
        await self._ask(proposal, assignment, number)

    async def unanswered(self, proposal: Proposal, assignment: Assignment) -> None:
        agents = await self.asked(assignment, proposal.by)
        names = " and ".join(sorted(link.agent.name for link in agents))
        asked = f"{names} did not answer" if names else "No full agent of your group is connected, so nobody answered"
        text = (
            f"You asked to hand #{proposal.assignment.ticket_id} back two days ago. {asked}. "
            "Please speak to a full agent of your group; the proposal goes on waiting until then."
        )
        await self._tell(f"proposal:{proposal.id}:unanswered", proposal.by, text)

    async def refused(self, proposal: Proposal) -> None:
        who, ticket = proposal.decided_by_name or "A full agent", proposal.assignment.ticket_id
        text = f"{who} does not hand #{ticket} back yet: “{proposal.reason}” When that is settled, ask again."
        await self._tell(f"proposal:{proposal.id}:refused", proposal.by, text)
        news = TicketNews(f"{who} does not hand it back yet: “{proposal.reason}”")
        await self._threads.tell(proposal.assignment, f"proposal:{proposal.id}:refused", news)

    async def failed(self, proposal: Proposal, reason: str, *, waits_again: bool, both: bool = True) -> None:
        """A confirmed hand-back was not made; `proposal` is as it was confirmed. `both`: also tells the person who
        confirmed it.
        """
        ticket, who = proposal.assignment.ticket_id, proposal.decided_by_name or "a full agent"
        rest = "The proposal waits again." if waits_again else "The proposal is closed."
        occasion = f"proposal:{proposal.id}:failed:{proposal.revision}"
        if proposal.decided_by and both:
            yours = f"You confirmed handing #{ticket} back, and it was not handed back. {reason} {rest}"
            await self._tell(f"{occasion}:{proposal.decided_by}", proposal.decided_by, yours)
        theirs = f"#{ticket} was not handed back, although {who} confirmed it. What {who} was told: {reason} {rest}"
        await self._tell(f"{occasion}:{proposal.by}", proposal.by, theirs)

    async def _ask(self, proposal: Proposal, assignment: Assignment, reminder: int) -> tuple[Link, ...]:
        agents = await self.asked(assignment, proposal.by)
        about = f"proposal:{proposal.id}" + (f":reminder:{reminder}" if reminder else "")
        message = ProposalPosted(reminder)
        await self._threads.tell(assignment.key, about, message, proposal=proposal.id)
        for link in agents:
            post = Post(f"{about}:{link.user}", link.user, message, proposal=proposal.id)
            if await self._memory.posts.get(post.key) is None:  # the clock asks for it again and again
                await self._engine.post(post)
        return agents

    async def _tell(self, key: str, user: str, text: str) -> None:
        await self._engine.post(Post(key, user, AdminNews(text)))
