"""One example of everything that is stored."""

from datetime import UTC, datetime, timedelta

from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.assignments import Assignment, AssignmentKey
from desk.model.holds import Hold
from desk.model.new_tickets import CreationState, NewTicket, TicketKind
from desk.model.people import Agent, DeskId, Group, Licence, Link, TokenPair
from desk.model.posts import CardPosted, Post, TicketNews
from desk.model.proposals import Proposal, ProposalState
from desk.model.rich_text import Block, RichText, Span, plain_text
from desk.model.submissions import Override, Submission, SubmissionState, Transfer
from desk.model.tickets import Status, Ticket
from desk.model.watches import Watch
from desk.ports.memory import FeedState, Gap, SignInAttempt

NOW = datetime(2026, 7, 1, 9, 12, 30, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)

DESK = DeskId("T1", "vendor")
OTHER_DESKS = (DeskId("T2", "vendor"), DeskId("T1", "another"))

PARTNER = Group(360_000_000_001, "Partner-NL")
SANNE = Agent(21, "Sanne de Vries", "sanne@partner.example", Licence.LIGHT, (PARTNER, Group(2, "Ünïcode 🧾")))
TOM = Agent(22, "Tom", None, Licence.FULL, (PARTNER,))
LINK = Link("U1", SANNE, ("read", "tickets:write"), connected_at=NOW, checked_at=NOW + HOUR)
TOKENS = TokenPair("access-of-sanne", "refresh-of-sanne", NOW + HOUR, None, NOW)
ATTEMPT = SignInAttempt("hash", "U1", "verifier-of-sanne", NOW + HOUR, wanted="note 48213", channel="C1")
WATCH = Watch("C1", PARTNER, shows_excerpt=True, by="U1", since=NOW)
TICKET = Ticket(
    id=48213,
    subject="Invoice export stops at 10,000 rows",
    status=Status.OPEN,
    priority="high",
    group_id=PARTNER.id,
    assignee_id=22,
    requester_id=31,
    created_at=NOW - HOUR,
    updated_at=NOW,
    read_at=NOW + HOUR,
    group=PARTNER.name,
    assignee="Tom",
    requester="Ann of Acme",
    organization="Acme BV",
)
KEY = AssignmentKey(TICKET.id, 9001)
ASSIGNMENT = Assignment(KEY, PARTNER.id, 7, 11, NOW, asked="Please check the mapping and tell us the cause.")
CARD = Post("card:48213:9001:C1", "C1", CardPosted(), KEY)
NEWS = Post("news:1", "C1", TicketNews("J. Visser added an internal note"), KEY, in_thread=True)
ANALYSIS = Analysis(
    findings=RichText((Block("bullet", (Span("It stops ", bold=True), Span("here", link="https://x.example")), 2),)),
    cause=Cause.DEFECT,
    advice=plain_text("Raise the limit."),
    files=(ChatFile("F1", "log.txt", "text/plain", 12, "https://files.example/F1"),),
)
SUBMISSION = Submission("s1", TICKET.id, "U1", SANNE.id, SANNE.name, ANALYSIS, NOW, KEY, screen="V1")
SENT = Submission(
    id="s0",
    ticket_id=TICKET.id,
    author="U1",
    agent_id=SANNE.id,
    author_name=SANNE.name,
    analysis=ANALYSIS,
    accepted_at=NOW - HOUR,
    assignment=KEY,
    screen="V0",
    transfer=Transfer(7, 11, "J. Visser"),
    seconds=1800,
    override=Override("It is the customer's own test key.", ("a password",)),
    proposal="p1",
    state=SubmissionState.SENT,
    stamp=NOW,
    total=5400,
    unconfirmed=True,
    sets_open=True,
    uploads=("upload-1", "upload-2"),
    uploaded_at=NOW,
    audit_id=9002,
    stored_text="It stops here",
    went_public=True,
    internal_again_at=NOW,
    altered=True,
    left_status="pending",
    refusal="none",
    trouble="none",
    queued_at=NOW,
    given_up_by="U9",
    finished_at=NOW + HOUR,
)
GAP = Gap(since=NOW, until=NOW + HOUR)
FEED = FeedState(watermark=NOW, polled_at=NOW + HOUR, trouble="away", trouble_since=NOW, admins_told=True)
HOLD = Hold(KEY, "U1", "Sanne de Vries", since=NOW)
PROPOSAL = Proposal(
    id="p1",
    assignment=KEY,
    by="U1",
    by_name="Sanne de Vries",
    at=NOW,
    why="The mapping is theirs.",
    state=ProposalState.REFUSED,
    decided_by="U2",
    decided_by_name="Tom",
    decided_at=NOW + HOUR,
    reason="Ünïcode 🧾: one more look, please.",
    reminders=1,
    revision=3,
)
NEW_TICKET = NewTicket(
    id="n1",
    source_id=TICKET.id,
    author="U1",
    agent_id=SANNE.id,
    author_name=SANNE.name,
    kind=TicketKind.CHANGE_REQUEST,
    subject="More than 10,000 rows",
    description=plain_text("Please raise the limit."),
    requester_id=31,
    requester="Ann of Acme",
    organization_id=41,
    organization="Acme BV",
    accepted_at=NOW,
    assignment=KEY,
    screen="V2",
    override=Override("It is a test key.", ("a key",)),
    state=CreationState.CREATED,
    first_tried_at=NOW,
    ticket_id=50001,
    audit_id=9003,
    group_id=11,
    went_public=True,
    altered=True,
    refusal="none",
    trouble="none",
    queued_at=NOW,
    given_up_by="U9",
    finished_at=NOW + HOUR,
)
