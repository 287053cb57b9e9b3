"""Names of Zendesk users that were read before, and the members of watched groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.model.people import Agent, Group
from storage.rows import Rows, Statements, Table


@dataclass(frozen=True)
class Person:
    id: int
    name: str


@dataclass(frozen=True)
class Members:
    group_id: int
    members: tuple[Agent, ...]


PEOPLE = Table("people", Person)
GROUP_MEMBERS = Table("group_members", Members)


@dataclass(frozen=True)
class SqlitePeople:
    rows: Rows

    async def names(self, user_ids: Sequence[int]) -> Mapping[int, str]:
        people = await self.rows.all(PEOPLE, "id in (select value from json_each(:ids))", ids=user_ids)
        return {person.id: person.name for person in people}

    async def remember(self, names: Mapping[int, str]) -> None:
        def remember(desk: Statements) -> None:
            for user_id, name in names.items():
                desk.put(PEOPLE, Person(user_id, name))

        await self.rows.together(remember)


@dataclass(frozen=True)
class SqliteGroupMembers:
    rows: Rows

    async def get(self, group: Group) -> Sequence[Agent]:
        found = await self.rows.first(GROUP_MEMBERS, "group_id = :group_id", group_id=group.id)
        return found.members if found else ()

    async def put(self, group: Group, members: Sequence[Agent]) -> None:
        await self.rows.put(GROUP_MEMBERS, Members(group.id, tuple(members)))
