"""What connected people can do in the vendor's Zendesk: read the groups, hand back, record time."""

from collections.abc import Sequence

from bot.doctor.finding import Finding, not_done, well, wrong
from bot.settings import Settings
from desk.errors import DeskError
from desk.model.people import Agent, Link
from desk.model.watches import Watch
from zendesk.account_fields import LAST, TOTAL, field_titles
from zendesk.api.calls import Ask
from zendesk.client import ZendeskTickets

_NAMED = 3


def groups(watches: Sequence[Watch], usable: Sequence[Link]) -> list[Finding]:
    """Each watched group needs a connected agent who reads it."""
    found = []
    for group in dict.fromkeys(watch.group for watch in watches):
        about = f"Group {group.name}"
        readers = [link.agent.name for link in usable if link.agent.belongs_to(group.id)]
        if readers:
            found.append(well(about, f"is read under the connection of {', '.join(readers)}."))
        else:
            text = "nobody who is connected can read it. Someone of that group has to type /desk connect."
            found.append(wrong(about, text))
    return found


async def hand_back(tickets: ZendeskTickets, watches: Sequence[Watch], full: Sequence[Agent]) -> list[Finding]:
    """Whether full agents may assign tickets to groups other than their own (R5)."""
    about = "Hand back"
    if not full:
        return [not_done(about, "no full agent is connected whose token can be used at the moment.")]
    ours = {watch.group.id for watch in watches}
    found = []
    for agent in full:
        about = f"Hand back by {agent.name}"
        try:
            assignable = await tickets.assignable_groups(agent.id)
        except DeskError as problem:
            found.append(not_done(about, str(problem)))
            continue
        mine = ours | {group.id for group in agent.groups}
        found.append(_may_give(about, [group.name for group in assignable if group.id not in mine]))
    return found


def _may_give(about: str, theirs: Sequence[str]) -> Finding:
    if not theirs:
        text = (
            "Zendesk lets them give tickets to their own groups only, so every hand-back will be refused. Ask the "
            "vendor's admin to let the role assign tickets to any group."
        )
        return wrong(about, text)
    more = f" and {len(theirs) - _NAMED} more" if len(theirs) > _NAMED else ""
    return well(about, f"may give tickets to {', '.join(theirs[:_NAMED])}{more}.")


async def time_fields(settings: Settings, ask: Ask | None) -> Finding:
    """The vendor's two fields for time spent (R7)."""
    about = "Time spent"
    if ask is None:
        return not_done(about, "nobody is connected whose token can be used at the moment.")
    try:
        titles = await field_titles(ask)
    except DeskError as problem:
        return not_done(about, str(problem))
    pinned = (settings.time_total_field, settings.time_last_field)
    if all(pinned):
        gone = [str(field) for field in pinned if field not in titles]
        if gone:
            text = f"{' and '.join(gone)} is not a ticket field there. Correct TIME_TOTAL_FIELD and TIME_LAST_FIELD."
            return wrong(about, text)
        return well(about, "both fields of TIME_TOTAL_FIELD and TIME_LAST_FIELD are there.")
    if {TOTAL, LAST} <= set(titles.values()):
        return well(about, "both fields of the Time Tracking app are there.")
    why = (
        f"there are no fields “{TOTAL}” and “{LAST}”, so no time is recorded. If the vendor gave them other titles, "
        "set TIME_TOTAL_FIELD and TIME_LAST_FIELD."
    )
    return not_done(about, why)
