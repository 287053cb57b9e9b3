"""Foreign JSON in all its variety."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from desk.model.tickets import Audit
from tests.zendesk.kit import audit_json
from zendesk.shapes import AuditShape, TicketShape, each


def read(**changes: Any) -> Audit:
    (shape,) = each(AuditShape, [audit_json(901, **changes)])
    return shape.audit()


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), ("222", "222"), (222, "222"), (["a", "b"], "a b"), (True, "True")],
)
def test_a_changed_value_of_any_kind_is_text(value: Any, text: str | None) -> None:
    audit = read(events=[{"type": "Create", "field_name": "x", "value": value}])
    assert [(change.field, change.before, change.after) for change in audit.changes] == [("x", None, text)]


@pytest.mark.parametrize(
    ("metadata", "submission"),
    [
        ({"custom": {"partnerdesk": {"submission": "s-1", "v": 1}}}, "s-1"),
        ({"custom": {"partnerdesk": {"submission": "s-1", "v": 2, "more": True}, "other": 1}}, "s-1"),
        ({"custom": {"partnerdesk": {"submission": 5}}}, None),
        ({"custom": {"partnerdesk": "s-1"}}, None),
        ({"custom": []}, None),
        ({}, None),
        (None, None),
        ("?", None),
    ],
)
def test_our_own_audits_are_told_by_their_mark(metadata: Any, submission: str | None) -> None:
    assert read(metadata=metadata).submission == submission


def test_events_that_nobody_knows_are_ignored() -> None:
    strange = [
        {"type": "AgentMacroReference", "macro_id": "1"},
        {},
        "?",
        {"type": 5},
        {"type": "VoiceComment", "body": 1},
    ]
    audit = read(events=strange)
    assert (audit.comment, audit.changes) == (None, ())


def test_a_comment_without_html_is_its_plain_text() -> None:
    comment = read(events=[{"type": "Comment", "plain_body": "plain", "body": "body", "public": False}]).comment
    assert comment is not None
    assert (comment.text, comment.html, comment.author_id) == ("plain", "", 5001)


def test_a_row_that_cannot_be_read_is_logged_without_what_it_says() -> None:
    with capture_logs() as logs:
        assert each(TicketShape, [{"id": 48213, "subject": "secret", "status": "?"}]) == []
    (entry,) = logs
    assert entry["fields"] == ["created_at", "status", "updated_at"]
    assert "48213" not in str(logs)
    assert "secret" not in str(logs)


def test_rows_that_are_no_list_are_none() -> None:
    assert each(TicketShape, {"id": 1}) == []
