"""The imitated endpoints; every other path answers InvalidEndpoint."""

from dataclasses import dataclass
from typing import Literal

Bucket = Literal["tickets-index", "tickets-update", "search", "ticket-audits"]

ANYBODY = ("*",)
"""No token is needed."""

ANY_TOKEN: tuple[str, ...] = ()


@dataclass(frozen=True)
class Endpoint:
    name: str
    method: str
    path: str
    """A path under `/api/v2/` also works with `.json` appended."""
    scopes: tuple[str, ...]
    """One of these is needed."""
    bucket: Bucket | None = None


_TICKETS = ("read", "tickets:read")
_USERS = ("read", "users:read")
_READ = ("read",)

ENDPOINTS = (
    Endpoint("authorize_page", "GET", "/oauth/authorizations/new", ANYBODY),
    Endpoint("authorize_answer", "POST", "/oauth/authorizations/new", ANYBODY),
    Endpoint("make_token", "POST", "/oauth/tokens", ANYBODY),
    Endpoint("show_token", "GET", "/api/v2/oauth/tokens/current", ANY_TOKEN),
    Endpoint("revoke_token", "DELETE", "/api/v2/oauth/tokens/current", ANY_TOKEN),
    Endpoint("show_me", "GET", "/api/v2/users/me", ANYBODY),
    Endpoint("show_user", "GET", "/api/v2/users/{user_id}", _USERS),
    Endpoint("show_users", "GET", "/api/v2/users/show_many", _USERS),
    Endpoint("groups_of_user", "GET", "/api/v2/users/{user_id}/groups", _READ),
    Endpoint("memberships_of_user", "GET", "/api/v2/users/{user_id}/group_memberships", _READ),
    Endpoint("list_groups", "GET", "/api/v2/groups", _READ),
    Endpoint("show_group", "GET", "/api/v2/groups/{group_id}", _READ),
    Endpoint("assignable_groups", "GET", "/api/v2/groups/assignable", _READ),
    Endpoint("users_of_group", "GET", "/api/v2/groups/{group_id}/users", _USERS),
    Endpoint("memberships_of_group", "GET", "/api/v2/groups/{group_id}/memberships", _READ),
    Endpoint("assignable_memberships", "GET", "/api/v2/groups/{group_id}/memberships/assignable", _READ),
    Endpoint("list_tickets", "GET", "/api/v2/tickets", _TICKETS, "tickets-index"),
    Endpoint("create_ticket", "POST", "/api/v2/tickets", ("write", "tickets:write")),
    Endpoint("show_tickets", "GET", "/api/v2/tickets/show_many", _TICKETS),
    Endpoint("show_ticket", "GET", "/api/v2/tickets/{ticket_id}", _TICKETS),
    Endpoint("update_ticket", "PUT", "/api/v2/tickets/{ticket_id}", ("write", "tickets:write"), "tickets-update"),
    Endpoint("list_comments", "GET", "/api/v2/tickets/{ticket_id}/comments", _TICKETS),
    Endpoint("list_audits", "GET", "/api/v2/tickets/{ticket_id}/audits", _READ, "ticket-audits"),
    Endpoint("show_audit", "GET", "/api/v2/tickets/{ticket_id}/audits/{audit_id}", _READ, "ticket-audits"),
    Endpoint("search", "GET", "/api/v2/search", _READ, "search"),
    Endpoint("search_count", "GET", "/api/v2/search/count", _READ, "search"),
    Endpoint("upload", "POST", "/api/v2/uploads", ("write", "ticket_attachments:write")),
    Endpoint("show_file", "GET", "/attachments/token/{key}/", ANY_TOKEN),
    Endpoint("list_fields", "GET", "/api/v2/ticket_fields", _TICKETS),
    Endpoint("list_forms", "GET", "/api/v2/ticket_forms", _TICKETS),
    Endpoint("list_custom_statuses", "GET", "/api/v2/custom_statuses", _TICKETS),
)
