"""The comment in a ticket body: its author, whether it is public, its text and files."""

from typing import Any

from sandbox.zendesk.errors import bad_upload_token, invalid
from sandbox.zendesk.records import File, Ticket, User
from sandbox.zendesk.rights import becomes_public
from sandbox.zendesk.shapes import Json
from sandbox.zendesk.text import from_html, from_markdown
from sandbox.zendesk.ticket_input import Warnings
from sandbox.zendesk.updates import Draft, placeholders
from sandbox.zendesk.world import World

MAX_COMMENTS = 5000
ON_BEHALF = 11


def draft_of(world: World, user: User, ticket: Ticket, sent: Any, warnings: Warnings) -> Draft | None:
    """None when there is neither text nor a file. `public` defaults to that of the ticket's first comment.

    Raises Refused.
    """
    comment: Json = sent if isinstance(sent, dict) else {"body": str(sent or "")}
    raw = comment.get("html_body") or comment.get("body") or ""
    if not str(raw).strip() and not comment.get("uploads"):
        return None
    if len(ticket.comments) >= MAX_COMMENTS:
        raise invalid(base="Ticket: has reached the limit of 5000 comments")
    author = _author(world, user, comment, warnings)
    draw = from_html if comment.get("html_body") else from_markdown
    text = draw(str(raw), placeholders(world, ticket, user.id))
    asked = _asked(comment, user, inherited=ticket.comments[0].public if ticket.comments else True)
    files = _files(world, comment.get("uploads") or ())
    return Draft(author.id, text, becomes_public(world, ticket, author, asked=asked), files)


def flags_for(user: User, draft: Draft | None, world: World) -> tuple[int, ...]:
    """Flag 11 when an agent, but not an admin, writes a comment for another agent."""
    if draft is None or draft.author_id == user.id or user.licence == "admin":
        return ()
    return (ON_BEHALF,) if world.users[draft.author_id].is_agent else ()


def _author(world: World, user: User, comment: Json, warnings: Warnings) -> User:
    wanted = comment.get("author_id")
    if wanted is None or wanted == user.id:
        return user
    if user.is_light:
        warnings.keys.append("ticket.comment.author_id")
        return user
    author = world.users.get(wanted)
    if author is None or not author.active:
        raise invalid(author="Author: is invalid")
    return author


def _asked(comment: Json, user: User, *, inherited: bool) -> bool:
    if user.only_private_comments:
        return False
    public = comment.get("public", inherited)
    return public not in (False, "false")


def _files(world: World, tokens: Any) -> tuple[File, ...]:
    """Checks all tokens before it uses them, so that a refused request uses none."""
    listed = [tokens] if isinstance(tokens, str) else list(tokens)
    uploads = []
    for token in dict.fromkeys(listed):
        upload = world.uploads.live(str(token), world.now())
        if upload is None:
            raise bad_upload_token()
        uploads.append(upload)
    return tuple(file for upload in uploads for file in world.uploads.spend(upload))
