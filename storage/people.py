"""Zendesk users met so far, and who is in a watched group."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter
from sqlite_utils import Database

from desk.model.people import Agent, Group
from storage.shelf import Shelf, listed, upsert

_AGENTS = TypeAdapter(tuple[Agent, ...])


@dataclass(frozen=True)
class SqlitePeople:
    shelf: Shelf

    async def names(self, user_ids: Sequence[int]) -> Mapping[int, str]:
        rows = await self.shelf.rows(
            """
            select id, name from people
            where team = :team and account = :account and id in (select value from json_each(:ids))
            """,
            ids=listed(user_ids),
        )
        return {row["id"]: row["name"] for row in rows}

    async def remember(self, names: Mapping[int, str]) -> None:
        people = [self.shelf.bound({"id": user_id, "name": name}) for user_id, name in names.items()]

        def remember(db: Database) -> None:
            for person in people:
                upsert(db, "people", person)

        await self.shelf.sqlite.run(remember)


@dataclass(frozen=True)
class SqliteGroupMembers:
    shelf: Shelf

    async def get(self, group: Group) -> Sequence[Agent]:
        row = await self.shelf.row(
            "select members from group_members where team = :team and account = :account and group_id = :group_id",
            group_id=group.id,
        )
        return _AGENTS.validate_json(row["members"]) if row else ()

    async def put(self, group: Group, members: Sequence[Agent]) -> None:
        agents = json.dumps([asdict(agent) for agent in members], ensure_ascii=False)
        await self.shelf.put("group_members", {"group_id": group.id, "members": agents})
