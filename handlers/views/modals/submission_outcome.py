"""What the dialog of a finished submission shows, whatever the submission asked for."""

from desk.model.submissions import Submission, SubmissionState
from handlers.views.modals import analysis_outcome, update_outcome
from handlers.views.parts.blocks import Block


def outcome(submission: Submission) -> Block:
    went_well = submission.state is SubmissionState.SENT
    if submission.has_note:
        return (analysis_outcome.saved if went_well else analysis_outcome.refused)(submission)
    return (update_outcome.done if went_well else update_outcome.refused)(submission)
