"""The answers to the commands that only show something."""

from dataclasses import replace

import pytest

from desk.intake.pace import Slowed
from desk.model.budget import Budget
from desk.model.people import Licence
from desk.model.posts import PostRecord
from desk.model.submissions import SubmissionState
from desk.model.tickets import Status
from desk.people.teams import Team, TeamMember
from desk.screens.status import DeskStatus
from desk.screens.waiting_items import WaitingItem
from handlers.views.messages.help import COMMANDS, help, unknown  # noqa: A004 - the command's own name
from handlers.views.messages.people import people
from handlers.views.messages.queue import queue
from handlers.views.messages.status import status
from handlers.views.messages.ticket import WRITE_ANALYSIS_ON_TICKET, pressed_ticket, ticket
from handlers.views.parts.buttons import RELEASE, TAKE, WRITE_ANALYSIS, pressed_assignment
from handlers.views.parts.mrkdwn import when
from tests.blockkit import check_message
from tests.handlers.views.examples import (
    CARD,
    HOLD,
    KEY,
    NINE,
    NOTE,
    ROW,
    SANNE,
    SUBMISSION,
    TICKET,
    URL,
    WATCH,
    buttons,
    pressed,
    seen,
)

WELL = DeskStatus(
    vendor="ISPnext",
    now=NINE,
    polled_at=NINE,
    poll_seconds=60,
    feed_trouble=None,
    watches=(WATCH,),
)


def test_the_queue_lists_what_waits_with_a_way_in() -> None:
    shown = queue([ROW], "ISPnext")
    check_message(shown)
    assert f"*<{URL}|#48213>*  Invoice export stops at 10,000 rows" in seen(shown)
    assert "High · Open · Acme BV · assigned by J. Visser" in seen(shown)
    assert buttons(shown) == ["Take it", "Write analysis"]
    assert pressed_assignment(pressed(shown, WRITE_ANALYSIS)) == KEY
    assert pressed_assignment(pressed(shown, TAKE)) == KEY


def test_the_queue_tells_who_works_on_what_and_how_much_of_the_budget_is_left() -> None:
    free, held = ROW, replace(ROW, hold=HOLD, budget=Budget(5400, 7200))
    shown = queue([free, held], "ISPnext")
    assert "nobody works on it" in seen(shown)
    assert f"<@U0TOM> works on it since {when(NINE)} · *1:30 of 2:00*" in seen(shown)
    assert pressed_assignment(pressed(shown, RELEASE)) == KEY


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (SubmissionState.SENT, "analysis saved"),
        (SubmissionState.UNKNOWN, "analysis queued"),
        (SubmissionState.REFUSED, "analysis refused"),
    ],
)
def test_the_queue_tells_how_far_the_last_analysis_is(state: SubmissionState, says: str) -> None:
    assert says in seen(queue([replace(ROW, notes=(NOTE, replace(NOTE, state=state)))], "ISPnext"))


def test_the_queue_never_hides_a_public_note() -> None:
    """R2."""
    notes = (replace(NOTE, went_public=True), NOTE)
    assert "the customer can read an analysis" in seen(queue([replace(ROW, notes=notes)], "ISPnext"))


def test_a_solved_ticket_in_the_queue_takes_no_analysis() -> None:
    assert "Write analysis" not in seen(queue([replace(ROW, ticket=replace(TICKET, status=Status.SOLVED))], "ISPnext"))


def test_a_long_queue_says_how_much_is_not_shown() -> None:
    shown = queue([ROW] * 30, "ISPnext", more=5)
    check_message(shown)
    assert "*35 tickets at ISPnext in your groups*" in seen(shown)
    rows = seen(shown).count("Invoice export")
    assert f"{35 - rows} more: look in my Home tab" in seen(shown)


def test_an_empty_queue_is_good_news() -> None:
    assert "Nothing waits for you at ISPnext" in seen(queue([], "ISPnext"))


def test_a_ticket_looks_like_its_card_and_shows_all_that_was_asked() -> None:
    asked = "Please check the mapping. " * 40
    shown = ticket(CARD, asked)
    check_message(shown)
    assert seen(shown).startswith("#48213  Invoice export")
    assert asked.strip() in seen(shown)
    assert pressed_assignment(pressed(shown, WRITE_ANALYSIS)) == KEY


def test_a_ticket_without_an_assignment_can_be_written_on_too() -> None:
    shown = ticket(ROW, vendor="ISPnext")
    check_message(shown)
    assert "ISPnext &gt; Partner-NL · High · Open" in seen(shown)
    assert buttons(shown) == ["Write analysis", "Open in Zendesk"]
    assert pressed_ticket(pressed(shown, WRITE_ANALYSIS_ON_TICKET)) == 48213


