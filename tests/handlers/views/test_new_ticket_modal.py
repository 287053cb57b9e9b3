"""The dialog for a new ticket: what it is drawn with is what it is read with, and what it says of the outcome."""

from dataclasses import replace

import pytest

from desk.model.cards import LinkedTicket
from desk.model.new_tickets import CreationState, TicketKind
from desk.model.posts import CreationRefused, NoteSaved, Post, ReferenceMissing, TicketCreated
from desk.model.rich_text import NOTHING, Block, RichText, Span, plain_text
from desk.screens.status import DeskStatus
from desk.screens.waiting_items import WaitingItem
from handlers.views.messages import status
from handlers.views.messages.card import card
from handlers.views.messages.posts import post_message
from handlers.views.modals.new_ticket_modal import (
    SUBJECT_HOLDS,
    form,
    loading,
    problems,
    progress,
    submitted,
)
from handlers.views.parts.buttons import MORE, NEW_TICKET, pressed_more
from handlers.views.parts.errors import Unreadable
from handlers.views.parts.redraw import with_problem
from tests.blockkit import check_view
from tests.handlers.views.examples import CARD, KEY, NEW_FORM, NINE, URL, seen, sent_back
from tests.handlers.views.examples import NEW_TICKET as NEW

CHOSEN = {"kind": {"selected_option": {"value": "MAINTENANCE"}}}
FORMATTED = RichText((Block("paragraph", (Span("Raise "), Span("it", bold=True))), Block("bullet", (Span("now"),))))


def inputs(view: dict[str, object]) -> list[str]:
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return [block["block_id"] for block in blocks if block["type"] == "input"]


def test_it_opens_without_inputs_so_that_they_can_be_prefilled() -> None:
    check_view(loading(48213))
    assert inputs(loading(48213)) == []
    assert "submit" not in loading(48213)


def test_it_says_who_reads_it_and_whom_it_is_for() -> None:
    text = seen(form(NEW_FORM))
    assert "INTERNAL NOTE" in text
    assert "as if the customer reads it" in text
    assert "*Requester:* Fatima El Idrissi · *Organisation:* Acme BV" in text
    assert f"<{URL}|#48213>" in text


def test_what_is_drawn_is_read_again() -> None:
    asked = submitted(sent_back(form(replace(NEW_FORM, description=FORMATTED)), CHOSEN))
    assert (asked.new_id, asked.source_id, asked.requester_id, asked.organization_id) == ("0190-new", 48213, 31, 7)
    assert (asked.kind, asked.subject, asked.description) == (TicketKind.MAINTENANCE, NEW_FORM.subject, FORMATTED)
    assert problems(asked) == {}


def test_what_is_not_known_yet_is_left_to_be_read() -> None:
    bare = replace(NEW_FORM, requester_id=None, requester=None, organization_id=None, organization=None, subject="")
    asked = submitted(sent_back(form(bare, problem="Zendesk does not answer."), CHOSEN))
    assert (asked.requester_id, asked.organization_id, asked.subject) == (None, None, "")
    assert "as on #48213" in seen(form(bare))
    assert "Organisation" not in seen(form(bare))


@pytest.mark.parametrize("subject", ["", "  ", "\n"])
def test_a_blank_subject_is_told_under_it(subject: str) -> None:
    asked = submitted(sent_back(form(NEW_FORM), {**CHOSEN, "subject": {"value": subject}}))
    assert list(problems(asked)) == ["subject"]


def test_whatever_is_missing_or_too_long_is_told_under_its_field() -> None:
    nothing = submitted(sent_back(form(replace(NEW_FORM, subject="", description=NOTHING)), {}))
    assert list(problems(nothing)) == ["kind", "subject", "description"]
    much = replace(nothing, kind=TicketKind.MAINTENANCE, subject="x" * 151, description=plain_text("x" * 60_001))
    assert "150 is the most" in problems(much)["subject"]
    assert "60,001 characters" in problems(much)["description"]


def test_a_long_subject_of_the_old_ticket_is_cut_to_what_fits() -> None:
    asked = submitted(sent_back(form(replace(NEW_FORM, subject="x" * 400)), CHOSEN))
    assert len(asked.subject) == SUBJECT_HOLDS


def test_a_very_long_analysis_is_not_repeated_and_that_is_said() -> None:
    drawn = form(replace(NEW_FORM, description=plain_text("y" * 20_001)))
    check_view(drawn)
    assert submitted(sent_back(drawn, CHOSEN)).description == RichText()
    assert "too long to be repeated here" in seen(drawn)


