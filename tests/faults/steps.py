"""Every step of posting and of delivering at which the bot can be told to die."""

import importlib
import inspect
from pathlib import Path
from random import Random

from tests.e2e.forked import Death

_OWNERS = {
    "storage.submissions:SqliteSubmissions": {"accepted_between", "give_up", "of"},
    "storage.posts:SqlitePosts": {"stale_proposals", "trouble", "waiting"},
    "storage.tickets:SqliteAssignments": {"with_us"},
    "storage.tickets:SqliteSeenTickets": {"many", "organizations"},
    "storage.watches:SqliteFeeds": set(),
    "work.engine:DurableEngine": {"close", "create", "forget_finished", "open", "take_up_dropped", "watch_clock"},
    "zendesk.client:ZendeskTickets": {
        *("assignable_agents", "assignable_groups", "create_ticket", "created_ticket", "group", "members", "names"),
        *("unsolved_in", "upload", "users", "whoami"),
    },
    "handlers.slack.chat:SlackChat": {"fetch", "names", "show_creation", "user_with_email"},
    "desk.delivery.outbox:Outbox": {"now"},
    "desk.delivery.records:Records": set(),
    "desk.delivery.updates:Updates": {"look", "refuse"},
    "desk.delivery.uploads:Uploads": set(),
    "desk.delivery.update_notices:UpdateNotices": {"tell_held_up"},
    "desk.posting.posting:Posting": set(),
    "desk.delivery.outcome:Outcome": {"handed_back_unseen", "refused"},
    "desk.intake.feed:Feed": {"backlog", "reconcile", "show_backlog"},
}
"""Whose coroutines are steps, and which of them are not on the way."""


def every_step() -> list[str]:
    """Each store, request and response on the way, as `Death` names it."""
    return [f"{owner}.{method}" for owner, aside in _OWNERS.items() for method in _coroutines(owner) - aside]


def some_death(chance: Random, armed_by: Path) -> Death:
    return Death(
        chance.choice(sorted(every_step())), chance.choice(("before", "after")), chance.randint(1, 4), armed_by
    )


def _coroutines(owner: str) -> set[str]:
    module, _, name = owner.partition(":")
    members = inspect.getmembers(getattr(importlib.import_module(module), name), inspect.iscoroutinefunction)
    return {method for method, _ in members if not method.startswith("_")}
