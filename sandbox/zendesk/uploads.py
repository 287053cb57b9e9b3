"""Routes to upload a file before its comment, and to download it."""

from urllib.parse import quote

from aiohttp import web

from sandbox.zendesk.call import Call, Handler
from sandbox.zendesk.errors import bad_upload_token, legacy, missing_parameter, not_found
from sandbox.zendesk.records import File, stamp
from sandbox.zendesk.rights import sees
from sandbox.zendesk.shapes import Json
from sandbox.zendesk.tokens import fresh_secret
from sandbox.zendesk.upload_tokens import UPLOAD_LIVES, Upload

MAX_BYTES = 50 * 1024 * 1024


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#upload-files
async def upload(call: Call) -> web.Response:
    """Takes one file; with `token`, it joins the files of an earlier upload."""
    name, data = call.query("filename"), await call.request.read()
    if not name:
        raise missing_parameter("filename")
    if len(data) > MAX_BYTES:
        raise legacy(422, "AttachmentTooLarge", "The file is larger than 50 MB")
    joined = _joined(call)
    content_type = call.request.headers.get("Content-Type", "application/octet-stream")
    file = call.world.new_file(name, content_type.partition(";")[0], data)
    joined.files.append(file)
    return call.answer({"upload": _shown(call, joined)}, status=201)


# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#show-attachment
async def show_file(call: Call) -> web.Response:
    """Before a comment has the file, every signed-in user may download it; afterwards, those who see the ticket."""
    key = call.request.match_info["key"]
    file = next((file for file in call.world.files.values() if file.key == key), None)
    if file is None or not _may_fetch(call, file):
        raise not_found()
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
    return web.Response(body=file.data, content_type=file.content_type, headers=headers)


def _shown(call: Call, joined: Upload) -> Json:
    files = [call.shapes.attachment(file) for file in joined.files]
    return {
        "token": joined.token,
        "expires_at": stamp(joined.expires_at),
        "attachment": files[-1],
        "attachments": files,
    }


def _joined(call: Call) -> Upload:
    uploads, now, token = call.world.uploads, call.world.now(), call.query("token")
    if token:
        found = uploads.live(token, now)
        if found is None:
            raise bad_upload_token()
        return found
    begun = Upload(fresh_secret()[:24], now + UPLOAD_LIVES)
    uploads.waiting[begun.token] = begun
    return begun


def _may_fetch(call: Call, file: File) -> bool:
    return file.ticket_id is None or sees(call.world, call.user, call.world.tickets[file.ticket_id])


HANDLERS: dict[str, Handler] = {"upload": upload, "show_file": show_file}
