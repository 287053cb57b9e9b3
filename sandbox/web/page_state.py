"""The objects that the page's routes share, and what each person sees of them."""

from typing import Any

from sandbox.bot import BotProcess
from sandbox.scene import Scene
from sandbox.web.characters import Characters
from sandbox.web.failures import Failures
from sandbox.web.live import Live
from sandbox.web.slack_items import slack_items
from sandbox.web.traffic import Traffic
from sandbox.web.zendesk_items import zendesk_items


class PageState:
    def __init__(self, scene: Scene, bot: BotProcess | None = None) -> None:
        self.scene = scene
        self.characters = Characters(scene)
        self.live = Live()
        self.traffic = Traffic(scene.town, self.live.poke)
        self.failures = Failures(scene.town, bot, self.live.poke)
        scene.town.slack.watch(self.live.poke)

    def world(self, name: str) -> dict[str, Any]:
        """All items that the page shows to this person, by key. Raises NotFound."""
        who = self.characters.named(name)
        slack = slack_items(self.scene.town.slack, who.person) if who.person is not None else {}
        about = {"characters": self.characters.items(), "failures": self.failures.item()}
        return slack | zendesk_items(self.scene) | self.traffic.items() | about
