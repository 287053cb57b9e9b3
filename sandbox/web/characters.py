"""The people whose part a visitor of the page can take."""

from dataclasses import dataclass
from typing import Any

from sandbox.scene import Scene
from sandbox.slack.person import Person
from sandbox.web.errors import Conflict, NotFound

JORIS = "joris"


@dataclass(frozen=True)
class Character:
    name: str
    full_name: str
    role: str
    person: Person | None
    """Their user in the partner's Slack; None for the vendor's people."""


class Characters:
    def __init__(self, scene: Scene) -> None:
        self._characters = {
            "tom": Character("tom", scene.tom.user.real_name, "full agent", scene.tom),
            "sanne": Character("sanne", scene.sanne.user.real_name, "light agent", scene.sanne),
            JORIS: Character(JORIS, scene.joris.name, "the vendor's agent", None),
            "otto": Character("otto", scene.outsider.user.real_name, "from another workspace", scene.outsider),
        }

    def named(self, name: str) -> Character:
        found = self._characters.get(name)
        if found is None:
            raise NotFound(f"There is no person called “{name[:40]}”. Choose one of: {', '.join(self._characters)}.")
        return found

    def person(self, name: str) -> Person:
        found = self.named(name).person
        if found is None:
            raise Conflict(f"{self.named(name).full_name} works at the vendor and is not in this Slack.")
        return found

    def items(self) -> list[dict[str, Any]]:
        return [
            {"name": who.name, "full_name": who.full_name, "role": who.role, "in_slack": who.person is not None}
            for who in self._characters.values()
        ]
