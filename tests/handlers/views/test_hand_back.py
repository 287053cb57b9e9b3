"""The hand-back dialog, the proposal and everything around them: drawn, and read again."""

import json
from dataclasses import replace
from typing import Any

import pytest

from desk.model.analysis import NO_ANALYSIS
from desk.model.cards import ShownProposal
from desk.model.hand_back import Obstacle, Plan, Why
from desk.model.proposals import Asking, ProposalState
from desk.model.rich_text import plain_text
from desk.model.submissions import Transfer
from handlers.views.modals import analysis_modal, hand_back_modal, proposals
from handlers.views.parts.errors import Unreadable
from handlers.views.parts.redraw import with_problem
from handlers.views.parts.rich_text import to_slack
from tests.blockkit import check_message, check_view
from tests.handlers.views.examples import (
    ASSIGNMENT,
    FORM,
    KEY,
    NINE,
    PROPOSAL,
    SANNE,
    TICKET,
    URL,
    buttons,
    pressed,
    seen,
    sent_back,
)

BACK = Transfer(11, 5001, "J. Visser")
GROUP = Transfer(11, None, "ISPnext Support")
JANSEN = Transfer(11, 5002, "P. Jansen: of the 2nd line")
PLAN = Plan(TICKET, ASSIGNMENT, BACK, Why.ASSIGNED, group="ISPnext Support", has_analysis=True)
SHOWN = ShownProposal(PROPOSAL, TICKET.subject, URL, "J. Visser", ("U0TOM", "U0KIM"))


def form(plan: Plan) -> dict[str, Any]:
    drawn = hand_back_modal.form("0190-abc", plan, "ISPnext", URL)
    check_view(drawn)
    return drawn


def test_what_was_preset_comes_back_with_the_last_note() -> None:
    note = plain_text("All is said.")
    sent = sent_back(form(PLAN), {"last_note": {"rich_text_value": to_slack(note)}})
    handed = hand_back_modal.submitted(sent)
    assert (handed.submission_id, handed.ticket_id, handed.assignment) == ("0190-abc", 48213, KEY)
    assert (handed.transfer, handed.note.findings.plain) == (BACK, "All is said.")
    assert hand_back_modal.problems(handed) == {}


def test_the_line_why_names_who_and_when_in_the_readers_zone() -> None:
    shown = seen(form(PLAN))
    assert "*Back to J. Visser* (ISPnext Support)" in shown
    assert "assigned by J. Visser, <!date^" in shown
    assert "had it when it was assigned to your group" in seen(form(replace(PLAN, why=Why.HELD)))
    assert "was the last of ISPnext Support to have it" in seen(form(replace(PLAN, why=Why.EARLIER)))


def test_the_menu_offers_and_reads_agents_and_the_group() -> None:
    plan = replace(PLAN, transfer=GROUP, why=Why.GROUP, gone="J. Visser", choices=(GROUP, JANSEN))
    drawn = form(plan)
    assert "J. Visser, who assigned it" in seen(drawn)
    assert "ISPnext Support, no particular agent" in json.dumps(drawn)
    assert hand_back_modal.submitted(sent_back(drawn, {})).transfer == GROUP
    menu = next(block for block in drawn["blocks"] if block.get("block_id") == "to")["element"]
    sent = sent_back(drawn, {"to": {"selected_option": menu["options"][1]}})
    assert hand_back_modal.submitted(sent).transfer == JANSEN


def test_without_a_choice_it_is_not_accepted() -> None:
    drawn = form(replace(PLAN, transfer=None, choices=(GROUP,)))
    handed = hand_back_modal.submitted(sent_back(drawn, {}))
    assert handed.note == NO_ANALYSIS
    assert hand_back_modal.problems(handed) == {"to": "Please choose who gets the ticket."}


def test_a_note_that_is_too_long_is_said_so_under_it() -> None:
    handed = replace(
        hand_back_modal.submitted(sent_back(form(PLAN), {})),
        note=replace(NO_ANALYSIS, findings=plain_text("x" * 200_001)),
    )
    assert "200,001 characters" in hand_back_modal.problems(handed)["last_note"]


def test_warnings_say_what_to_ask_the_vendor() -> None:
    shown = seen(form(replace(PLAN, obstacle=Obstacle.GROUP, has_analysis=False)))
    assert "*Zendesk will refuse this:* your role may not give tickets to J. Visser." in shown
    assert "Ask ISPnext to let your role assign tickets to any group" in shown
    assert "*No analysis is there yet.*" in shown
    agent = replace(PLAN, obstacle=Obstacle.AGENT, gone="J. Visser", choices=(GROUP,), transfer=GROUP)
    assert "J. Visser would get it, but no ticket can be assigned to them." in seen(form(agent))


