"""After a restore the bot looks for what it did between the backup and the restore, and does not do it again.

It looks in Zendesk and in the chat, under ids and keys that follow from the content of the backup.
"""

from dataclasses import replace

from desk.model.new_tickets import NewTicket
from desk.model.submissions import Submission, SubmissionState
from desk.ports.memory import Gap


def may_have_been_sent(submission: Submission, _gap: Gap) -> Submission:
    """A submission that was only accepted in the backup counts as sent with an unknown outcome."""
    if submission.state is SubmissionState.ACCEPTED:
        return replace(submission, state=SubmissionState.UNKNOWN)
    return submission


def may_have_been_made(new: NewTicket, gap: Gap) -> NewTicket:
    """A new ticket that was not tried in the backup counts as tried at the earliest possible moment."""
    if new.state.is_final or new.may_be_there:
        return new
    return replace(new, first_tried_at=gap.since)
