"""The actions of the vendor's people and their customers in Zendesk."""

from collections.abc import Iterable
from html import escape
from typing import Any, Literal

from sandbox.zendesk.account_fields import Form, Status
from sandbox.zendesk.admins import VendorAdmins
from sandbox.zendesk.records import SYSTEM, Audit, Comment, Group, Rule, Ticket, User
from sandbox.zendesk.text import Text, from_html
from sandbox.zendesk.updates import Draft, FieldKey, Update, commit, open_ticket, placeholders


class VendorPeople(VendorAdmins):
    """Changes made in the agent interface, without a token and without rate limits."""

    def create_ticket(  # noqa: PLR0913 (a ticket has this many fields)
        self,
        subject: str,
        description: str,
        requester: User,
        *,
        by: User | None = None,
        priority: str | None = None,
        type: str | None = None,  # noqa: A002 (Zendesk's word)
        organization: str | None = None,
        group: Group | None = None,
        assignee: User | None = None,
        status: str = "new",
        public: bool = True,
        number: int | None = None,
        tags: Iterable[str] = (),
        form: Form | None = None,
        external_id: str | None = None,
    ) -> Ticket:
        """Also adds the requester to the organization."""
        world, now, author = self._world, self._world.now(), by or requester
        known = self.join_organization(requester, organization) if organization else None
        ticket = Ticket(
            number or world.new_ticket_id(),
            subject,
            description,
            requester.id,
            author.id,
            now,
            now,
            via="web" if author.is_agent else "email",
            status=status,
            priority=priority,
            type=type,
            group_id=group.id if group else None,
            assignee_id=assignee.id if assignee else None,
            organization_id=known.id if known else requester.organization_id,
            external_id=external_id,
            ticket_form_id=(form or world.account_fields.forms[0]).id,
            tags=tuple(tags),
        )
        draft = Draft(author.id, _text(description), public)
        open_ticket(world, ticket, Update(author.id, ticket.via, draft=draft))
        return ticket

    def assign(
        self, ticket: Ticket, by: User, group: Group, assignee: User | None = None, note: str | None = None
    ) -> Audit:
        """One update with the group, the assignee and an optional internal note."""
        fields: dict[FieldKey, Any] = {"group_id": group.id, "assignee_id": assignee.id if assignee else None}
        if assignee and ticket.status == "new":
            fields["status"] = "open"
        return self._change(ticket, by, fields, note)

    def comment(self, ticket: Ticket, by: User, text: str, public: bool) -> Audit:  # noqa: FBT001 (agreed signature)
        """A customer's comment opens a pending, on-hold or solved ticket."""
        fields: dict[FieldKey, Any] = {}
        if not by.is_agent and ticket.status in {"pending", "hold", "solved"}:
            fields["status"] = "open"
        return self._change(ticket, by, fields, text, public=public)

    def reply(self, ticket: Ticket, by: User, text: str) -> Audit:
        """A public comment, to the customer or by the customer."""
        return self.comment(ticket, by, text, public=True)

    def make_internal(self, ticket: Ticket, by: User, comment: Comment) -> Audit:
        """Makes a public comment internal; Zendesk has no way to undo this."""
        return _changed(commit(self._world, ticket, Update(by.id, "web", {}, made_internal=comment.id)))

    def note(self, ticket: Ticket, by: User, text: str) -> Audit:
        return self.comment(ticket, by, text, public=False)

    def set_status(self, ticket: Ticket, by: User, status: str | Status) -> Audit:
        """`status` is a category, which means its default status, or one of the vendor's own statuses."""
        if isinstance(status, Status):
            return self._change(ticket, by, {"custom_status_id": status.id})
        return self._change(ticket, by, {"status": status})

    def record_time(self, ticket: Ticket, by: User, seconds: int, note: str | None = None) -> Audit:
        """Writes both time fields as the Time Tracking app does: the total grows, the last is `seconds`."""
        total, last = self._world.total_time_field.id, self._world.last_time_field.id
        spent = (ticket.custom_fields.get(total) or 0) + seconds
        return self._change(ticket, by, {total: spent, last: seconds}, note)

    def set_time_total(self, ticket: Ticket, by: User, seconds: int | None) -> Audit:
        """A correction by hand in the field itself; None empties it."""
        return self._change(ticket, by, {self._world.total_time_field.id: seconds})

    def add_follower(self, ticket: Ticket, by: User, follower: User) -> Audit:
        """A follower sees the ticket in every group."""
        return self._change(ticket, by, {"follower_ids": (*ticket.follower_ids, follower.id)})

    def touch(self, ticket: Ticket, by: User | None = None) -> Audit:
        """Adds a tag: a change that the bot does not show, but that changes `updated_at`."""
        tag = f"seen_{len(ticket.audits)}"
        return self._change(ticket, by or self._any_agent(), {"tags": (*ticket.tags, tag)})

    def merge(self, ticket: Ticket, into: Ticket, by: User) -> Audit:
        """Closes the ticket; each of the two gets a note that names the other."""
        self.comment(into, by, f"Request #{ticket.id} was closed and merged into this request.", public=False)
        note = f"This request was closed and merged into request #{into.id}."
        return self._change(ticket, by, {"status": "closed", "tags": (*ticket.tags, "closed_by_merge")}, note)

    def archive(self, ticket: Ticket) -> None:
        """Closes the ticket and removes it from every list, as Zendesk does with long-closed tickets."""
        ticket.status, ticket.custom_status_id = "closed", self._world.account_fields.default_status("closed").id
        ticket.archived = True

    def trigger_change(
        self,
        ticket: Ticket,
        by: User | None = None,
        *,
        group: Group | None = None,
        assignee: User | None = None,
        status: str | None = None,
        title: str = "Route to partner",
        kind: Literal["trigger", "automation"] = "trigger",
    ) -> Audit:
        """A change by a rule. Its author is `by`, whose update fired the rule, or the system."""
        wanted = {
            "group_id": group and group.id,
            "assignee_id": assignee and assignee.id,
            "status": status,
        }
        fields: dict[FieldKey, Any] = {name: value for name, value in wanted.items() if value is not None}
        if group and not assignee and ticket.assignee_id and not self._world.is_member(ticket.assignee_id, group.id):
            fields["assignee_id"] = None
        rule = Rule(self._world.new_id(), title, kind)
        update = Update(by.id if by else SYSTEM, "web" if by else "rule", fields, rule=rule)
        return _changed(commit(self._world, ticket, update))

    def _change(
        self,
        ticket: Ticket,
        by: User,
        fields: dict[FieldKey, Any],
        text: str | None = None,
        *,
        public: bool = False,
    ) -> Audit:
        draft = Draft(by.id, self._written(ticket, by, text), public) if text else None
        via: Literal["web", "email"] = "web" if by.is_agent else "email"
        return _changed(commit(self._world, ticket, Update(by.id, via, fields, draft)))

    def _written(self, ticket: Ticket, by: User, text: str) -> Text:
        return from_html(_as_html(text), placeholders(self._world, ticket, by.id))

    def _any_agent(self) -> User:
        return next(user for user in self._world.users.values() if user.is_agent)


def _as_html(text: str) -> str:
    paragraphs = (escape(part).replace("\n", "<br>") for part in text.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in paragraphs)


def _text(text: str) -> Text:
    return from_html(_as_html(text), lambda _: "")


def _changed(audit: Audit | None) -> Audit:
    if audit is None:
        raise ValueError("this would change nothing")
    return audit
