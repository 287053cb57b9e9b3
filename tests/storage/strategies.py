"""Hypothesis strategies for submissions and their parts."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.assignments import AssignmentKey
from desk.model.rich_text import Block, RichText, Span
from desk.model.submissions import Submission, SubmissionState

TEXT = st.text()  # all characters, without halves of characters
IDS = st.integers(-(2**63), 2**63 - 1)
FLAGS = st.booleans()
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
"""Only fixed offsets: in Python, a moment inside a clock change never equals a moment in another zone."""
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001  zones are added

spans = st.builds(Span, TEXT, FLAGS, FLAGS, FLAGS, FLAGS, st.none() | TEXT, st.none() | TEXT)
blocks = st.builds(
    Block,
    st.sampled_from(["paragraph", "quote", "code", "bullet", "number"]),
    st.lists(spans, max_size=3).map(tuple),
    st.integers(0, 8),
)
rich_texts = st.builds(RichText, st.lists(blocks, max_size=3).map(tuple))
files = st.builds(ChatFile, TEXT, TEXT, TEXT, st.integers(min_value=0), TEXT)
analyses = st.builds(
    Analysis, rich_texts, st.none() | st.sampled_from(Cause), rich_texts, st.lists(files, max_size=2).map(tuple)
)
submissions = st.builds(
    Submission,
    id=TEXT,
    ticket_id=IDS,
    author=TEXT,
    agent_id=IDS,
    author_name=TEXT,
    analysis=analyses,
    accepted_at=MOMENTS,
    assignment=st.none() | st.builds(AssignmentKey, IDS, IDS),
    screen=st.none() | TEXT,
    state=st.sampled_from(SubmissionState),
    stamp=st.none() | MOMENTS,
    sets_open=FLAGS,
    uploads=st.lists(TEXT, max_size=3).map(tuple),
    uploaded_at=st.none() | MOMENTS,
    audit_id=st.none() | IDS,
    stored_text=st.none() | TEXT,
    went_public=FLAGS,
    altered=FLAGS,
    left_status=st.none() | TEXT,
    refusal=st.none() | TEXT,
    trouble=st.none() | TEXT,
    queued_at=st.none() | MOMENTS,
    finished_at=st.none() | MOMENTS,
)
