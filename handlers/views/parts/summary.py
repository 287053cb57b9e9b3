"""What the card and similar messages have in common."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from desk.model.cards import CardNote
from desk.model.submissions import SubmissionState
from desk.model.tickets import Status, Ticket
from handlers.views.parts.blocks import Block, Blocks, context, header, plain_section, section
from handlers.views.parts.mrkdwn import cut, name, one_line, person, when

_NOTES_SHOWN = 10
_STATUS_NAMES = {"hold": "On-hold"}


def status_name(status: Status | str) -> str:
    """The name on Zendesk's own screen."""
    value = str(status)
    return _STATUS_NAMES.get(value, value.capitalize())


def heading(ticket: Ticket) -> Block:
    return header(f"#{ticket.id}  {subject(ticket)}")


def subject(ticket: Ticket) -> str:
    return one_line(ticket.subject) or "(no subject)"


def facts(ticket: Ticket, *, place: str | None, assigned_by: str | None, assigned_at: datetime | None) -> str:
    """One line of mrkdwn without unknown facts. `place` is mrkdwn."""
    parts = [
        place,
        name(ticket.priority.capitalize()) if ticket.priority else None,
        name(ticket.label or status_name(ticket.status)),
        name(ticket.organization) if ticket.organization else None,
        assigned(assigned_by, assigned_at),
    ]
    return " · ".join(part for part in parts if part)


def assigned(by: str | None, at: datetime | None) -> str | None:
    if by and by.strip():
        return f"assigned by {name(by)}" + (f", {when(at)}" if at else "")
    return f"assigned {when(at)}" if at else None


def asked_of_us(asked: str | None, limit: int = 280) -> Blocks:
    """What the vendor asked, exactly as written; nothing in it takes effect."""
    text = one_line(asked or "")
    return [plain_section(f'Asked of us: "{cut(text, limit)}"')] if text else []


def note_line(note: CardNote) -> str:
    """The state of an analysis, as mrkdwn."""
    who = person(note.author, note.author_name)
    match note.state:
        case SubmissionState.ACCEPTED:
            return f"Analysis by {who} is queued since {when(note.at)}"
        case SubmissionState.SENDING:
            return f"Analysis by {who} is on its way to Zendesk"
        case SubmissionState.UNKNOWN:
            return f"Analysis by {who} was sent; Zendesk has not confirmed it yet, we are looking"
        case SubmissionState.SENT if note.went_public:
            return f"Analysis by {who} went *public*, {when(note.at)}"
        case SubmissionState.SENT:
            return f"Analysis by {who} saved as internal note, {when(note.at)}"
        case SubmissionState.REFUSED:  # pragma: no branch - there is no other state, mypy sees to it
            return f"Analysis by {who} was refused; {who} has the reason and the text"


def notes_shown(notes: Sequence[CardNote]) -> Blocks:
    """The newest analyses, and a loud line for any that the customer can read."""
    return list(_notes_shown(notes))


def _notes_shown(notes: Sequence[CardNote]) -> Iterator[Block]:
    lines = [note_line(note) for note in notes[-_NOTES_SHOWN:]]
    if len(notes) > len(lines):
        lines.insert(0, f"{len(notes) - len(lines)} earlier analyses are in the thread")
    if lines:
        yield context("\n".join(lines))
    public = list(dict.fromkeys(person(note.author, note.author_name) for note in notes if note.went_public))
    if public:
        yield section(public_warning(f"the analysis by {', '.join(public[:_NOTES_SHOWN])}"))


UNCONFIRMED = (
    ":grey_question: Zendesk's answer was lost on the way, and the ticket is no longer visible to us: that is what a "
    "hand-back looks like. To be sure, ask the vendor whether they have it."
)


def public_warning(what: str) -> str:
    """Zendesk broke R2: mrkdwn that says so, and what to do."""
    return (
        f":rotating_light: *The customer can read {what}.* It was sent as an internal note, "
        "but Zendesk shows it as a public reply. Open the ticket in Zendesk and turn it into an internal note now, "
        "or ask the vendor to."
    )
