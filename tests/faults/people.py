"""How somebody writes an analysis on a bad day: they try until they see that it is taken in, and write it once."""

import asyncio
from random import Random

from sandbox.slack.errors import NotThere
from sandbox.slack.person import Person
from tests.e2e.story import screen
from tests.faults.judge import by_message, cards_of
from tests.faults.office import LAPSED, Office
from tests.faults.work import Order

TAKEN_IN = ("Saving your analysis", "Saved as internal note", "Your analysis is queued.", "Your analysis was not saved")
SAVED = "Saved as internal note"
CARD_TAKES = 600.0
OPENING_TAKES = 6.0
WATCHES = 0.5
"""How many look at the dialog until it says how it ended, or for a while."""
LOOKS_FOR = 8.0
"""Seconds until somebody closes a dialog in which nothing moves."""


async def writes(office: Office, order: Order, chance: Random) -> None:
    """Returns when the bot took it in and its author has closed the dialog."""
    person = order.author
    await office.until(lambda: cards_of(office.story, order.assignment), CARD_TAKES)
    async with office.acting(person):
        while not await _sends(office, order, chance):
            await _close(person)
            if office.has_lapsed(person):
                await office.connect(person)
            await _pause(chance)
        order.accepted = True
        if chance.random() < WATCHES:
            await office.until(lambda: SAVED in screen(person) or by_message(office.story, order), LOOKS_FOR)
        order.saw_it_saved = SAVED in screen(person)
        await _close(person)


async def _sends(office: Office, order: Order, chance: Random) -> bool:
    """In one dialog, as often as it takes; false when it cannot be opened, or asks to sign in again."""
    person = order.author
    if not await _opens(office, order):
        return False
    _fill(person, order)
    office.begun.set()
    await asyncio.sleep(chance.uniform(0.0, 1.5))
    while not _is_taken_in(person):
        if LAPSED in screen(person):
            await office.until(lambda: office.has_lapsed(person), LOOKS_FOR)
            return False
        if not _can_submit(person):
            return False
        await person.submit()
        if not _is_taken_in(person):
            await _pause(chance)
    return True


async def _opens(office: Office, order: Order) -> bool:
    person = order.author
    (card, *_) = cards_of(office.story, order.assignment)
    await person.click(card, "write_analysis")
    return await office.until(lambda: _has_form(person), OPENING_TAKES)


def _fill(person: Person, order: Order) -> None:
    person.fill("findings", order.text)
    if order.seconds is None:
        return
    try:
        person.fill("time", str(order.seconds // 60))
    except NotThere:
        order.seconds = None  # the form was drawn while Zendesk was away: it asks for no time


def _has_form(person: Person) -> bool:
    shown = screen(person)
    return "Findings" in shown and "Reading" not in shown


def _is_taken_in(person: Person) -> bool:
    return any(words in screen(person) for words in TAKEN_IN)


def _can_submit(person: Person) -> bool:
    return bool(person.modal and person.modal.body["submit"])


async def _close(person: Person) -> None:
    if person.modal:
        await person.close_modal(everything=True)


async def _pause(chance: Random) -> None:
    await asyncio.sleep(chance.uniform(0.3, 1.0))
