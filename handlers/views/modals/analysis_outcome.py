"""What the analysis dialog shows after it was submitted."""

from collections.abc import Iterator

from desk.model.submissions import Submission
from handlers.views.parts.blocks import Block, Blocks, context, given_back, longest_shown, modal, section
from handlers.views.parts.mrkdwn import count, name, words
from handlers.views.parts.summary import UNCONFIRMED, public_warning, status_name

ANALYSIS_MODAL = "analysis"

_NOTE_SHOWN = 30_000
_PIECES = 90 * 2500


def saving(ticket_id: int) -> Block:
    """The immediate answer: stored here, on its way to Zendesk."""
    return _outcome(
        ticket_id,
        [
            section(":hourglass_flowing_sand: *Saving your analysis as an internal note…*"),
            context("It is stored with us already, so nothing is lost. You may close this; you will be told."),
        ],
    )


def queued(submission: Submission) -> Block:
    """Zendesk is slow or down."""
    why = f" {words(submission.trouble)}" if submission.trouble else ""
    return _outcome(
        submission.ticket_id,
        [
            section(f":hourglass_flowing_sand: *Your analysis is queued.*{why}"),
            section(
                "It is stored with us and goes to Zendesk as soon as Zendesk takes it, without you doing anything. "
                "You will be told."
            ),
        ],
    )


def saved(submission: Submission) -> Block:
    """The note as Zendesk stored it."""
    return _outcome(submission.ticket_id, list(_saved(submission)))


def _saved(submission: Submission) -> Iterator[Block]:
    if submission.went_public:
        yield section(public_warning("your analysis"))
    elif submission.left_status:
        left = status_name(submission.left_status)
        yield section(
            f":white_check_mark: *Saved as internal note.* The ticket is still {left}: "
            "a full agent has to set it Open, and is asked to."
        )
    elif submission.transfer:
        to = name(submission.transfer.name)
        yield section(f":white_check_mark: *Saved as internal note, and the ticket was handed back to {to}.*")
    else:
        status = "the ticket is now Open" if submission.sets_open else "still Open"
        yield section(f":white_check_mark: *Saved as internal note, {status}.*")
    if submission.unconfirmed:
        yield section(UNCONFIRMED)
    if submission.altered:
        yield section(":warning: Zendesk stored something else than what you typed: please compare the two.")
    text = submission.stored_text
    if text and text.strip():
        yield context("As Zendesk stored it:")
        shown, hidden = given_back(text, min(_NOTE_SHOWN, longest_shown(text)))
        yield from shown
        if hidden:
            yield context(f"Shortened here by {count(hidden, 'character')}; Zendesk has the whole note.")


def refused(submission: Submission) -> Block:
    """The reason, and the whole text back."""
    text = submission.analysis.plain
    shown, hidden = given_back(text, min(_PIECES, longest_shown(text)))
    why = words(submission.refusal or "Zendesk did not accept it.")
    also = ", and the ticket was not handed back" if submission.transfer else ""
    blocks = [section(f":x: *Your analysis was not saved{also}.* {why}"), context("Your text, to copy:"), *shown]
    if hidden:
        blocks.append(context(f"Slack cannot show the last {count(hidden, 'character')} here."))
    return _outcome(submission.ticket_id, blocks)


def unavailable(ticket_id: int | None, reason: str) -> Block:
    """Why an analysis cannot be written. `reason` is a plain sentence."""
    return _outcome(ticket_id, [section(words(reason))])


def _outcome(ticket_id: int | None, blocks: Blocks) -> Block:
    return modal(ANALYSIS_MODAL, "Analysis" if ticket_id is None else f"Analysis #{ticket_id}", blocks)
