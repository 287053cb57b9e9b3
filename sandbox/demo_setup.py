"""Sets up the demo: connects Tom and Sanne, and makes their channel watch their group."""

from sandbox.scene import Scene
from sandbox.slack.person import Person
from sandbox.slack.records import Message
from sandbox.slack.text import message_text

_SECONDS = 15.0
"""For each answer of the bot."""


async def prepare_demo(scene: Scene) -> None:
    """Uses the same commands and clicks as any user. Raises TimeoutError."""
    await _connect(scene, scene.tom)
    await _connect(scene, scene.sanne)
    await _watch(scene)
    _reload_slack(scene)


async def _connect(scene: Scene, person: Person) -> None:
    until = scene.town.slack.until
    await person.command("/desk", "connect", channel=scene.channel)
    await until(lambda: _heard(scene, person, "Connect your"), _SECONDS)
    offer = _heard(scene, person, "Connect your")[-1]
    back = scene.town.zendesk.consent(_address_in(offer), scene.agent_of(person))
    await person.click(offer, "paste_address")
    await until(lambda: person.modal is not None, _SECONDS)
    person.fill("address", back)
    await person.submit()
    await until(lambda: _heard(scene, person, "Connected."), _SECONDS)


async def _watch(scene: Scene) -> None:
    until, tom = scene.town.slack.until, scene.tom
    await tom.command("/desk", "watch", channel=scene.channel)
    await until(lambda: tom.modal is not None, _SECONDS)
    tom.fill("groups", [scene.partner_group.name])
    tom.fill("excerpt", ["yes"])
    await tom.submit()
    await until(lambda: _heard(scene, tom, "now gets a card"), _SECONDS)


def _heard(scene: Scene, person: Person, words: str) -> list[Message]:
    return [
        message
        for message in person.sees(scene.channel)
        if message.only_for == person.id and words in message_text(message)
    ]


def _address_in(offer: Message) -> str:
    elements = [element for block in offer.blocks for element in block.get("elements", ())]
    return next(str(element["url"]) for element in elements if "/oauth/authorizations/new" in element.get("url", ""))


def _reload_slack(scene: Scene) -> None:
    """Removes the ephemeral messages: Slack does not keep them when its client is restarted."""
    kept = [message for message in scene.channel.messages if message.only_for is None]
    scene.channel.messages[:] = kept
    scene.town.slack.changed()
