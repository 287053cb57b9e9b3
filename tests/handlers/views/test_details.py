"""More info: what a card has no room for."""

from dataclasses import replace

from desk.model.budget import NO_BUDGET
from desk.screens.details import SaidInZendesk
from handlers.views.messages.details import details
from handlers.views.parts.mrkdwn import when
from tests.blockkit import check_message
from tests.handlers.views.examples import DETAILS, NINE, URL, buttons, seen


def test_it_tells_all_that_the_card_has_no_room_for() -> None:
    shown = details(DETAILS)
    check_message(shown)
    for said in (
        "*Requester:* Fatima El Idrissi",
        "*Organisation:* Acme BV",
        "*Budget:* 1:30 of 2:00",
        f"• {when(NINE)} by J. Visser",
        f"• <@U0TOM> for 1:05 h, from {when(NINE)}",
        f"• <@U0SANNE> since {when(NINE)}, 1:00 h by now",
        "*Also open in Partner-NL:* 3 tickets",
        "|#48300> Wrong VAT rate",
        "• 2 more: type `/desk`, or look in Zendesk",
        f"J. Visser · {when(NINE)} · internal",
        "Please check the mapping.\nAnd tell us.",
    ):
        assert said in seen(shown)
    assert buttons(shown) == ["Open in Zendesk"]
    assert URL in str(shown.blocks)


def test_a_public_reply_says_that_the_customer_reads_it() -> None:
    shown = details(replace(DETAILS, said=(SaidInZendesk("J. Visser", NINE, public=True, text="Hello."),)))
    assert "*public*, the customer reads it" in seen(shown)


def test_a_long_note_is_cut_where_one_sees_it() -> None:
    shown = details(replace(DETAILS, said=(SaidInZendesk("J. Visser", NINE, public=False, text="word " * 900),) * 5))
    check_message(shown)
    assert seen(shown).count("word…") == 5


def test_what_is_not_known_is_said() -> None:
    shown = details(replace(DETAILS, said=(), holds=(), others=None, budget=NO_BUDGET))
    check_message(shown)
    for said in ("nobody took it yet", "Zendesk did not tell", "no time is recorded", "Nothing was said"):
        assert said in seen(shown)


def test_nothing_else_open_is_said() -> None:
    assert "*Also open in Partner-NL:* nothing else" in seen(details(replace(DETAILS, others=(), more_others=0)))
