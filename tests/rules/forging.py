"""Forged requests, which Slack's own screens do not make."""

from sandbox.slack.payloads import action_part, message_click_payload, submission_payload
from sandbox.slack.person import Person
from sandbox.slack.records import Message, View
from sandbox.slack.screen import interactive
from tests.e2e.story import Story


async def clicks_forged(story: Story, person: Person, where: Message, action_id: str, value: str) -> None:
    """Presses a button that is shown, with another value."""
    block, element = interactive(where, action_id, None, None)
    action = action_part(story.slack, block, {**element, "value": value}, {})
    payload = message_click_payload(story.slack, person.user, where, action)
    ack = await story.slack.delivery.send("interactive", payload)
    assert ack.problem is None, ack


async def submits_anothers(story: Story, person: Person, view: View) -> object:
    """Sends a dialog that another person has open; the answer."""
    payload = submission_payload(story.slack, person.user, view)
    ack = await story.slack.delivery.send("interactive", payload)
    assert ack.problem is None, ack
    return ack.body
