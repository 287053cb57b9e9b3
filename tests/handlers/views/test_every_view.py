"""Whatever a ticket, a name or a person says: Slack takes what is drawn, and nothing in it comes alive."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.actions.collisions import Changed, Collision, Wrote
from desk.check.findings import Finding
from desk.check.findings import FindingKind as Found
from desk.check.preferences import Choices
from desk.intake.pace import Slowed
from desk.model.analysis import NO_ANALYSIS
from desk.model.assignments import Stage
from desk.model.budget import Budget
from desk.model.cards import Card, QueueRow, ShownProposal
from desk.model.hand_back import Obstacle, Plan, Why
from desk.model.new_tickets import CreationState, NewTicket, TicketKind
from desk.model.people import Group, Link
from desk.model.posts import (
    AdminNews,
    CardPosted,
    CreationRefused,
    DeedDone,
    NoteRefused,
    NoteSaved,
    Post,
    PostRecord,
    ReferenceMissing,
    TicketCreated,
    TicketNews,
)
from desk.model.posts import Message as PostMessage
from desk.model.proposals import Asking, ProposalState
from desk.model.rich_text import plain_text
from desk.model.rules import rights as rights_of
from desk.model.submissions import Submission, SubmissionState, Transfer
from desk.model.tickets import Status
from desk.model.vendor import Vendor
from desk.people.colleagues import Colleague
from desk.people.teams import Team, TeamMember
from desk.screens.details import Arrival, Details, OtherTicket, SaidInZendesk
from desk.screens.home import Home, ProposalRow
from desk.screens.status import DeskStatus
from desk.screens.waiting_items import WaitingItem, Work
from handlers.views import home
from handlers.views.messages import details, help, holds, people, posts, queue, rights, status, ticket, waiting  # noqa: A004 - the command's own name
from handlers.views.messages.card import card
from handlers.views.modals import (
    analysis_modal,
    check,
    connect,
    hand_back_modal,
    new_ticket_modal,
    preferences_modal,
    proposals,
    watch_modal,
)
from handlers.views.modals.analysis_modal import AnalysisForm
from handlers.views.parts import errors
from handlers.views.parts.blocks import Message, said
from handlers.views.parts.mrkdwn import words
from handlers.views.parts.redraw import with_problem
from handlers.views.parts.rich_text import to_slack
from tests.blockkit import check_message, check_view
from tests.handlers.views.examples import (
    ANALYSIS,
    ASSIGNMENT,
    CARD,
    DETAILS,
    FORM,
    HOLD,
    KEY,
    NASTY,
    NEW_FORM,
    NEW_TICKET,
    NINE,
    NOTE,
    PROPOSAL,
    SANNE,
    SUBMISSION,
    TICKET,
    URL,
    WATCH,
    sent_back,
)

RIGHTS = rights_of(SANNE.agent)


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
    return QueueRow(
        shown.ticket, URL, text, NINE, shown.notes, Budget(6000, 7200), replace(HOLD, user=text, name=text), KEY
    )


def _colleagues(text: str) -> tuple[Colleague, ...]:
    return tuple(Colleague(text, user) for user in ("U0TOM", text, None) for _ in range(5))


def _details(text: str) -> Details:
    return replace(
        DETAILS,
        ticket=replace(_card(text).ticket, requester=text),
        said=tuple(SaidInZendesk(text, NINE, public, text) for public in (True, False, False, False, False)),
        arrivals=(Arrival(text, NINE),) * 20,
        holds=tuple(
            replace(HOLD, user=user, name=text, until=until) for user in (text, "U0TOM") for until in (NINE, None)
        )
        * 9,
        others=(OtherTicket(1, text, URL),) * 10,
        more_others=1000,
    )


def _home(text: str, count: int) -> Home:
    rows = (_row(text),) * count
    asked = replace(PROPOSAL, by=text, by_name=text, why=text)
    proposed = tuple(ProposalRow(asked, row) for row in rows)
    return Home(_link(text), RIGHTS, rows, rows, rows, proposed, _waiting(text)[:count])


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
        for kind in Found
        for number in range(7)
    )
    events = (
        Wrote(text, NINE, text, public=True),
        Changed(text, NINE, "status", text),
        Changed(text, NINE, text, None),
    )
    news = Collision(events * 4, NINE, TICKET)
    marks = frozenset(f"{number:08x}" for number in range(2 * len(text) or 1))
    first = check.asked_again(sent, findings, marks, news)
    yield first
    yield check.asked_again(sent_back(first, {check.REASON: {"value": text}}), findings, marks)
    yield with_problem(sent_back(first, {}), text)
    yield check.asked_again(sent_back(first, {}), (), frozenset(), news)


def _settings(text: str) -> Iterator[dict[str, Any]]:
    house = Vendor(text, URL, 60)
    for lists in (Choices((text,) * 3, (text,)), Choices((), ())):
        for admins in ((), ("U0TOM",), (text,) * 12):
            yield preferences_modal.settings_modal(lists, house, admins, may_change=False)
        yield preferences_modal.saved(lists)
    own = preferences_modal.settings_modal(Choices(("stupid",), ("*.lan",)), house, ("U0TOM",), may_change=True)
    yield own
    yield with_problem(sent_back(own, {"blame": {"value": text[:3000]}}), text)


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
        waiting=_waiting(text),
        slowed=Slowed(3, 300, NINE),
    )


def _waiting(text: str) -> tuple[WaitingItem, ...]:
    post = Post("k", "C0DESK", CardPosted(), KEY)
    works: tuple[Work, ...] = (
        *(replace(SUBMISSION, author_name=text, author=text, trouble=text) for _ in range(30)),
        *(replace(NEW_TICKET, author_name=text, author=text, trouble=text) for _ in range(30)),
        PostRecord("k", "C0DESK", KEY, NINE, "e", trouble=text, post=post),
        PostRecord("k", "U0TOM", None, NINE, "e", trouble=text, post=post, given_up_at=NINE),
    )
    return tuple(WaitingItem(work, named, in_hand=True) for work in works for named in (True, False))


def _settled(held: WaitingItem) -> WaitingItem:
    match held.work:
        case Submission() as note:
            return replace(held, work=replace(note, state=SubmissionState.SENT))
        case NewTicket() as new:
            return replace(held, work=replace(new, state=CreationState.REFUSED))
        case PostRecord() as post:
            return replace(held, work=replace(post, channel="C1", ts="1.0"))


def _posted(text: str) -> Iterator[PostMessage]:
    yield NoteSaved(48213, text, "U0SANNE", text, left_status="pending", went_public=True, full_agents=("U1",) * 30)
    yield NoteSaved(48213, text, text, text, left_status=None, went_public=False, altered=True)
    yield NoteRefused(48213, text, text)
    yield NoteRefused(48213, text, text, part=2, parts=3)
    yield NoteSaved(48213, text, "U0SANNE", text, left_status="pending", went_public=False, names=text)
    yield NoteSaved(48213, text, "U0SANNE", text, left_status=None, went_public=True, names=text)
    yield TicketCreated(48213, 50001, TicketKind.MAINTENANCE, text, text, text, went_public=True, altered=True)
    yield CreationRefused(48213, TicketKind.CHANGE_REQUEST, text, text)
    yield CreationRefused(48213, TicketKind.CHANGE_REQUEST, text, text, part=2, parts=3)
    yield ReferenceMissing(48213, text, text)
    yield NoteSaved(48213, text, text, text, left_status=None, went_public=False, to=text, unconfirmed=True)
    for deed in ("hand-back", "note and hand-back", "opening"):
        yield NoteRefused(48213, text, text, deed=deed)
    for to in (text, None):
        yield DeedDone(48213, text, text, text, to, unconfirmed=True)
    yield TicketNews(text)
    yield AdminNews(text, channel="C0DESK")


def _proposals(text: str) -> Iterator[ShownProposal]:
    for state in ProposalState:
        made = replace(PROPOSAL, by=text, by_name=text, why=text, state=state, decided_by_name=text, reason=text)
        decided = replace(made, decided_by=text, decided_at=NINE)
        yield ShownProposal(made, text, URL, text, ("U1",) * 30, has_analysis=False)
        yield ShownProposal(decided, None, URL, text)


def _plans(text: str) -> Iterator[Plan]:
    ticket, back = replace(TICKET, subject=text), Transfer(11, 5001, text)
    many = tuple(Transfer(11, number, text) for number in range(99))
    for why in Why:
        yield Plan(ticket, ASSIGNMENT, back, why, group=text)
        yield Plan(ticket, ASSIGNMENT, back, why, group=text, gone=text, choices=(back, *many), has_analysis=True)
    for obstacle in Obstacle:
        yield Plan(ticket, ASSIGNMENT, None, Why.GROUP, text, text, (Transfer(11, None, text),), obstacle)
        yield Plan(ticket, ASSIGNMENT, back, Why.ASSIGNED, text, None, (), obstacle)


def messages(text: str) -> Iterator[Message]:
    for stage in Stage:
        yield card(replace(_card(text), assignment=replace(CARD.assignment, stage=stage)))
    yield ticket.ticket(_card(text), text)
    yield ticket.ticket(_row(text), text, vendor=text)
    yield queue.queue([_row(text)] * 60, text, more=3)
    yield queue.queue([], text)
    yield rights.can(_link(text), RIGHTS, _colleagues(text), text)
    yield rights.only_full_agents(text, _colleagues(text), text)
    yield rights.only_full_agents(text, ())
    yield details.details(_details(text))
    yield details.details(replace(_details(text), others=None, said=(), holds=(), arrivals=()))
    yield holds.taken(48213, URL)
    yield holds.released(48213, URL, replace(HOLD, user=text, name=text), by="U0SANNE")
    yield people.people([_team(text)] * 20, text)
    yield people.people([], text)
    yield status.status(_desk(text))
    for held in _waiting(text):
        yield waiting.decided(held)
        yield waiting.decided(_settled(held))
    yield help.help(text, URL)
    yield help.unknown(text)
    for comes_back in (True, False):
        yield connect.invite(URL, comes_back=comes_back, wanted=text, vendor=text)
        yield connect.disconnected(text, revoked=comes_back)
    yield connect.connected(_link(text), RIGHTS, text)
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
    for shown in _proposals(text):
        yield proposals.proposal(shown, in_thread=True, reminder=1)
        yield proposals.proposal(shown, in_thread=False)
    yield said(words(errors.unexpected(text)))


def views(text: str) -> Iterator[dict[str, Any]]:
    shown, analysis = _form(text), replace(ANALYSIS, findings=plain_text(text), advice=plain_text(text))
    yield analysis_modal.loading(shown)
    yield analysis_modal.form(shown, analysis, problem=text)
    yield with_problem(sent_back(analysis_modal.form(shown, analysis), {}), text)
    for submission in (
        replace(SUBMISSION, analysis=analysis, stored_text=text, refusal=text, trouble=text),
        replace(SUBMISSION, analysis=analysis, stored_text=text, went_public=True, left_status="pending", altered=True),
    ):
        yield analysis_modal.queued(submission)
        yield analysis_modal.saved(submission)
        yield analysis_modal.refused(submission)
    for page in range(5):
        yield home.home(_home(text, 30), text, page)
    yield home.home(_home(text, 8), text)
    yield home.home(_home(text, 0), text)
    yield home.invited(connect.invite(URL, comes_back=False, wanted=None, vendor=text))
    yield home.trouble(text)
    yield from _asked_again(shown, text)
    yield from _settings(text)
    yield analysis_modal.saving(48213)
    yield analysis_modal.unavailable(48213, text)
    yield from _new_tickets(text)
    yield connect.paste_modal(text)
    yield from _handing_back(text)
    for number in (0, 1, 10, 11, 130):
        groups = [Group(i, text) for i in range(number)]
        watches = [replace(WATCH, group=group) for group in groups[::2]]
        yield watch_modal.watch_modal("C0DESK", groups, text, watches)


def _new_tickets(text: str) -> Iterator[dict[str, Any]]:
    asked = replace(
        NEW_FORM, subject=text, description=plain_text(text), vendor=text, requester=text, organization=text
    )
    yield new_ticket_modal.loading(48213)
    for kind in (None, *TicketKind):
        yield new_ticket_modal.form(replace(asked, kind=kind), problem=text)
    yield with_problem(sent_back(new_ticket_modal.form(asked), {}), text)
    yield new_ticket_modal.creating(48213, TicketKind.MAINTENANCE)
    yield new_ticket_modal.unavailable(48213, text)
    new = replace(NEW_TICKET, subject=text, description=plain_text(text), refusal=text, trouble=text)
    for state in CreationState:
        yield new_ticket_modal.progress(replace(new, state=state, ticket_id=50001), URL)
        told = replace(new, state=state, ticket_id=50001, went_public=True, altered=True, first_tried_at=NINE)
        yield new_ticket_modal.progress(told, URL)


def _handing_back(text: str) -> Iterator[dict[str, Any]]:
    yield hand_back_modal.loading(48213)
    for plan in _plans(text):
        drawn = hand_back_modal.form("0190-abc", plan, text, URL)
        yield drawn
        yield with_problem(sent_back(drawn, {}), text)
    handed = replace(SUBMISSION, analysis=NO_ANALYSIS, transfer=Transfer(11, 5001, text), refusal=text, trouble=text)
    yield hand_back_modal.saving(48213)
    yield hand_back_modal.queued(handed)
    yield hand_back_modal.done(handed)
    yield hand_back_modal.done(replace(handed, unconfirmed=True, transfer=None))
    yield hand_back_modal.refused(handed)
    yield hand_back_modal.unavailable(48213, text)
    yield analysis_modal.saved(replace(handed, analysis=ANALYSIS, unconfirmed=True))
    yield analysis_modal.refused(replace(handed, analysis=ANALYSIS))
    offered = replace(_form(text), hand_back=Transfer(11, 5001, text))
    yield analysis_modal.form(offered)
    yield proposals.loading(48213)
    agents = (_link(text),) * 12
    for asking in (Asking(TICKET, ASSIGNMENT, text, agents, True), Asking(TICKET, ASSIGNMENT, None, (), False)):  # noqa: FBT003
        drawn = proposals.ask_form("p1", asking, text, URL)
        yield drawn
        yield with_problem(sent_back(drawn, {}), text)
    yield proposals.has_asked(48213, [text] * 12)
    yield proposals.unavailable(48213, text)
    yield proposals.not_yet_form(replace(PROPOSAL, by=text, by_name=text))
    yield proposals.answered(proposals.passed_on(replace(PROPOSAL, by=text, by_name=text)))


@pytest.mark.parametrize("text", ["ordinary", *NASTY], ids=lambda text: repr(text[:12]))
def test_slack_takes_every_message_whatever_it_holds(text: str) -> None:
    for message in messages(text):
        check_message(message)


@pytest.mark.parametrize("text", ["ordinary", *NASTY], ids=lambda text: repr(text[:12]))
def test_slack_takes_every_dialog_whatever_it_holds(text: str) -> None:
    for view in views(text):
        check_view(view)


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
