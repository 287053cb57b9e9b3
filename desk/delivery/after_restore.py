"""After a restore: what the bot did between the backup and the restore is looked for, and not done again.

What is looked for is in Zendesk and in the chat, under ids and keys that follow from what the backup holds.
"""

from dataclasses import replace

from desk.model.new_tickets import NewTicket
from desk.model.submissions import Submission, SubmissionState
from desk.ports.memory import Memory


async def may_have_been_sent(memory: Memory, submission: Submission) -> Submission:
    """What had only been accepted when the backup was taken counts as sent, with an outcome that nobody knows."""
    if submission.state is SubmissionState.ACCEPTED and await memory.gaps.after(submission.accepted_at):
        submission = replace(submission, state=SubmissionState.UNKNOWN)
        await memory.submissions.put(submission)
    return submission


async def may_have_been_made(memory: Memory, new: NewTicket) -> NewTicket:
    """... and as tried at the earliest moment at which it may have been."""
    if new.state.is_final or new.may_be_there:
        return new
    if gap := await memory.gaps.after(new.accepted_at):
        new = replace(new, first_tried_at=gap.since)
        await memory.new_tickets.put(new)
    return new
