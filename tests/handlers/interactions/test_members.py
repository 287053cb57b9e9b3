"""Who is a member of the workspace, and how often Slack is asked."""

import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from desk.errors import ChatAway
from handlers.interactions.members import FRESH, Members, Standing
from sandbox.faults import Fault
from sandbox.slack.person import Person
from sandbox.town import Town, open_town


@dataclass
class Place:
    town: Town
    members: Members
    now: float

    async def stands(self, person: Person) -> Standing:
        return await self.members.standing(person.id, self.town.slack.team.id)

    @property
    def asked(self) -> int:
        return len([each for each in self.town.log if each.path == "/api/users.info"])

    def slack_says(self, error: str) -> None:
        body = json.dumps({"ok": False, "error": error})
        self.town.slack_faults.add(
            Fault("users.info", times=sys.maxsize, status=200, body=body, content_type="application/json")
        )


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with open_town() as town, aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=town.slack.bot_token, base_url=town.slack_api_url, session=session, retry_handlers=[]
        )
        made = Place(town, Members(client, town.slack.team.id, lambda: made.now), 0.0)
        yield made


async def test_members_guests_outsiders_and_those_who_left_are_told_apart(place: Place) -> None:
    slack = place.town.slack
    anna, gus, sinan, dora, olga, robot = (
        slack.add_user("anna"),
        slack.add_user("gus", guest=True),
        slack.add_user("sinan"),
        slack.add_user("dora"),
        slack.add_user("olga", outsider_team="T0OTHER"),
        slack.add_user("robot"),
    )
    slack.make_guest(sinan, single_channel=True)
    slack.deactivate(dora)
    slack.users[robot.id] = replace(robot.user, bot=True)
    found = [await place.stands(person) for person in (anna, gus, sinan, dora, olga, robot)]
    assert found == [
        Standing.MEMBER, Standing.GUEST, Standing.GUEST, Standing.GONE, Standing.OUTSIDER, Standing.GONE,
    ]  # fmt: skip


async def test_a_person_slack_does_not_know_or_show_is_an_outsider(place: Place) -> None:
    assert await place.members.standing("U0NOBODY", place.town.slack.team.id) is Standing.OUTSIDER
    anna = place.town.slack.add_user("anna")
    place.slack_says("user_not_visible")
    assert await place.stands(anna) is Standing.OUTSIDER


async def test_a_person_of_another_workspace_is_an_outsider_without_a_request(place: Place) -> None:
    anna = place.town.slack.add_user("anna")
    assert await place.members.standing(anna.id, "T0OTHER") is Standing.OUTSIDER
    assert place.asked == 0


async def test_slack_is_asked_once_an_hour_for_each_person(place: Place) -> None:
    anna, bert = place.town.slack.add_user("anna"), place.town.slack.add_user("bert")
    for _ in range(20):
        assert await place.stands(anna) is await place.stands(bert) is Standing.MEMBER
    assert place.asked == 2
    place.town.slack.make_guest(anna)
    place.now += FRESH.total_seconds() - 1
    assert await place.stands(anna) is Standing.MEMBER
    place.now += 1
    assert await place.stands(anna) is Standing.GUEST
    assert place.asked == 3


async def test_the_last_known_standing_counts_while_slack_is_away(place: Place) -> None:
    anna, bert = place.town.slack.add_user("anna"), place.town.slack.add_user("bert")
    assert await place.stands(anna) is Standing.MEMBER
    place.now += 2 * FRESH.total_seconds()
    place.slack_says("fatal_error")
    assert await place.stands(anna) is Standing.MEMBER
    with pytest.raises(ChatAway, match="Slack does not say"):
        await place.stands(bert)


async def test_a_slow_answer_of_slack_is_waited_for_only_so_long(place: Place) -> None:
    anna = place.town.slack.add_user("anna")
    held = place.town.slack_faults.add(Fault("users.info", hold=True))
    with pytest.raises(ChatAway, match="Slack does not say"):
        await place.members.standing(anna.id, place.town.slack.team.id, seconds=0.05)
    held.release()
    assert await place.stands(anna) is Standing.MEMBER
