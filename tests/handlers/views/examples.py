"""A ticket, its people and its analyses, to draw."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from desk.model.analysis import Analysis, Cause, ChatFile
from desk.model.assignments import Assignment, AssignmentKey
from desk.model.budget import Budget
from desk.model.cards import Card, CardNote, QueueRow
from desk.model.holds import Hold
from desk.model.new_tickets import NewTicket, TicketKind
from desk.model.people import Agent, Group, Licence, Link
from desk.model.proposals import Proposal
from desk.model.rich_text import plain_text
from desk.model.submissions import Submission, SubmissionState
from desk.model.tickets import Status, Ticket
from desk.model.watches import Watch
from desk.screens.details import Arrival, Details, OtherTicket, SaidInZendesk
from handlers.views.modals.analysis_modal import AnalysisForm
from handlers.views.modals.new_ticket_modal import NewTicketForm
from handlers.views.parts.blocks import Blocks, Message

NINE = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
URL = "https://helpcenter.example.com/agent/tickets/48213"
PARTNER_NL = Group(77, "Partner-NL")
KEY = AssignmentKey(48213, 901)

NASTY = (
    "",
    " \n ",
    "<!channel> <!here|x> <@U1> <#C1> <https://x.example|click>",
    "a & b < c > d &amp; &lt;",
    "*bold* _italic_ ~gone~ `code` ```pre``` > quote\n> quote",
    "日本語のチケット 📎👩‍💻 عربي \u202eevil\u202c",
    "x" * 5000,
    "<&>" * 2000,
    "😀" * 4000,
    "line\n" * 1500,
    "_*~`" * 900,
    "\x00\x07\u2028{{ticket.id}}|>",
)

TICKET = Ticket(
    id=48213,
    subject="Invoice export stops at 10,000 rows",
    status=Status.OPEN,
    priority="high",
    group_id=77,
    assignee_id=None,
    requester_id=31,
    created_at=NINE,
    updated_at=NINE,
    read_at=NINE,
    group="Partner-NL",
    organization="Acme BV",
)
ASSIGNMENT = Assignment(KEY, group_id=77, from_group_id=11, assigned_by=5001, assigned_at=NINE)
CARD = Card(
    assignment=ASSIGNMENT,
    ticket=TICKET,
    vendor="ISPnext",
    url=URL,
    group="Partner-NL",
    assigned_by="J. Visser",
    excerpt="Please check the mapping and tell us the cause.",
)
ROW = QueueRow(TICKET, URL, "J. Visser", NINE, key=KEY)
HOLD = Hold(KEY, "U0TOM", "Tom de Boer", NINE)
PROPOSAL = Proposal("p1", KEY, "U0SANNE", "Sanne de Vries", NINE, "The mapping is theirs.")
NOTE = CardNote("U0SANNE", "Sanne de Vries", SubmissionState.SENT, NINE)
DETAILS = Details(
    ticket=replace(TICKET, requester="Fatima El Idrissi"),
    url=URL,
    budget=Budget(5400, 7200),
    now=NINE + timedelta(hours=1),
    said=(SaidInZendesk("J. Visser", NINE, public=False, text="Please check the mapping.\nAnd tell us."),),
    arrivals=(Arrival("J. Visser", NINE),),
    holds=(replace(HOLD, until=NINE + timedelta(minutes=65)), replace(HOLD, user="U0SANNE", name="Sanne de Vries")),
    others=(OtherTicket(48300, "Wrong VAT rate", "https://helpcenter.example.com/agent/tickets/48300"),),
    more_others=2,
)
SANNE = Link(
    "U0SANNE",
    Agent(5102, "Sanne de Vries", "sanne@partner.example", Licence.LIGHT, (PARTNER_NL,)),
    ("read", "tickets:write"),
    NINE,
    NINE,
)
PROPOSAL = Proposal("p1", KEY, "U0SANNE", "Sanne de Vries", NINE, "All is said.")
WATCH = Watch("C0DESK", PARTNER_NL, shows_excerpt=True, by="U0TOM", since=NINE)
FORM = AnalysisForm(
    submission_id="0190-abc",
    ticket_id=48213,
    assignment=KEY,
    subject=TICKET.subject,
    status=Status.OPEN,
    asked="Please check the mapping.",
    vendor="ISPnext",
    light=True,
    url=URL,
)
LOG = ChatFile("F1", "export.log", "text/plain", 5172, "https://files.example.com/export.log")
ANALYSIS = Analysis(plain_text("The mapping ends at 10,000."), Cause.CONFIGURATION, plain_text("Raise it."), (LOG,))
SUBMISSION = Submission(
    id="0190-abc",
    ticket_id=48213,
    author="U0SANNE",
    agent_id=5102,
    author_name="Sanne de Vries",
    analysis=ANALYSIS,
    accepted_at=NINE,
    assignment=KEY,
    stored_text="The mapping ends at 10,000.",
)

NEW_FORM = NewTicketForm(
    new_id="0190-new",
    source_id=48213,
    url=URL,
    vendor="ISPnext",
    subject=TICKET.subject,
    requester_id=31,
    requester="Fatima El Idrissi",
    organization_id=7,
    organization="Acme BV",
    description=plain_text("Raise the limit."),
)
NEW_TICKET = NewTicket(
    id="0190-new",
    source_id=48213,
    author="U0SANNE",
    agent_id=5102,
    author_name="Sanne de Vries",
    kind=TicketKind.CHANGE_REQUEST,
    subject="Longer exports",
    description=plain_text("Raise the limit."),
    requester_id=31,
    requester="Fatima El Idrissi",
    organization_id=7,
    organization="Acme BV",
    accepted_at=NINE,
    assignment=KEY,
    screen="V1",
)


def sent_back(view: Mapping[str, Any], typed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The view as Slack submits it: what it drew, ids and all, and the state of every input."""
    drawn: dict[str, Any] = json.loads(json.dumps(view))
    values = {
        block["block_id"]: {block["element"]["action_id"]: {"type": block["element"]["type"], **_initial(block)}}
        for block in drawn["blocks"]
        if block["type"] == "input"
    }
    for block_id, state in typed.items():
        for element in values[block_id].values():
            element.update(state)
    return drawn | {"id": "V1", "hash": "1.a", "state": {"values": values}}


