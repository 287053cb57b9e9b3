"""What a dialog shows after a hand-back without a note was submitted."""

from collections.abc import Iterator

from desk.model.submissions import Submission
from handlers.views.parts.blocks import Block, context, modal, section
from handlers.views.parts.mrkdwn import name, words
from handlers.views.parts.summary import UNCONFIRMED

HAND_BACK_MODAL = "hand_back"


def saving(ticket_id: int) -> Block:
    """The immediate answer: stored here, on its way to Zendesk."""
    return _outcome(
        ticket_id,
        section(":hourglass_flowing_sand: *Handing the ticket back…*"),
        context("It is stored with us already, so nothing is lost. You may close this; you will be told."),
    )


def queued(submission: Submission) -> Block:
    why = f" {words(submission.trouble)}" if submission.trouble else ""
    return _outcome(
        submission.ticket_id,
        section(f":hourglass_flowing_sand: *Your hand-back is queued.*{why}"),
        section("It goes to Zendesk as soon as Zendesk takes it, without you doing anything. You will be told."),
    )


def done(submission: Submission) -> Block:
    return _outcome(submission.ticket_id, *_done(submission))


def _done(submission: Submission) -> Iterator[Block]:
    to = name(submission.transfer.name) if submission.transfer else "the vendor"
    yield section(f":white_check_mark: *Handed back to {to}.*")
    if submission.unconfirmed:
        yield section(UNCONFIRMED)


def refused(submission: Submission) -> Block:
    why = words(submission.refusal or "Zendesk did not accept it.")
    return _outcome(submission.ticket_id, section(f":x: *The ticket was not handed back.* {why}"))


def unavailable(ticket_id: int, reason: str) -> Block:
    """Why the ticket cannot be handed back. `reason` is a plain sentence."""
    return _outcome(ticket_id, section(words(reason)))


def _outcome(ticket_id: int, *blocks: Block) -> Block:
    return modal(HAND_BACK_MODAL, f"Hand back #{ticket_id}", list(blocks))
