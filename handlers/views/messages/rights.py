"""What a licence allows, and who can do the rest."""

from collections.abc import Iterator, Sequence

from desk.model.people import Link
from desk.model.rules import Right
from desk.people.colleagues import Colleague
from handlers.views.parts.blocks import Blocks, Message, lines_in_sections, message, section
from handlers.views.parts.mrkdwn import count, listed, name, person, words

_NAMED = 10
_GROUPS = 20


def can(link: Link, rights: Sequence[Right], full_agents: Sequence[Colleague], vendor: str) -> Message:
    """The answer to `/desk can`."""
    title = f"*At {name(vendor)} you are {name(link.agent.name)}, {link.agent.licence}, in {groups(link)}.*"
    return message(title, [section(title), *listed_rights(rights), section(_team(link, full_agents))])


def only_full_agents(reason: str, full_agents: Sequence[Colleague], instead: str = "") -> Message:
    """To a light agent: why not, who can, and what they can do instead. `reason` and `instead` are the desk's words."""
    said = [words(reason), who_can(full_agents), words(instead)]
    return message(said[0], [section(text) for text in said if text])


def who_can(full_agents: Sequence[Colleague]) -> str:
    """A sentence of mrkdwn: the connected full agents as mentions, otherwise the names that Zendesk has."""
    if not full_agents:
        return "I know of no full agent in your group: ask your partner admin who that is."
    who = _listed(full_agents)
    if all(colleague.user for colleague in full_agents):
        return f"{who} can."
    return f"{who} can, once connected here: `/desk connect`."


def listed_rights(rights: Sequence[Right]) -> Blocks:
    """What a person may do; and for the rest, why they may not."""
    return lines_in_sections(_rights(rights))


def groups(link: Link) -> str:
    shown = [name(group.name) for group in link.agent.groups[:_GROUPS]]
    more = len(link.agent.groups) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown) or "no group"


def _rights(rights: Sequence[Right]) -> Iterator[str]:
    allowed = [right for right in rights if right.allowed]
    refused = [right for right in rights if not right.allowed]
    if allowed:
        yield "*You can*"
        yield from (f"• {words(right.deed)}" for right in allowed)
    if refused:
        yield "*You cannot*"
        yield from (f"• {words(right.deed)}: {words(right.why_not)}" for right in refused)


def _team(link: Link, full_agents: Sequence[Colleague]) -> str:
    if not link.agent.is_full:
        return f"*What a full agent may:* {who_can(full_agents)}"
    others = [colleague for colleague in full_agents if colleague.user != link.user]
    return f"*Full agents beside you:* {_listed(others) if others else 'nobody who is connected here.'}"


def _listed(colleagues: Sequence[Colleague]) -> str:
    shown = [person(colleague.user, colleague.name) for colleague in colleagues[:_NAMED]]
    more = len(colleagues) - len(shown)
    return listed([*shown, count(more, "other")] if more else shown)
