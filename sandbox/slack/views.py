"""Modals and Home tabs: the stack of three, hashes, triggers, and values that survive an update."""

from typing import Any

from sandbox.slack.blocks import complaints_about_view, too_large
from sandbox.slack.errors import SlackError
from sandbox.slack.fields import states
from sandbox.slack.records import Trigger, View
from sandbox.slack.state import State

MAX_STACK = 3
_OPTIONAL = ("title", "submit", "close")


class Views:
    def __init__(self, state: State) -> None:
        self._state = state
        self._hashes = 0
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user_id: str) -> list[View]:
        return list(self._stacks.get(user_id, ()))

    def home(self, user_id: str) -> View | None:
        return self._homes.get(user_id)

    def open(self, trigger_id: str, body: Any) -> View:
        """Opens a modal on top of the one that the trigger came from, else as a new stack. Raises SlackError."""
        self._check(body, "modal")
        trigger = self._trigger(trigger_id)
        below = trigger.view if trigger.view is not None and trigger.view.is_open else None
        if below is not None and below.body["type"] == "modal":
            return self._push(trigger, body)
        trigger.exchanged = True
        self.close_all(trigger.user_id)
        return self._add(trigger.user_id, body, None, trigger.channel_id)

    def push(self, trigger_id: str, body: Any) -> View:
        self._check(body, "modal")
        trigger = self._trigger(trigger_id)
        if trigger.view is None or not trigger.view.is_open or trigger.view.body["type"] != "modal":
            raise SlackError("not_found")
        return self._push(trigger, body)

    def push_on(self, view: View, body: Any) -> View:
        """Carries out the answer {"response_action": "push"} to a submission."""
        self._check(body, "modal")
        if len(self._stacks[view.owner]) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        return self._add(view.owner, body, view, view.channel_id)

    def update(self, view: View, body: Any, expected_hash: str | None = None) -> View:
        self._check(body, view.body["type"])
        self._check_hash(view, expected_hash)
        self._check_external_id(body, view)
        self._draw(view, body)
        return view

    def publish(self, user_id: str, body: Any, expected_hash: str | None = None) -> View:
        if not self._state.home_enabled:
            raise SlackError("not_enabled")
        if user_id not in self._state.users:
            raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] unknown user_id"]})
        self._check(body, "home")
        home = self._homes.get(user_id)
        if home is not None:
            self._check_hash(home, expected_hash)
            self._draw(home, body)
            return home
        home = View(self._state.new_id("V"), user_id, {}, "")
        self._homes[user_id] = home
        self._draw(home, body)
        return home

    def find(self, view_id: str | None, external_id: str | None) -> View:
        for view in [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]:
            if (view_id and view.id == view_id) or (external_id and view.body["external_id"] == external_id):
                return view
        raise SlackError("not_found")

    def close(self, view: View) -> None:
        view.is_open = False
        stack = self._stacks[view.owner]
        at = stack.index(view)
        del stack[at]
        if at < len(stack):
            stack[at].previous = view.previous
        self._state.changed()

    def close_all(self, user_id: str) -> None:
        for view in reversed(self.stack(user_id)):
            self.close(view)

    def _push(self, trigger: Trigger, body: Any) -> View:
        stack = self._stacks[trigger.user_id]
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        trigger.exchanged = True
        return self._add(trigger.user_id, body, stack[-1], stack[-1].channel_id)

    def _trigger(self, trigger_id: str) -> Trigger:
        trigger = self._state.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if self._state.clock() - trigger.at > self._state.trigger_lives:
            raise SlackError("expired_trigger_id")
        return trigger

    def _check(self, body: Any, kind: str) -> None:
        if too_large(body):
            raise SlackError("view_too_large")
        complaints = complaints_about_view(body)
        if not complaints and body["type"] != kind:
            complaints = [f"must be of type {kind} [json-pointer:/view/type]"]
        if complaints:
            raise SlackError.with_messages("invalid_arguments", complaints)

    def _check_hash(self, view: View, expected: str | None) -> None:
        if expected and expected != view.hash:
            raise SlackError("hash_conflict")

    def _check_external_id(self, body: dict[str, Any], own: View | None) -> None:
        wanted = body.get("external_id")
        taken = [view for stack in self._stacks.values() for view in stack if view is not own]
        if wanted and any(view.body["external_id"] == wanted for view in taken):
            raise SlackError("duplicate_external_id")

    def _add(self, user_id: str, body: dict[str, Any], previous: View | None, channel_id: str | None) -> View:
        self._check_external_id(body, None)
        view = View(self._state.new_id("V"), user_id, {}, "", previous, channel_id)
        self._stacks.setdefault(user_id, []).append(view)
        self._draw(view, body)
        return view

    def _draw(self, view: View, body: dict[str, Any]) -> None:
        view.body = {
            "type": body["type"],
            **{name: body.get(name) for name in _OPTIONAL},
            "blocks": self._state.with_ids(body["blocks"]),
            "private_metadata": body.get("private_metadata") or "",
            "callback_id": body.get("callback_id") or "",
            "external_id": body.get("external_id") or "",
            "clear_on_close": bool(body.get("clear_on_close")),
            "notify_on_close": bool(body.get("notify_on_close")),
        }
        view.values = states(view.blocks, view.values, view.channel_id)
        view.errors, view.trouble = {}, None
        self._hashes += 1
        view.hash = f"{self._state.clock():.0f}.{self._hashes:08x}"
        self._state.changed()
