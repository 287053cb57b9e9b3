"""Files: uploaded before the comment, used by one comment, downloaded by those who see the ticket."""

import io
from collections.abc import AsyncIterator

import pytest

from sandbox.zendesk import uploads
from tests.sandbox.zendesk_scene import Answer, Scene, opened_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def _upload(scene: Scene, query: str, data: bytes | io.BytesIO = b"log") -> Answer:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return await scene.ask("POST", f"/api/v2/uploads?{query}", scene.sanne, data=data, headers=headers)


async def test_uploaded_files_are_attached_to_a_note(scene: Scene) -> None:
    first = (await _upload(scene, "filename=a.txt")).body["upload"]
    both = (await _upload(scene, f"filename=b%20c.txt&token={first['token']}", b"more")).body["upload"]
    assert both["token"] == first["token"]
    note = await scene.note(scene.ticket(), scene.sanne, "see files", uploads=[first["token"]])
    assert [(file["file_name"], file["size"], file["content_type"]) for file in note["attachments"]] == [
        ("a.txt", 3, "text/plain"),
        ("b c.txt", 4, "text/plain"),
    ]


async def test_an_upload_token_works_once_and_for_one_hour(scene: Scene) -> None:
    token = (await _upload(scene, "filename=a.txt")).body["upload"]["token"]
    ticket = scene.ticket()
    await scene.note(ticket, scene.sanne, "x", uploads=[token])
    again = await scene.put(ticket, scene.sanne, comment={"body": "y", "uploads": [token]})
    assert again.status == 422
    late = (await _upload(scene, "filename=a.txt")).body["upload"]["token"]
    scene.clock.advance(3600)
    assert (await scene.put(ticket, scene.sanne, comment={"body": "y", "uploads": [late]})).status == 422
    assert (await _upload(scene, f"filename=b.txt&token={late}")).status == 422


async def test_only_those_who_see_the_ticket_may_download_its_file(scene: Scene) -> None:
    upload = (await _upload(scene, "filename=a.txt")).body["upload"]
    path = "/" + upload["attachment"]["content_url"].split("/", 3)[3]
    early = await scene.ask("GET", path, scene.visser)
    assert (early.text, early.headers["Content-Disposition"]) == ("log", "attachment; filename*=UTF-8''a.txt")
    ticket = scene.ticket()
    await scene.note(ticket, scene.sanne, "x", uploads=[upload["token"]])
    scene.people.assign(ticket, scene.visser, scene.vendor)
    assert (await scene.ask("GET", path, scene.sanne)).status == 404
    assert (await scene.ask("GET", path, scene.visser)).status == 200
    assert (await scene.ask("GET", path)).status == 401
    assert (await scene.ask("GET", "/attachments/token/guess/", scene.visser)).status == 404


async def test_an_upload_needs_a_name_and_stays_under_fifty_megabytes(scene: Scene) -> None:
    assert (await _upload(scene, "")).status == 400
    assert (await _upload(scene, "filename=a.bin", io.BytesIO(bytes(uploads.MAX_BYTES + 1)))).status == 422
