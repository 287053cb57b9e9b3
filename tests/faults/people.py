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
LOOKS_FOR = 8.0
"""Seconds until somebody closes a dialog in which nothing moves."""


async def writes(office: Office, order: Order, chance: Random) -> None:
    """Returns when the bot took it in and its author has closed the dialog."""
    person = order.author
    await office.until(lambda: cards_of(office.story, order.assignment), 600)
    async with office.acting(person):
        while not await _open(office, order):
            await _pause(chance)
        _fill(person, order)
        office.begun.set()
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        while not _is_taken_in(person):
            if LAPSED in screen(person) or office.has_lapsed(person):
                await office.connect(person)  # on top of the dialog, which stays as it is
            if _can_submit(person):
                await person.submit()
            if not _is_taken_in(person):
                await _pause(chance)
        order.accepted = True
        if chance.random() < 0.5:
            await office.until(lambda: SAVED in screen(person) or by_message(office.story, order), LOOKS_FOR)
        order.saw_it_saved = SAVED in screen(person)
        await _close(person)


async def _open(office: Office, order: Order) -> bool:
    """Whether the form is there; a dialog that says why it is not is closed again."""
    person = order.author
    (card, *_) = cards_of(office.story, order.assignment)
    await person.click(card, "write_analysis")
    there = await office.until(lambda: _has_form(person), 6.0)
    if not there:
        if LAPSED in screen(person) or office.has_lapsed(person):
            await office.connect(person)
        await _close(person)
    return there


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