def test_one_that_could_not_be_taken_shows_why_once_and_keeps_its_inputs() -> None:
    once = with_problem(sent_back(form(PLAN), {}), "Zendesk is away.")
    twice = with_problem(sent_back(once, {}), "It still is.")
    check_view(twice)
    assert "Zendesk is away." not in seen(twice)
    assert hand_back_modal.submitted(sent_back(twice, {})).transfer == BACK


def test_another_versions_dialog_is_not_guessed_at() -> None:
    view = sent_back(form(PLAN), {})
    with pytest.raises(Unreadable):
        hand_back_modal.submitted(view | {"private_metadata": view["private_metadata"].replace('"v": 1', '"v": 7')})


def test_the_analysis_dialog_hands_back_only_when_ticked() -> None:
    drawn = analysis_modal.form(replace(FORM, light=False, hand_back=BACK))
    check_view(drawn)
    assert "and hand back to J. Visser" in json.dumps(drawn)
    assert analysis_modal.submitted(sent_back(drawn, {})).hand_back is None
    box = next(block for block in drawn["blocks"] if block.get("block_id") == "and_hand_back")["element"]
    sent = sent_back(drawn, {"and_hand_back": {"selected_options": box["options"]}})
    assert analysis_modal.submitted(sent).hand_back == BACK
    again = with_problem(sent, "It took too long.")
    check_view(again)
    assert analysis_modal.submitted(sent_back(again, {})).hand_back == BACK
    assert "and_hand_back" not in json.dumps(analysis_modal.form(FORM))


def test_a_proposal_mentions_who_can_confirm_and_its_buttons_name_it() -> None:
    said = proposals.proposal(SHOWN, in_thread=True)
    check_message(said)
    assert seen(said).startswith("<@U0SANNE> asks to hand it back to J. Visser\n“All is said.”")
    assert "<@U0TOM> and <@U0KIM>: one click hands it back" in seen(said)
    assert buttons(said) == ["Confirm", "Not yet", "Open in Zendesk"]
    for button in (proposals.CONFIRM, proposals.NOT_YET):
        assert proposals.pressed_proposal(pressed(said, button)) == "p1"


def test_a_proposal_by_message_says_which_ticket_and_a_reminder_that_it_waits() -> None:
    said = seen(proposals.proposal(SHOWN, in_thread=False, reminder=1))
    assert said.startswith(":bell: Still waiting: <@U0SANNE> asks to hand #48213 Invoice export stops")
    assert "If you are one, type `/desk connect`" in seen(proposals.proposal(replace(SHOWN, asks=()), in_thread=True))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ProposalState.CONFIRMED, "<@U0TOM> confirmed it, <!date^"),
        (ProposalState.REFUSED, "<@U0TOM> does not hand it back yet, <!date^"),
        (ProposalState.OVER, "Nobody needs to answer any more"),
    ],
)
def test_an_answered_proposal_has_no_buttons(state: ProposalState, words: str) -> None:
    made = replace(PROPOSAL, state=state, decided_by="U0TOM", decided_by_name="Tom", decided_at=NINE, reason="Not so.")
    said = proposals.proposal(replace(SHOWN, proposal=made), in_thread=True, reminder=2)
    check_message(said)
    assert words in seen(said)
    assert "Still waiting" not in seen(said)
    assert buttons(said) == []


def test_asking_is_drawn_and_read() -> None:
    asking = Asking(TICKET, ASSIGNMENT, "J. Visser", (SANNE,), has_analysis=False)
    drawn = proposals.ask_form("p1", asking, "ISPnext", URL)
    check_view(drawn)
    assert "Ask to hand it back to J. Visser" in seen(drawn)
    assert "No analysis is there yet." in seen(drawn)
    asked = proposals.asked(sent_back(drawn, {"why": {"value": " Done. "}}))
    assert (asked.proposal_id, asked.assignment, asked.why) == ("p1", KEY, "Done.")
    nobody = proposals.ask_form("p1", replace(asking, to=None, full_agents=()), "ISPnext", URL)
    assert "Ask to hand it back to ISPnext" in seen(nobody)
    assert "No full agent of your group is connected here yet." in seen(nobody)


def test_saying_not_yet_is_drawn_and_read() -> None:
    drawn = proposals.not_yet_form(PROPOSAL)
    check_view(drawn)
    assert proposals.not_yet(sent_back(drawn, {"reason": {"value": "Name it."}})) == ("p1", "Name it.")
    again = with_problem(sent_back(drawn, {}), "Zendesk is away.")
    check_view(again)
    assert "Zendesk is away." in seen(again)
