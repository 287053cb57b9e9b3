"""What the desk says on its own accord."""

from dataclasses import replace

import pytest

from desk.model.posts import AdminNews, CardPosted, DeedDone, NoteRefused, NoteSaved, Post, TicketNews
from desk.model.posts import Message as PostMessage
from handlers.views.messages.posts import post_message
from handlers.views.parts.buttons import SET_OPEN, pressed_assignment
from tests.blockkit import check_message
from tests.handlers.views.examples import KEY, URL, buttons, given_back, pressed, seen

SAVED = NoteSaved(48213, "Invoice export stops", "U0SANNE", "Sanne de Vries", left_status=None, went_public=False)
NOT_OPEN = replace(SAVED, left_status="hold", full_agents=("U0TOM", "U0KIM"))


def _thread(message: PostMessage) -> Post:
    return Post("key", "C0DESK", message, KEY, in_thread=True)


def _person(message: PostMessage) -> Post:
    return Post("key", "U0SANNE", message)


def test_the_thread_tells_that_an_analysis_is_saved() -> None:
    said = post_message(_thread(SAVED), url=URL)
    check_message(said)
    assert seen(said) == "Analysis by <@U0SANNE> saved as internal note, still Open"


def test_the_author_is_told_on_which_ticket() -> None:
    said = post_message(_person(SAVED))
    check_message(said)
    assert seen(said) == ("Analysis by <@U0SANNE> for #48213 Invoice export stops saved as internal note, still Open")


def test_full_agents_are_asked_to_set_a_ticket_open() -> None:
    """R3."""
    said = post_message(_thread(NOT_OPEN), url=URL)
    check_message(said)
    assert "saved as internal note, still On-hold" in seen(said)
    assert "<@U0TOM> and <@U0KIM>: please set the ticket Open, one click does it." in seen(said)
    assert buttons(said) == ["Set Open", "Open in Zendesk"]
    assert pressed_assignment(pressed(said, SET_OPEN)) == KEY


def test_without_a_known_full_agent_the_asking_goes_to_all() -> None:
    said = post_message(_thread(replace(NOT_OPEN, full_agents=())))
    assert "A full agent: please set the ticket Open" in seen(said)
    assert buttons(said) == []


def test_a_public_note_is_never_called_internal() -> None:
    """R2."""
    said = post_message(_person(replace(SAVED, went_public=True)))
    check_message(said)
    assert "*The customer can read the analysis by <@U0SANNE> for #48213 Invoice export stops.*" in seen(said)
    assert "saved as internal note" not in seen(said)


def test_a_note_that_zendesk_changed_is_worth_a_look() -> None:
    assert "Zendesk stored something else" in seen(post_message(_thread(replace(SAVED, altered=True))))


def test_a_refusal_gives_the_whole_text_back_as_it_was_typed() -> None:
    """R11."""
    text = "*found* <b> & `this`\n" * 350
    said = post_message(_person(NoteRefused(48213, "This ticket is closed in Zendesk.", text)))
    check_message(said)
    assert ":x: *Your analysis for #48213 was not saved.* This ticket is closed in Zendesk." in seen(said)
    assert given_back(said.blocks) == text


def test_a_text_in_parts_says_which_part_this_is() -> None:
    first, second = (
        post_message(_person(NoteRefused(48213, "Closed.", "x" * 8000, part=part, parts=2))) for part in (1, 2)
    )
    check_message(second)
    assert "Your text, part 1 of 2, to copy:" in seen(first)
    assert "Your text, part 2 of 2, to copy:" in seen(second)
    assert "Closed." not in seen(second)


def test_what_one_message_cannot_hold_is_counted() -> None:
    said = post_message(_person(NoteRefused(48213, "Closed.", "x" * 20_000)))
    check_message(said)
    assert "One message cannot hold the last 11,000 characters." in seen(said)


def test_news_keeps_commands_and_quotes_nobody() -> None:
    said = post_message(_person(AdminNews("<!here> cannot be read. Type `/desk connect`.", channel="C0DESK")))
    check_message(said)
    assert seen(said) == "<#C0DESK>: &lt;!here&gt; cannot be read. Type `/desk connect`."
    assert seen(post_message(_thread(TicketNews("J. Visser added an internal note")))) == (
        "J. Visser added an internal note"
    )


def test_a_card_is_not_drawn_from_its_post() -> None:
    with pytest.raises(TypeError, match="Cards"):
        post_message(_thread(CardPosted()))


def test_a_note_with_the_hand_back_says_both() -> None:
    said = post_message(_thread(replace(SAVED, to="J. Visser")))
    assert seen(said) == "Analysis by <@U0SANNE> saved as internal note, handed back to J. Visser"


def test_a_hand_back_without_a_note_is_told_in_the_thread_and_by_message() -> None:
    done = DeedDone(48213, "Invoice export stops", "U0TOM", "Tom", "J. Visser")
    assert seen(post_message(_thread(done))) == "The ticket was handed back to J. Visser by <@U0TOM>"
    assert seen(post_message(_person(done))) == "#48213 Invoice export stops was handed back to J. Visser by <@U0TOM>"
    assert seen(post_message(_thread(replace(done, to=None)))) == "The ticket was set Open by <@U0TOM>"


def test_a_hand_back_that_was_not_confirmed_says_what_is_known() -> None:
    said = seen(post_message(_person(DeedDone(48213, "", "U0TOM", "Tom", "J. Visser", unconfirmed=True))))
    assert "Zendesk's answer was lost on the way" in said
    assert "ask the vendor whether they have it" in said


def test_what_was_refused_is_called_by_its_name_and_without_text_none_is_given_back() -> None:
    back = post_message(_person(NoteRefused(48213, "Not allowed.", "", deed="hand-back")))
    assert seen(back) == ":x: *#48213 was not handed back.* Not allowed."
    opening = post_message(_person(NoteRefused(48213, "Not allowed.", "", deed="opening")))
    assert seen(opening) == ":x: *#48213 was not set Open.* Not allowed."
    both = post_message(_person(NoteRefused(48213, "Not allowed.", "Mine.", deed="note and hand-back")))
    assert "was not saved, and the ticket was not handed back.* Not allowed." in seen(both)
    assert given_back(both.blocks) == "Mine."
