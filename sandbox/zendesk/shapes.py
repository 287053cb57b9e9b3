"""Records as JSON, as Zendesk shows them."""

from typing import Any

from sandbox.zendesk.records import (
    Audit,
    Change,
    Comment,
    Event,
    File,
    Group,
    Membership,
    Organization,
    PrivacyChange,
    Rule,
    Ticket,
    User,
    Via,
    stamp,
)
from sandbox.zendesk.tokens import Token
from sandbox.zendesk.world import World

Json = dict[str, Any]

_PLAIN = """id external_id type subject description priority status custom_status_id requester_id submitter_id
    assignee_id organization_id group_id is_public ticket_form_id"""
"""The ticket's attributes that are shown unchanged."""
_ROLE_TYPES = {"admin": 4, "full": 0, "light": 1, "end-user": None}
_CUSTOM_ROLES = {"full": 19_400_000_000_004, "light": 19_400_000_000_005}
_ROLES = {"admin": "admin", "full": "agent", "light": "agent", "end-user": "end-user"}


class Shapes:
    """`base` is the address of this Zendesk, for the links in the records."""

    def __init__(self, world: World, base: str) -> None:
        self._world = world
        self._base = base

    # https://developer.zendesk.com/api-reference/ticketing/users/users/
    def user(self, user: User) -> Json:
        groups = self._world.groups_of(user)
        return {
            "id": user.id,
            "url": self._api(f"users/{user.id}"),
            "name": user.name,
            "email": user.email,
            "created_at": stamp(user.created_at),
            "updated_at": stamp(user.created_at),
            "time_zone": "Amsterdam",
            "iana_time_zone": "Europe/Amsterdam",
            "locale": "en-US",
            "role": _ROLES[user.licence],
            "role_type": _ROLE_TYPES[user.licence] if self._world.has_custom_roles else None,
            "custom_role_id": _CUSTOM_ROLES.get(user.licence) if self._world.has_custom_roles else None,
            "only_private_comments": user.only_private_comments,
            "restricted_agent": user.restricted,
            "ticket_restriction": _restriction(user),
            "default_group_id": groups[0].id if groups and user.is_agent else None,
            "moderator": user.licence in {"admin", "full"},
            "suspended": user.suspended,
            "active": user.active,
            "verified": True,
            "organization_id": user.organization_id,
            "tags": [],
            "alias": "",
            "photo": None,
        }

    # https://developer.zendesk.com/api-reference/ticketing/groups/groups/
    def group(self, group: Group) -> Json:
        return {
            "id": group.id,
            "url": self._api(f"groups/{group.id}"),
            "name": group.name,
            "description": "",
            "default": False,
            "is_public": not group.private,
            "deleted": False,
            "created_at": stamp(group.created_at),
            "updated_at": stamp(group.created_at),
        }

    def membership(self, membership: Membership) -> Json:
        return {
            "id": membership.id,
            "url": self._api(f"group_memberships/{membership.id}"),
            "user_id": membership.user_id,
            "group_id": membership.group_id,
            "default": membership.default,
            "created_at": stamp(membership.created_at),
            "updated_at": stamp(membership.created_at),
        }

    # https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/
    def organization(self, organization: Organization) -> Json:
        return {
            "id": organization.id,
            "url": self._api(f"organizations/{organization.id}"),
            "name": organization.name,
            "created_at": stamp(organization.created_at),
            "updated_at": stamp(organization.created_at),
        }

    # https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
    def ticket(self, ticket: Ticket) -> Json:
        custom = [
            {"id": field.id, "value": _as_text(ticket.custom_fields.get(field.id))}
            for field in self._world.account_fields.fields
            if field.active and not field.system
        ]
        return {
            "url": self._api(f"tickets/{ticket.id}"),
            **{name: getattr(ticket, name) for name in _PLAIN.split()},
            "raw_subject": ticket.subject,
            "via": via(ticket.via),
            "created_at": stamp(ticket.created_at),
            "updated_at": stamp(ticket.updated_at),
            "generated_timestamp": int(ticket.updated_at),
            "recipient": None,
            "collaborator_ids": list(ticket.follower_ids),
            "follower_ids": list(ticket.follower_ids),
            "email_cc_ids": [],
            "problem_id": None,
            "has_incidents": False,
            "due_at": None,
            "tags": list(ticket.tags),
            "custom_fields": custom,
            "fields": custom,
            "followup_ids": list(ticket.followup_ids),
            "brand_id": self._world.brand_id,
            "allow_channelback": False,
            "allow_attachments": True,
            "satisfaction_rating": None,
            "sharing_agreement_ids": [],
            "from_messaging_channel": False,
        }

    # https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
    def audit(self, audit: Audit) -> Json:
        metadata: Json = {"system": dict(_SYSTEM), "custom": dict(audit.custom)}
        if audit.flags:
            message = {"message": "Submitted by the user on behalf of the author", "user": "agent"}
            metadata["flags"] = list(audit.flags)
            metadata["flags_options"] = {str(flag): {"message": message, "trusted": False} for flag in audit.flags}
        return {
            "id": audit.id,
            "ticket_id": audit.ticket_id,
            "created_at": stamp(audit.created_at),
            "author_id": audit.author_id,
            "metadata": metadata,
            "via": via(audit.via),
            "events": [self._event(event) for event in audit.events],
        }

    # https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
    def comment(self, comment: Comment) -> Json:
        return self._event(comment) | {
            "via": via(comment.via),
            "created_at": stamp(comment.created_at),
            "metadata": {"system": dict(_SYSTEM), "custom": {}},
        }

    # https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
    def attachment(self, file: File) -> Json:
        address = f"{self._base}/attachments/token/{file.key}/"
        return {
            "id": file.id,
            "url": self._api(f"attachments/{file.id}"),
            "file_name": file.name,
            "content_url": address,
            "mapped_content_url": address,
            "content_type": file.content_type,
            "size": len(file.data),
            "inline": False,
            "deleted": False,
            "malware_access_override": False,
            "malware_scan_result": "not_scanned",
            "thumbnails": [],
        }

    # https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/
    def token(self, token: Token) -> Json:
        return {
            "id": token.id,
            "url": self._api(f"oauth/tokens/{token.id}"),
            "user_id": token.user_id,
            "client_id": token.client_id,
            "token": token.access[:10],
            "refresh_token": token.refresh[:10],
            "scopes": list(token.scopes),
            "created_at": stamp(token.created_at),
            "expires_at": stamp(token.expires_at),
            "refresh_token_expires_at": stamp(token.refresh_expires_at),
            "used_at": None if token.used_at is None else stamp(token.used_at),
        }

    def _event(self, event: Event) -> Json:
        if isinstance(event, Comment):
            return {
                "id": event.id,
                "type": "Comment",
                "author_id": event.author_id,
                "body": event.plain,
                "html_body": event.html,
                "plain_body": event.plain,
                "public": event.public,
                "attachments": [self.attachment(file) for file in event.files],
                "audit_id": event.audit_id,
            }
        if isinstance(event, Change):
            return _change(event)
        if isinstance(event, PrivacyChange):
            # https://developer.zendesk.com/documentation/ticketing/reference-guides/ticket-audit-events-reference/
            kind = "CommentPrivacyChange"
            return {"id": event.id, "type": kind, "comment_id": event.comment_id, "public": event.public}
        return {
            "id": event.id,
            "type": "Notification",
            "subject": event.subject,
            "body": event.body,
            "recipients": list(event.recipients),
            "via": by_rule(event.rule),
        }

    def _api(self, path: str) -> str:
        return f"{self._base}/api/v2/{path}.json"


_SYSTEM = {"client": "sandbox", "ip_address": "192.0.2.7", "location": "Utrecht, Netherlands"}


def _as_text(number: int | None) -> str | None:
    """Zendesk's API document shows the value of a custom field as a string, even a whole number."""
    return None if number is None else str(number)


def via(channel: Via) -> Json:
    return {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}}


def by_rule(rule: Rule) -> Json:
    origin = {"id": rule.id, "title": rule.title, "deleted": False}
    return {"channel": "rule", "source": {"from": origin, "to": {}, "rel": rule.kind}}


def _change(event: Change) -> Json:
    shown: Json = {"id": event.id, "type": event.type, "field_name": event.field_name, "value": event.value}
    if event.type == "Change":
        shown["previous_value"] = event.previous_value
    if event.rule:
        shown["via"] = by_rule(event.rule)
    return shown


def _restriction(user: User) -> str | None:
    if not user.is_agent:
        return "requested"
    return "groups" if user.restricted else None
