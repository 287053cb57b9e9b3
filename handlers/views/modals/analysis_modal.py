"""The dialog for writing an analysis: drawn and read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from desk.check.findings import CheckedText
from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.assignments import AssignmentKey
from desk.model.budget import NO_BUDGET, Budget
from desk.model.rich_text import plain_text
from desk.model.submissions import Transfer
from desk.model.tickets import Status
from handlers.views.modals import receiver
from handlers.views.modals.analysis_outcome import ANALYSIS_MODAL, queued, refused, saved, saving, unavailable
from handlers.views.modals.check import CUSTOMER_READS
from handlers.views.modals.time_inputs import TIME, TypedTime, time_inputs, typed_time
from handlers.views.parts.blocks import Block, Blocks, context, input_block, modal, plain, plain_section, section
from handlers.views.parts.mrkdwn import link, name
from handlers.views.parts.redraw import problem_block
from handlers.views.parts.rich_text import from_slack, to_slack
from handlers.views.parts.roundtrip import Carried, Id, Key, carried, member
from handlers.views.parts.summary import status_name

__all__ = [
    "ADVICE",
    "ANALYSIS_MODAL",
    "CAUSE",
    "FILES",
    "FINDINGS",
    "AnalysisForm",
    "SubmittedAnalysis",
    "banner",
    "form",
    "loading",
    "problems",
    "queued",
    "refused",
    "saved",
    "saving",
    "submitted",
    "texts",
    "unavailable",
]

FINDINGS = "findings"
CAUSE = "cause"
ADVICE = "advice"
FILES = "files"

_BANNER = "banner"
_VERSION = 1
_LONGEST = 200_000
_LARGEST_FILE = 50_000_000  # Zendesk's own limit


class _Ids(Carried):
    v: Literal[1]
    submission: Key
    ticket: Id
    audit: Id | None = None
    to: receiver.Receiver | None = None


@dataclass(frozen=True)
class AnalysisForm:
    """What is known when the dialog is drawn; fields that are None are still being read."""

    submission_id: str
    ticket_id: int
    assignment: AssignmentKey | None
    subject: str | None
    status: Status | None
    asked: str | None
    vendor: str
    light: bool
    """Whether the author is a light agent, who may not change a status (R3)."""
    url: str
    budget: Budget = NO_BUDGET
    hand_back: Transfer | None = None
    """The person to whom the author may give the ticket back with this note (R5)."""
    seen: datetime | None = None
    """The ticket's `updated_at` when its author last saw it."""


@dataclass(frozen=True)
class SubmittedAnalysis:
    submission_id: str
    ticket_id: int
    assignment: AssignmentKey | None
    analysis: Analysis
    time: TypedTime
    hand_back: Transfer | None = None


def loading(shown: AnalysisForm) -> Block:
    """Opened at once with what is known by then. What is typed before `form` is drawn stays."""
    return _modal(shown, [*_head(shown), *_inputs(None), *_about_time(shown)])


def form(shown: AnalysisForm, draft: Analysis | None = None, problem: str | None = None) -> Block:
    return _modal(
        shown,
        [
            *([problem_block(problem)] if problem else []),
            *_head(shown),
            *_asked(shown),
            *_inputs(draft),
            *_about_time(shown),
            *_hand_back(shown.hand_back),
        ],
    )


def _modal(shown: AnalysisForm, blocks: Blocks) -> Block:
    ids = {
        "v": _VERSION,
        "submission": shown.submission_id,
        "ticket": shown.ticket_id,
        "audit": shown.assignment.audit_id if shown.assignment else None,
    }
    if shown.hand_back:
        ids["to"] = receiver.written(shown.hand_back)
    if shown.seen:
        ids["seen"] = shown.seen.isoformat()
    return modal(
        ANALYSIS_MODAL,
        f"Analysis #{shown.ticket_id}",
        blocks,
        submit="Save note",
        close="Cancel",
        metadata=json.dumps(ids),
    )


def _head(shown: AnalysisForm) -> Iterator[Block]:
    yield section(f":lock: *{banner(shown)}*") | {"block_id": _BANNER}
    subject = "Reading the ticket…" if shown.subject is None else name(shown.subject) or "(no subject)"
    about = f"*#{shown.ticket_id}*  {subject} · {link(shown.url, 'Open in Zendesk')}"
    yield section(about) | {"block_id": "about"}


def banner(shown: AnalysisForm) -> str:
    """R2, R3 and R10 in one line."""
    reads = CUSTOMER_READS
    if shown.status in {None, Status.OPEN}:
        return f"Saved as INTERNAL NOTE, ticket stays OPEN. {reads}"
    now = status_name(shown.status or "")
    if shown.light:
        return f"Saved as INTERNAL NOTE, the ticket's status stays {now}: a full agent is asked to set it Open. {reads}"
    return f"Saved as INTERNAL NOTE, ticket is set from {now} to OPEN. {reads}"


