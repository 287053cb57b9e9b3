"""The Home tab is published for one person."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack_kit import (
    MANIFEST,
    Town,
    actions,
    bolt,
    button,
    over_sockets,
    section,
    town,
)

Body = dict[str, Any]


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    error: str = caught.value.response["error"]
    return error


async def test_home_is_published_for_one_person(place: Town) -> None:
    app = bolt(place)
    opened: list[Body] = []

    @app.event("app_home_opened")
    async def draw(event: Body) -> None:
        opened.append(event)
        home = {"type": "home", "blocks": [section(f"Mine, {event['tab']}"), actions(button("take"))]}
        await place.client.views_publish(user_id=event["user"], view=home)

    async with over_sockets(place, app):
        assert place.sanne.home is None
        await place.sanne.open_home()
        await place.workspace.until(lambda: place.sanne.home)
        home = place.sanne.home
        assert home is not None
        await place.sanne.open_home()
        await place.workspace.until(lambda: len(opened) == 2)
    assert opened[1]["view"]["id"] == home.id
    stale = place.client.views_publish(
        user_id=place.sanne.id, hash="1.1", view={"type": "home", "blocks": [section("x")]}
    )
    assert await refused(stale) == "hash_conflict"


async def test_home_needs_its_tab_in_the_manifest() -> None:
    features = {**MANIFEST["features"], "app_home": {"home_tab_enabled": False}}
    async with town({**MANIFEST, "features": features}) as place:
        home = {"type": "home", "blocks": [section("Hello")]}
        assert await refused(place.client.views_publish(user_id=place.sanne.id, view=home)) == "not_enabled"


async def test_home_of_an_unknown_user_is_refused(place: Town) -> None:
    home = {"type": "home", "blocks": [section("Hello")]}
    assert await refused(place.client.views_publish(user_id="U0", view=home)) == "invalid_arguments"
