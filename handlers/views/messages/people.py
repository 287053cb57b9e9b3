"""The answer to `/desk people`: who is linked to which agent."""

from collections.abc import Iterator, Sequence

from desk.people.teams import Team, TeamMember
from handlers.views.parts.blocks import Message, in_one_message, lines_in_sections, message
from handlers.views.parts.mrkdwn import name, person


def people(teams: Sequence[Team], vendor: str) -> Message:
    title = f"*Who works at {name(vendor)}*"
    return message(title, in_one_message(lines_in_sections([title, *_lines(teams)]), "people"))


def _lines(teams: Sequence[Team]) -> Iterator[str]:
    if not teams:
        yield "Nobody yet: no group is watched. Type `/desk watch` in the channel where your team talks."
    for team in teams:
        yield f"\n*{name(team.group)}*"
        yield from (_member(member) for member in team.members)
        if not team.members:
            yield "This group has no agents."


def _member(member: TeamMember) -> str:
    return f"• {name(member.agent.name)} · {member.agent.licence} · {_connection(member)}"


def _connection(member: TeamMember) -> str:
    link = member.link
    if link and link.lapsed:
        return f"{person(link.user, 'connected')}, whose connection lapsed: `/desk connect` signs in again"
    if link:
        return f"connected as {person(link.user, 'somebody')}"
    if member.suggestion:
        return f"not connected; is that {person(member.suggestion, member.suggestion)}?"
    return "not connected"