def test_a_solved_ticket_is_shown_without_a_way_to_write() -> None:
    assert buttons(ticket(replace(ROW, ticket=replace(TICKET, status=Status.CLOSED)))) == ["Open in Zendesk"]


def test_people_shows_who_is_linked_and_who_is_not() -> None:
    tom = replace(SANNE.agent, name="Tom Bakker", licence=Licence.FULL)
    members = (
        TeamMember(SANNE.agent, SANNE),
        TeamMember(tom, replace(SANNE, user="U0TOM", agent=tom, lapsed=True)),
        TeamMember(replace(tom, name="Kim"), None, "U0KIM"),
        TeamMember(replace(tom, name="Lee"), None),
    )
    shown = people([Team("Partner-NL", members), Team("Partner-BE", ())], "ISPnext")
    check_message(shown)
    for line in (
        "• Sanne de Vries · light agent · connected as <@U0SANNE>",
        "• Tom Bakker · full agent · <@U0TOM>, whose connection lapsed: `/desk connect` signs in again",
        "• Kim · full agent · not connected; is that <@U0KIM>?",
        "• Lee · full agent · not connected",
        "This group has no agents.",
    ):
        assert line in seen(shown).split("\n")


def test_status_says_that_all_is_well() -> None:
    shown = status(WELL)
    check_message(shown)
    assert seen(shown).split("\n") == [
        ":large_green_circle: *All is well.*",
        f"ISPnext's Zendesk last answered {when(NINE)}; it is asked every 60 seconds.",
        "",
        "*Channels*",
        "• <#C0DESK>: Partner-NL, cards quote what was asked",
        "No analysis waits.",
    ]


def test_status_names_every_trouble() -> None:
    note = replace(SUBMISSION, state=SubmissionState.UNKNOWN, trouble="Zendesk does not answer.")
    shown = status(
        replace(
            WELL,
            polled_at=None,
            feed_trouble="Nobody is connected. Type `/desk connect`.",
            watches=(replace(WATCH, trouble="The channel is archived.", shows_excerpt=False),),
            waiting=tuple(
                WaitingItem(work)
                for work in (
                    note,
                    replace(SUBMISSION, state=SubmissionState.SENDING),
                    SUBMISSION,
                    PostRecord("card:k", "C0DESK", KEY, NINE, "e", trouble="The channel is archived."),
                    PostRecord("k", "U0TOM", None, NINE, "e"),
                )
            ),
        )
    )
    check_message(shown)
    for line in (
        ":large_orange_circle: *Something needs a look.*",
        "ISPnext's Zendesk has not answered yet.",
        ":warning: Nobody is connected. Type `/desk connect`.",
        ":warning: The channel is archived.",
        "*3 analyses* not in Zendesk yet",
        f"• #48213 by <@U0SANNE>, being looked up in Zendesk, written {when(NINE)}: Zendesk does not answer.",
        f"• #48213 by <@U0SANNE>, sending, written {when(NINE)}",
        f"• #48213 by <@U0SANNE>, queued, written {when(NINE)}",
        "*2 messages* not posted yet",
        f"• the card of #48213 in <#C0DESK>, since {when(NINE)}: The channel is archived.",
        f"• a message to <@U0TOM>, since {when(NINE)}",
    ):
        assert line in seen(shown).split("\n")


def test_status_says_how_to_begin() -> None:
    assert "No channel watches a group yet: type `/desk watch`" in seen(status(replace(WELL, watches=())))


def test_help_names_every_command_and_the_rules_of_the_vendor() -> None:
    shown = help("ISPnext", "https://helpcenter.example.com/agent")
    check_message(shown)
    for command in COMMANDS:
        assert f"`{command.usage}`: {command.summary}" in seen(shown)
    for rule in (
        "<https://helpcenter.example.com/agent|ISPnext's Zendesk>",
        "Forgot password?",
        "*light agent* writes internal notes, nothing else",
        "stays *Open*",
        "as if the customer reads it",
        "more than two hours",
        "Change Request? That needs a new ticket",
        "A remark about time goes into an internal note",
    ):
        assert rule in seen(shown)


def test_an_unknown_word_is_answered_with_what_is_known() -> None:
    shown = unknown("halp")
    check_message(shown)
    assert seen(shown).startswith("I do not know “halp”.")
    assert all(command.usage in seen(shown) for command in COMMANDS)


def test_status_says_that_the_poll_is_slowed_and_why() -> None:
    slow = seen(status(replace(WELL, slowed=Slowed(12, 180.4, None))))
    assert "Only 12 % is left of what Zendesk takes from the vendor's whole account at a time" in slow
    assert "asked for new tickets every 180 seconds for now. Notes are sent first." in slow
    stopped = seen(status(replace(WELL, slowed=Slowed(3, 300, NINE))))
    assert "new tickets are looked for again <!date^" in stopped
    assert "Notes are still sent." in stopped
    assert "All is well" in stopped
