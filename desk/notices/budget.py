"""Tells the card's thread, once each, that the budget is nearly spent, is spent, or will not suffice (R8)."""

from desk.model.assignments import Assignment, AssignmentKey, Stage
from desk.model.budget import Budget, Level
from desk.model.posts import BudgetNews
from desk.model.submissions import Submission
from desk.notices.threads import Threads
from desk.ports.memory import Memory


class BudgetNotices:
    def __init__(self, memory: Memory, threads: Threads, limit: int) -> None:
        self._memory = memory
        self._threads = threads
        self._limit = limit

    async def look(self, assignment: Assignment, spent: int | None) -> None:
        """Called whenever a ticket is read: the time may come from our note or from a person in Zendesk."""
        budget = Budget(spent, self._limit)
        if assignment.stage is Stage.WITH_US and budget.level is not Level.WELL:
            await self._tell(assignment.key, budget.level, BudgetNews(budget, await self._full_agents(assignment)))

    async def after(self, submission: Submission) -> None:
        """Called after a note that recorded time, or that says that the budget will not suffice."""
        assignment = await self._memory.assignments.get(submission.assignment) if submission.assignment else None
        ticket = await self._memory.tickets.get(submission.ticket_id)
        if assignment is None or ticket is None or submission.transfer:
            return
        await self.look(assignment, ticket.spent)
        if submission.analysis.needs_more and assignment.stage is Stage.WITH_US:
            budget = Budget(ticket.spent, self._limit)
            by = (submission.author, submission.author_name)
            news = BudgetNews(budget, await self._full_agents(assignment), needs_more=by)
            await self._tell(assignment.key, f"more:{submission.id}", news)

    async def _tell(self, key: AssignmentKey, occasion: str, news: BudgetNews) -> None:
        await self._threads.tell(key, f"budget:{key.ticket_id}:{key.audit_id}:{occasion}", news)

    async def _full_agents(self, assignment: Assignment) -> tuple[str, ...]:
        links = await self._memory.links.all()
        return tuple(link.user for link in links if link.agent.is_full and link.agent.belongs_to(assignment.group_id))