def _asked(shown: AnalysisForm) -> Iterator[Block]:
    if shown.asked and shown.asked.strip():
        yield context(f"{name(shown.vendor)} asked:") | {"block_id": "asked by"}
        yield plain_section(shown.asked) | {"block_id": "asked"}


def _inputs(draft: Analysis | None) -> Iterator[Block]:
    # Slack keeps typed text through an update while block_id and action_id stay the same: these never change.
    findings: Block = {"type": "rich_text_input", "min_lines": 8}
    cause: Block = {
        "type": "static_select",
        "placeholder": plain("What caused it?"),
        "options": [_option(one) for one in Cause],
    }
    # No max_length: text of any length arrives, and its length is checked afterwards.
    advice: Block = {"type": "plain_text_input", "multiline": True}
    if draft and not draft.findings.is_blank:
        findings["initial_value"] = to_slack(draft.findings)
    if draft and draft.cause:
        cause["initial_option"] = _option(draft.cause)
    if draft and not draft.advice.is_blank:
        advice["initial_value"] = draft.advice.plain
    yield input_block(FINDINGS, "Findings", findings, optional=False)
    yield input_block(CAUSE, "Cause", cause)
    yield input_block(ADVICE, "Advice or next step", advice)
    yield input_block(FILES, "Files", {"type": "file_input", "max_files": 10}, hint="Up to 10, of at most 50 MB each.")


def _about_time(shown: AnalysisForm) -> Iterator[Block]:
    return time_inputs(shown.budget, asks_time=not shown.light and shown.budget.spent is not None)


def _hand_back(to: Transfer | None, *, ticked: bool = False) -> Iterator[Block]:
    if to:
        yield receiver.checkbox(to, ticked=ticked)


def _option(cause: Cause) -> Block:
    return {"text": plain(cause.value), "value": cause.name}


def submitted(view: Mapping[str, Any]) -> SubmittedAnalysis:
    """Everything that a `view_submission` of this dialog carries."""
    ids = carried(view, _Ids, FINDINGS)
    assignment = AssignmentKey(ids.ticket, ids.audit) if ids.audit is not None else None
    values = view["state"]["values"]
    time = typed_time(values)
    hand_back = ids.to.read() if ids.to and receiver.is_ticked(values) else None
    return SubmittedAnalysis(ids.submission, ids.ticket, assignment, _analysis(values, time), time, hand_back)


def _analysis(values: Mapping[str, Any], time: TypedTime) -> Analysis:
    def typed(block_id: str) -> Mapping[str, Any]:
        state: Mapping[str, Any] = values.get(block_id, {}).get(block_id) or {}
        return state

    return Analysis(
        findings=from_slack(typed(FINDINGS).get("rich_text_value")),
        cause=member(Cause, typed(CAUSE).get("selected_option")),
        advice=plain_text(typed(ADVICE).get("value") or ""),
        files=tuple(_file(file) for file in typed(FILES).get("files") or ()),
        remark=time.remark,
        needs_more=time.needs_more,
    )


def texts(analysis: Analysis) -> dict[str, CheckedText]:
    """For the check before sending, by the input that holds each text."""
    return {
        FINDINGS: CheckedText.rich(analysis.findings),
        ADVICE: CheckedText.rich(analysis.advice),
        FILES: CheckedText.names(file.name for file in analysis.files),
    }


def _file(file: Mapping[str, Any]) -> ChatFile:
    return ChatFile(
        id=file["id"],
        name=file.get("name") or file.get("title") or file["id"],
        media_type=file.get("mimetype") or "application/octet-stream",
        size=int(file.get("size") or 0),
        url=file.get("url_private_download") or file.get("url_private") or "",
    )


def problems(submission: SubmittedAnalysis) -> dict[str, str]:
    """What prevents an analysis from being accepted, by the input that it concerns."""
    found = note_problems(submission.analysis)
    return found | ({TIME: submission.time.problem} if submission.time.problem else {})


def note_problems(analysis: Analysis) -> dict[str, str]:
    """The same for the note alone."""
    found = {}
    if analysis.findings.is_blank:
        found[FINDINGS] = "Please write what you found."
    elif (length := len(analysis.findings.plain) + len(analysis.advice.plain) + len(analysis.remark)) > _LONGEST:
        found[FINDINGS] = (
            f"This is {length:,} characters and {_LONGEST:,} is the most; "
            "please attach the longest part as a file. Your text is still here."
        )
    too_large = [file.name for file in analysis.files if file.size > _LARGEST_FILE]
    if too_large:
        found[FILES] = f"Zendesk takes files of at most 50 MB; too large: {', '.join(too_large)}"
    return found
