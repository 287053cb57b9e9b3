"""The actions of the vendor's admins: people and their rights, groups, webhooks, fields, forms, statuses."""

from sandbox.zendesk.account_fields import Field, Form, Status
from sandbox.zendesk.records import Group, Licence, Organization, User
from sandbox.zendesk.webhooks import TICKET_ID_ONLY, Webhook
from sandbox.zendesk.world import World


class VendorAdmins:
    def __init__(self, world: World) -> None:
        self._world = world

    # People

    def make_full(self, user: User) -> None:
        user.licence = "full"

    def make_light(self, user: User) -> None:
        """They keep their tickets, but no further ticket can be assigned to them."""
        user.licence = "light"

    def make_customer(self, user: User) -> None:
        """Turns an agent into an end user, in no group."""
        self._leave_groups(user)
        user.licence, user.restricted = "end-user", True

    def suspend(self, user: User) -> None:
        user.suspended = True

    def reinstate(self, user: User) -> None:
        user.suspended = False

    def deactivate(self, user: User) -> None:
        """Zendesk calls this 'deleted': without groups and tokens, but still named in the history."""
        user.active = False
        self._leave_groups(user)
        self.revoke_tokens(user)

    def add_agent(self, name: str, *groups: Group, licence: Licence = "full", restricted: bool = False) -> User:
        """Adds another agent of the vendor."""
        email = f"{name.lower().replace(' ', '.')}@vendor.example"
        return self._world.add_user(name, email, licence=licence, groups=groups, restricted=restricted)

    def revoke_tokens(self, user: User) -> None:
        for token in self._world.tokens.of(user.id):
            self._world.tokens.drop(token)

    def expire_tokens(self, user: User) -> None:
        self._world.tokens.expire(user.id, self._world.now())

    # Rights

    def allow_any_group(self, user: User) -> None:
        """Gives their role the right to assign tickets to any group."""
        user.assigns_to_any_group = True

    def forbid_any_group(self, user: User) -> None:
        """Limits their role to assigning tickets to their own groups, so that they cannot hand tickets back."""
        user.assigns_to_any_group = False

    def allow_notes_only(self, user: User) -> None:
        """Gives a full agent a custom role that makes every comment private."""
        user.notes_only = True

    # Groups and organizations

    def add_to_group(self, user: User, group: Group) -> None:
        self._world.add_membership(user, group)

    def remove_from_group(self, user: User, group: Group) -> None:
        self._world.end_membership(user, group)

    def move_to_group(self, user: User, group: Group) -> None:
        """Makes this their only group."""
        self._leave_groups(user)
        self._world.add_membership(user, group)

    def join_organization(self, user: User, name: str) -> Organization:
        organization = self._world.organization(name)
        user.join(organization)
        return organization

    # Webhooks

    def add_webhook(self, url: str, group: Group, body: str = TICKET_ID_ONLY) -> Webhook:
        """Adds a webhook with a trigger that sends it whenever a ticket is moved to this group."""
        webhook = self._world.webhooks.add(url)
        self._world.webhooks.connect(webhook, group, body)
        return webhook

    # Fields, forms, statuses

    def rename_field(self, field: Field, title: str, *, raw_title: str | None = None) -> None:
        """A translation changes `title` only; a renaming also changes `raw_title`."""
        field.title = title
        field.raw_title = raw_title or field.raw_title

    def retire_field(self, field: Field) -> None:
        """Makes the field inactive: still listed, but not on tickets, and values written to it are ignored."""
        field.active = False

    def delete_field(self, field: Field) -> None:
        self._world.account_fields.fields.remove(field)

    def add_form(self, name: str) -> Form:
        return self._world.account_fields.add_form(name)

    def retire_form(self, form: Form) -> None:
        form.active = False

    def add_status(self, category: str, label: str) -> Status:
        """Adds a custom status to a category, beside its default status."""
        return self._world.account_fields.add_status(category, label)

    def retire_status(self, status: Status) -> None:
        status.active = False

    def _leave_groups(self, user: User) -> None:
        for group in self._world.groups_of(user):
            self._world.end_membership(user, group)
