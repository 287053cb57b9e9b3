"""Whatever a ticket, a name or a person says: Slack takes what is drawn, and nothing in it comes alive."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.assignments import Stage
from desk.cards import Card, QueueRow
from desk.check.findings import Finding, Kind
from desk.choices import Choices
from desk.house import House
from desk.news import Changed, News, Wrote
from desk.people import Group, Link
from desk.posts import AdminNews, NoteRefused, NoteSaved, Post, PostRecord, TicketNews
from desk.posts import Message as PostMessage
from desk.richtext import plain_text
from desk.status import DeskStatus, Team, TeamMember
from desk.submissions import SubmissionState
from desk.tickets import Status
from handlers.views import (
    analysis_modal,
    check,
    connect,
    errors,
    help,  # noqa: A004 - the command's own name
    people,
    posts,
    queue,
    settings_modal,
    status,
    ticket,
    watch_modal,
)
from handlers.views.analysis_modal import AnalysisForm
from handlers.views.card import card
from handlers.views.rich_text import to_slack
from handlers.views.text import Message, said, words
from tests.blockkit import check_message, check_view
from tests.handlers.views.examples import (
    ANALYSIS,
    CARD,
    FORM,
    NASTY,
    NINE,
    NOTE,
    SANNE,
    SUBMISSION,
    TICKET,
    URL,
    WATCH,
    sent_back,
)


def _card(text: str) -> Card:
    nasty = replace(TICKET, subject=text, priority=text, organization=text, group=text)
    notes = tuple(
        replace(NOTE, author_name=text, author=author, state=state, went_public=state is SubmissionState.SENT)
        for state in SubmissionState
        for author in ("U0SANNE", text)
    )
    return replace(CARD, ticket=nasty, vendor=text, group=text, assigned_by=text, excerpt=text, notes=notes * 3)


def _row(text: str) -> QueueRow:
    shown = _card(text)
    return QueueRow(shown.ticket, URL, text, NINE, shown.notes)


def _link(text: str) -> Link:
    agent = replace(SANNE.agent, name=text, email=text, groups=tuple(Group(i, text) for i in range(30)))
    return replace(SANNE, agent=agent)


def _form(text: str) -> AnalysisForm:
    return replace(FORM, subject=text, asked=text, vendor=text, status=Status.PENDING)


def _asked_again(shown: AnalysisForm, text: str) -> Iterator[dict[str, Any]]:
    typed: dict[str, dict[str, Any]] = {
        "findings": {"rich_text_value": to_slack(plain_text(text))},
        "advice": {"value": text},
    }
    sent = sent_back(analysis_modal.form(shown), typed)
    findings = tuple(
        Finding(field, kind, f"{text or 'x'}{number}", text, text)
        for field in ("findings", "advice", "files")
        for kind in Kind
        for number in range(7)
    )
    events = (
        Wrote(text, NINE, text, public=True),
        Changed(text, NINE, "status", text),
        Changed(text, NINE, text, None),
    )
    news = News(events * 4, NINE, TICKET)
    marks = frozenset(f"{number:08x}" for number in range(2 * len(text) or 1))
    first = check.asked_again(sent, findings, marks, news)
    yield first
    yield check.asked_again(sent_back(first, {check.REASON: {"value": text}}), findings, marks)
    yield analysis_modal.not_saved_yet(sent_back(first, {}), text)
    yield check.asked_again(sent_back(first, {}), (), frozenset(), news)


def _settings(text: str) -> Iterator[dict[str, Any]]:
    house = House(text, URL, 60)
    for lists in (Choices((text,) * 3, (text,)), Choices((), ())):
        for admins in ((), ("U0TOM",), (text,) * 12):
            yield settings_modal.settings_modal(lists, house, admins, may_change=False)
        yield settings_modal.saved(lists)
    own = settings_modal.settings_modal(Choices(("stupid",), ("*.lan",)), house, ("U0TOM",), may_change=True)
    yield own
    yield settings_modal.not_saved(sent_back(own, {"blame": {"value": text[:3000]}}), text)


def _team(text: str) -> Team:
    agent = _link(text).agent
    lapsed = replace(SANNE, agent=agent, lapsed=True)
    links = ((None, None), (SANNE, None), (lapsed, None), (None, "U9"), (None, text))
    return Team(text, tuple(TeamMember(agent, link, suggestion) for link, suggestion in links))


def _desk(text: str) -> DeskStatus:
    return DeskStatus(
        vendor=text,
        now=NINE,
        polled_at=None,
        poll_seconds=60,
        feed_trouble=text,
        watches=tuple(replace(WATCH, group=Group(i, text), trouble=text) for i in range(30)),
        waiting_notes=tuple(replace(SUBMISSION, author_name=text, author=text, trouble=text) for _ in range(30)),
        waiting_posts=(PostRecord("k", "C1", None, NINE, "e", trouble=text), PostRecord("k", "U1", None, NINE, "e")),
    )


def _posted(text: str) -> Iterator[PostMessage]:
    yield NoteSaved(48213, text, "U0SANNE", text, left_status="pending", went_public=True, full_agents=("U1",) * 30)
    yield NoteSaved(48213, text, text, text, left_status=None, went_public=False, altered=True)
    yield NoteRefused(48213, text, text)
    yield NoteRefused(48213, text, text, part=2, parts=3)
    yield TicketNews(text)
    yield AdminNews(text, channel="C0DESK")


def messages(text: str) -> Iterator[Message]:
    for stage in Stage:
        yield card(replace(_card(text), assignment=replace(CARD.assignment, stage=stage)))
    yield ticket.ticket(_card(text), text)
    yield ticket.ticket(_row(text), text, vendor=text)
    yield queue.queue([_row(text)] * 60, text, more=3)
    yield queue.queue([], text)
    yield people.people([_team(text)] * 20, text)
    yield people.people([], text)
    yield status.status(_desk(text))
    yield help.help(text, URL)
    yield help.unknown(text)
    for comes_back in (True, False):
        yield connect.invite(URL, comes_back=comes_back, wanted=text, vendor=text)
        yield connect.disconnected(text, revoked=comes_back)
    yield connect.connected(_link(text), [text] * 4, text)
    yield connect.already_connected(_link(text), text)
    groups = [Group(i, text) for i in range(30)]
    yield watch_modal.watching(groups, "C0DESK")
    yield watch_modal.unwatched(groups, text)
    yield watch_modal.offer("C0DESK")
    yield watch_modal.backlog(12, groups[0])
    yield watch_modal.backlog_done(groups[0], 12)
    for message in _posted(text):
        yield posts.post_message(Post("k", "C0DESK", message), url=URL)
        yield posts.post_message(Post("k", "C0DESK", message, in_thread=True))
    yield said(words(errors.unexpected(text)))


def views(text: str) -> Iterator[dict[str, Any]]:
    shown, analysis = _form(text), replace(ANALYSIS, findings=plain_text(text), advice=plain_text(text))
    yield analysis_modal.loading(shown)
    yield analysis_modal.form(shown, analysis, problem=text)
    yield analysis_modal.not_saved_yet(sent_back(analysis_modal.form(shown, analysis), {}), text)
    for submission in (
        replace(SUBMISSION, analysis=analysis, stored_text=text, refusal=text, trouble=text),
        replace(SUBMISSION, analysis=analysis, stored_text=text, went_public=True, left_status="pending", altered=True),
    ):
        yield analysis_modal.queued(submission)
        yield analysis_modal.saved(submission)
        yield analysis_modal.refused(submission)
    yield from _asked_again(shown, text)
    yield from _settings(text)
    yield analysis_modal.saving(48213)
    yield analysis_modal.unavailable(48213, text)
    yield connect.paste_modal(text)
    for number in (0, 1, 10, 11, 130):
        groups = [Group(i, text) for i in range(number)]
        watches = [replace(WATCH, group=group) for group in groups[::2]]
        yield watch_modal.watch_modal("C0DESK", groups, text, watches)


@pytest.mark.parametrize("text", ["ordinary", *NASTY], ids=lambda text: repr(text[:12]))
def test_slack_takes_every_message_whatever_it_holds(text: str) -> None:
    for message in messages(text):
        check_message(message)


@pytest.mark.parametrize("text", ["ordinary", *NASTY], ids=lambda text: repr(text[:12]))
def test_slack_takes_every_dialog_whatever_it_holds(text: str) -> None:
    for view in views(text):
        check_view(view)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1))
def test_slack_takes_what_nobody_thought_of(text: str) -> None:
    for message in messages(text):
        check_message(message)
    for view in views(text):
        check_view(view)


@pytest.mark.parametrize("text", NASTY[2:4], ids=["mentions", "entities"])
def test_nothing_that_others_wrote_mentions_anybody(text: str) -> None:
    for message in messages(text):
        for mrkdwn in [message.text, *_mrkdwn(message.blocks)]:
            assert not any(alive in mrkdwn for alive in ("<!channel", "<!here", "<@U1>", "<#C1>", "|click>")) or (
                "<@U1>, <@U1>" in mrkdwn  # the full agents, whom we do mean
            )


def _mrkdwn(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [text for inner in thing for text in _mrkdwn(inner)]
    if not isinstance(thing, dict):
        return []
    own = [thing["text"]] if thing.get("type") == "mrkdwn" else []
    return own + [text for inner in thing.values() for text in _mrkdwn(inner)]


def test_every_kind_of_group_list_is_tried() -> None:
    kinds = {
        block["element"]["type"]
        for view in views("ordinary")
        for block in view["blocks"]
        if block.get("block_id") == "groups"
    }
    assert kinds == {"checkboxes", "multi_static_select"}
