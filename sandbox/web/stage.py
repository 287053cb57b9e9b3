"""Everything the page's routes work on, and what each character sees of it."""

from typing import Any

from sandbox.bot import BotProcess
from sandbox.scene import Scene
from sandbox.web.cast import Cast
from sandbox.web.hardships import Hardships
from sandbox.web.live import Live
from sandbox.web.slack_items import slack_items
from sandbox.web.strip import Strip
from sandbox.web.zendesk_items import zendesk_items


class Stage:
    def __init__(self, scene: Scene, bot: BotProcess | None = None) -> None:
        self.scene = scene
        self.cast = Cast(scene)
        self.live = Live()
        self.strip = Strip(scene.town, self.live.poke)
        self.hardships = Hardships(scene.town, bot, self.live.poke)
        scene.town.slack.watch(self.live.poke)

    def world(self, name: str) -> dict[str, Any]:
        """All that this character's page shows, each thing under its key."""
        who = self.cast.named(name)
        slack = slack_items(self.scene.town.slack, who.person) if who.person is not None else {}
        about = {"cast": {"characters": self.cast.items()}, "hardships": self.hardships.item()}
        return slack | zendesk_items(self.scene) | self.strip.items() | about