def test_a_dialog_that_could_not_be_saved_keeps_everything_typed() -> None:
    view = sent_back(form(NEW_FORM), {**CHOSEN, "subject": {"value": "Changed"}})
    again = with_problem(with_problem(view, "It took too long.") | {"state": view["state"]}, "Once more.")
    check_view(again)
    assert submitted(sent_back(again, {})) == submitted(view)
    assert seen(again).count(":warning:") == 1
    assert "Once more." in seen(again)


def test_a_dialog_of_another_version_is_a_mistake() -> None:
    view = sent_back(form(NEW_FORM), {})
    with pytest.raises(Unreadable):
        submitted(view | {"private_metadata": view["private_metadata"].replace('"v": 1', '"v": 0')})


def test_the_outcome_links_the_new_ticket() -> None:
    created = replace(NEW, state=CreationState.CREATED, ticket_id=50001)
    text = seen(progress(created, URL))
    assert f"<{URL}|Change Request #50001> is created:* Longer exports" in text
    assert "compare the two" in seen(progress(replace(created, altered=True), URL))
    public = seen(progress(replace(created, went_public=True), URL))
    assert "The customer can read your description of Change Request #50001" in public


def test_what_waits_and_what_was_refused_say_why() -> None:
    assert "Zendesk is away." in seen(progress(replace(NEW, trouble="Zendesk is away."), URL))
    refused = replace(NEW, state=CreationState.REFUSED, refusal="Because.")
    text = seen(progress(refused, URL))
    assert "was not created.* Because." in text
    assert "Raise the limit." in text
    assert "may not be created" in seen(progress(replace(refused, first_tried_at=NINE), URL))
    endless = replace(refused, description=plain_text("\x07" * 60_000))
    assert "Slack cannot show the last" in seen(progress(endless, URL))


def test_the_cards_menu_tells_its_choice_and_assignment() -> None:
    menu = next(each for row in card(CARD).blocks if row["type"] == "actions" for each in row["elements"][-1:])
    assert menu["action_id"] == MORE
    chosen = next(each for each in menu["options"] if each["text"]["text"].startswith("New ticket"))
    assert pressed_more({"selected_option": chosen}) == (NEW_TICKET, KEY)


def test_the_card_shouts_when_the_description_is_public() -> None:
    linked = LinkedTicket(50001, URL, TicketKind.MAINTENANCE)
    assert "Resulted in: Maintenance <" in seen(card(replace(CARD, new_tickets=(linked,))))
    public = card(replace(CARD, new_tickets=(replace(linked, went_public=True),)))
    assert "The customer can read the description of Maintenance #50001" in seen(public)


def test_thread_and_author_are_told_in_their_own_words() -> None:
    created = TicketCreated(48213, 50001, TicketKind.CHANGE_REQUEST, "Longer exports", "U0SANNE", "Sanne")
    here = post_message(Post("k", "C1", created, in_thread=True), URL)
    assert seen(here) == f"<@U0SANNE> created <{URL}|Change Request #50001> from this ticket"
    there = post_message(Post("k", "U0SANNE", created))
    assert seen(there) == "<@U0SANNE> created Change Request #50001 from #48213: Longer exports"
    refused = CreationRefused(48213, TicketKind.MAINTENANCE, "Because.", "The text")
    assert "Your Maintenance from #48213 was not created.* Because." in seen(post_message(Post("k", "U1", refused)))
    missing = ReferenceMissing(48213, "It is closed.", "Maintenance #50001 was created from this ticket: X")
    told = seen(post_message(Post("k", "U1", missing), URL))
    assert "add this by hand" in told
    assert "Maintenance #50001 was created from this ticket: X" in told


def test_the_note_that_names_a_new_ticket_is_called_that() -> None:
    saved = NoteSaved(
        48213, "X", "U1", "Sanne", "pending", went_public=False, full_agents=("U2",), names="Maintenance #2"
    )
    text = seen(post_message(Post("k", "C1", saved, in_thread=True), URL))
    assert "The note that names Maintenance #2 is saved, still Pending" in text
    assert "<@U2>: please set the ticket Open" in text
    loud = replace(saved, went_public=True, left_status=None)
    assert "The customer can read the note that names Maintenance #2" in seen(post_message(Post("k", "C1", loud)))


def test_the_status_lists_what_is_not_created_yet() -> None:
    waiting = (WaitingItem(NEW), WaitingItem(replace(NEW, first_tried_at=NINE, trouble="Away.")))
    desk = DeskStatus("ISPnext", NINE, NINE, 60, None, (), waiting)
    text = seen(status.status(desk))
    assert "*2 new tickets* not in Zendesk yet" in text
    assert "Change Request from #48213 by <@U0SANNE>, queued" in text
    assert "being looked up in Zendesk" in text
