"""Routes for a ticket's audits and comments."""

from aiohttp import web

from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.errors import not_found
from sandbox.zendesk.paging import Listing
from sandbox.zendesk.records import Audit, Comment
from sandbox.zendesk.shapes import Json

AUDITS: Listing[Audit] = Listing(lambda audit: (audit.id,))
COMMENTS: Listing[Comment] = Listing(
    lambda comment: (comment.id,),
    {"created_at": lambda comment: (int(comment.created_at), comment.id)},
)


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/#list-audits-for-a-ticket
async def list_audits(call: Call) -> web.Response:
    """Oldest first: with cursor paging a requested order is ignored."""
    rows, paging = AUDITS.page(call.ticket().audits, call.request.url.without_query_params("sort", "sort_order"))
    authors = _authors(call, {row.author_id for row in rows})
    return call.answer({"audits": [call.shapes.audit(row) for row in rows], **authors, **paging})


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/#show-audit
async def show_audit(call: Call) -> web.Response:
    wanted = call.number("audit_id")
    audit = next((audit for audit in call.ticket().audits if audit.id == wanted), None)
    if audit is None:
        raise not_found()
    return call.answer({"audit": call.shapes.audit(audit)})


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#list-comments
async def list_comments(call: Call) -> web.Response:
    rows, paging = COMMENTS.page(call.ticket().comments, call.request.url)
    authors = _authors(call, {row.author_id for row in rows})
    return call.answer({"comments": [call.shapes.comment(row) for row in rows], **authors, **paging})


def _authors(call: Call, ids: set[int]) -> Json:
    if "users" not in call.sideloads:
        return {}
    known = [call.world.users[number] for number in sorted(ids) if number in call.world.users]
    return {"users": [call.shapes.user(user) for user in known]}


HANDLERS: dict[str, Handler] = {
    "list_audits": list_audits,
    "show_audit": show_audit,
    "list_comments": list_comments,
}
