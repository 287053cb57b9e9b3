"""What a licence allows, and who can do the rest."""

from dataclasses import replace

from desk.model.people import Licence
from desk.model.rules import rights
from desk.people.colleagues import Colleague
from handlers.views.messages.rights import can, only_full_agents, who_can
from tests.blockkit import check_message
from tests.handlers.views.examples import SANNE, seen

TOM = Colleague("Tom de Boer", "U0TOM")
ANN = Colleague("Ann", "U0ANN")


def test_a_light_agent_learns_what_they_may_why_not_the_rest_and_who_can() -> None:
    shown = can(SANNE, rights(SANNE.agent), (TOM, ANN), "ISPnext")
    check_message(shown)
    for said in (
        "At ISPnext you are Sanne de Vries, light agent, in Partner-NL.",
        "• write internal notes in your own name",
        "*You cannot*",
        "• hand a ticket back to the vendor: only a full agent can. You can ask for it",
        "*What a full agent may:* <@U0TOM> and <@U0ANN> can.",
    ):
        assert said in seen(shown)


def test_a_full_agent_learns_who_else_is_one() -> None:
    tom = replace(SANNE, user="U0TOM", agent=replace(SANNE.agent, licence=Licence.FULL))
    assert "*Full agents beside you:* <@U0ANN>" in seen(can(tom, rights(tom.agent), (TOM, ANN), "ISPnext"))
    assert "nobody who is connected here" in seen(can(tom, rights(tom.agent), (TOM,), "ISPnext"))


def test_a_refusal_says_why_who_can_and_what_to_do_instead() -> None:
    shown = only_full_agents("Only a full agent may set it Open.", (TOM,), "Write your note.")
    check_message(shown)
    assert seen(shown).split("\n") == ["Only a full agent may set it Open.", "<@U0TOM> can.", "Write your note."]


def test_who_is_not_connected_is_named_with_what_is_missing() -> None:
    assert (
        who_can((Colleague("Tom *de* Boer"),)) == "Tom \u2217de\u2217 Boer can, once connected here: `/desk connect`."
    )


def test_nobody_is_said_too() -> None:
    assert "ask your partner admin" in who_can(())