def _initial(block: Mapping[str, Any]) -> dict[str, Any]:
    element = block["element"]
    match element["type"]:
        case "checkboxes" | "multi_static_select":
            return {"selected_options": element.get("initial_options", [])}
        case "static_select":
            return {"selected_option": element.get("initial_option")}
        case "rich_text_input":
            return {"rich_text_value": element.get("initial_value")}
        case "file_input":
            return {"files": []}
    return {"value": element.get("initial_value")}


def pressed(message: Message, action_id: str) -> dict[str, Any]:
    """The action that Slack sends when this button of the message is pressed."""
    buttons = [block["accessory"] for block in message.blocks if "accessory" in block]
    buttons += [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]
    found: dict[str, Any] = next(button for button in buttons if button["action_id"] == action_id)
    return found | {"action_ts": "1.2"}


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row if element["type"] == "button"]


def given_back(blocks: Blocks) -> str:
    """What stands in the blocks exactly as somebody typed it."""
    texts = [block["text"] for block in blocks if block["type"] == "section"]
    return "".join(text["text"] for text in texts if text["type"] == "plain_text")


def seen(drawn: Message | Mapping[str, Any]) -> str:
    """Every text that a reader sees, in order."""
    blocks = drawn.blocks if isinstance(drawn, Message) else drawn["blocks"]
    return "\n".join(_texts(blocks))


def _texts(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [text for inner in thing for text in _texts(inner)]
    if not isinstance(thing, Mapping):
        return []
    if isinstance(thing.get("text"), str):
        return [thing["text"]]
    return [text for key, inner in thing.items() if key != "initial_value" for text in _texts(inner)]


def noted(**changes: Any) -> Card:
    return replace(CARD, notes=(replace(NOTE, **changes),))
