"""Signing in: the authorize page, codes, token pairs, and refused ones."""

from collections.abc import AsyncIterator

import pytest

from sandbox.zendesk.tokens import SignInRefused
from tests.sandbox.zendesk_scene import CALLBACK, VERIFIER, Answer, Scene, answer_in, authorize_url, opened_scene

_SPENT = {
    "grant_type": "authorization_code",
    "client_id": "partnerdesk",
    "redirect_uri": CALLBACK,
    "code_verifier": VERIFIER,
}


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened_scene() as opened:
        yield opened


async def _signed_in(scene: Scene) -> dict[str, str]:
    back = answer_in(scene.world.consent(authorize_url(), scene.tom))
    answer = await _spend(scene, back["code"])
    assert answer.status == 201
    pair: dict[str, str] = answer.body
    return pair


async def _spend(scene: Scene, code: str, **changed: str) -> Answer:
    return await scene.token(**_SPENT | {"code": code} | changed)


async def _refresh(scene: Scene, refresh_token: str) -> Answer:
    return await scene.token(grant_type="refresh_token", refresh_token=refresh_token, client_id="partnerdesk")


async def test_consent_gives_a_code_that_becomes_a_token_of_that_person(scene: Scene) -> None:
    back = answer_in(scene.world.consent(authorize_url(), scene.tom))
    assert back["state"] == "s-1"
    answer = await _spend(scene, back["code"])
    assert answer.status == 201
    assert answer.body["token_type"] == "bearer"
    assert answer.body["scope"] == "read tickets:write"
    assert (answer.body["expires_in"], answer.body["refresh_token_expires_in"]) == (1800, 2_592_000)
    me = await scene.ask("GET", "/api/v2/users/me.json", bearer=answer.body["access_token"])
    assert me.body["user"]["id"] == scene.tom.id


async def test_a_denial_is_redirected_with_the_state(scene: Scene) -> None:
    back = answer_in(scene.world.consent(authorize_url(), scene.tom, allow=False))
    assert (back["error"], back["state"]) == ("access_denied", "s-1")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scope": "read write"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
async def test_a_wrong_authorize_request_is_redirected_with_an_error(
    scene: Scene, changed: dict[str, str], error: str
) -> None:
    assert answer_in(scene.world.consent(authorize_url(**changed), scene.tom))["error"] == error


@pytest.mark.parametrize("changed", [{"client_id": "stranger"}, {"redirect_uri": CALLBACK + "/"}])
async def test_a_browser_is_never_sent_to_an_unregistered_address(scene: Scene, changed: dict[str, str]) -> None:
    with pytest.raises(SignInRefused):
        scene.world.consent(authorize_url(**changed), scene.tom)
    page = await scene.ask("GET", authorize_url(**changed).removeprefix("http://zendesk.example"))
    assert page.status == 400


async def test_suspended_people_cannot_consent(scene: Scene) -> None:
    scene.people.suspend(scene.tom)
    with pytest.raises(SignInRefused):
        scene.world.consent(authorize_url(), scene.tom)


async def test_a_code_works_once_and_for_two_minutes(scene: Scene) -> None:
    code = answer_in(scene.world.consent(authorize_url(), scene.tom))["code"]
    assert (await _spend(scene, code)).status == 201
    again = await _spend(scene, code)
    assert (again.status, again.body["error"]) == (400, "invalid_grant")
    late = answer_in(scene.world.consent(authorize_url(), scene.tom))["code"]
    scene.clock.advance(120)
    assert (await _spend(scene, late)).body["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:1/other"}, "invalid_grant"),
        ({"client_id": "stranger"}, "invalid_client"),
        ({"client_id": "other"}, "invalid_grant"),
        ({"scope": "read write"}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_a_code_works_only_for_its_client_address_and_verifier(
    scene: Scene, changed: dict[str, str], error: str
) -> None:
    scene.world.register_client("other", redirect_uris=[CALLBACK], scopes=["read"])
    code = answer_in(scene.world.consent(authorize_url(), scene.tom))["code"]
    answer = await _spend(scene, code, **changed)
    assert (answer.status, answer.body["error"]) == (400, error)


async def test_a_refresh_ends_the_old_pair_and_a_replay_does_not_end_the_new_one(scene: Scene) -> None:
    old = await _signed_in(scene)
    new = await _refresh(scene, old["refresh_token"])
    assert new.status == 201
    assert (await scene.ask("GET", "/api/v2/users/me", bearer=old["access_token"])).status == 401
    replay = await _refresh(scene, old["refresh_token"])
    assert (replay.status, replay.body["error"]) == (400, "invalid_grant")
    assert (await scene.ask("GET", "/api/v2/users/me", bearer=new.body["access_token"])).status == 200


async def test_an_access_token_ends_after_half_an_hour_and_its_refresh_token_after_thirty_days(scene: Scene) -> None:
    pair = await _signed_in(scene)
    scene.clock.advance(1800)
    late = await scene.ask("GET", "/api/v2/tickets", bearer=pair["access_token"])
    assert (late.status, late.body["error"]) == (401, "invalid_token")
    scene.clock.advance(2_592_000 - 1801)
    pair = (await _refresh(scene, pair["refresh_token"])).body
    scene.clock.advance(2_592_000)
    assert (await _refresh(scene, pair["refresh_token"])).body["error"] == "invalid_grant"


async def test_the_vendor_can_expire_or_revoke_tokens(scene: Scene) -> None:
    pair = await _signed_in(scene)
    scene.people.expire_tokens(scene.tom)
    assert (await scene.ask("GET", "/api/v2/users/me", bearer=pair["access_token"])).status == 401
    pair = (await _refresh(scene, pair["refresh_token"])).body
    scene.people.revoke_tokens(scene.tom)
    assert (await scene.ask("GET", "/api/v2/users/me", bearer=pair["access_token"])).status == 401
    assert (await _refresh(scene, pair["refresh_token"])).status == 400


async def test_a_token_shows_itself_shortened_and_revokes_itself(scene: Scene) -> None:
    pair = await _signed_in(scene)
    shown = await scene.ask("GET", "/api/v2/oauth/tokens/current.json", bearer=pair["access_token"])
    assert shown.body["token"]["scopes"] == ["read", "tickets:write"]
    assert shown.body["token"]["token"] == pair["access_token"][:10]
    gone = await scene.ask("DELETE", "/api/v2/oauth/tokens/current", bearer=pair["access_token"])
    assert gone.status == 204
    assert (await _refresh(scene, pair["refresh_token"])).status == 400


async def test_a_confidential_client_needs_its_secret(scene: Scene) -> None:
    scene.world.register_client(
        "server",
        redirect_uris=["https://bot.example/zendesk/callback"],
        scopes=["read"],
        kind="confidential",
        secret="x",
    )
    url = authorize_url(client_id="server", redirect_uri="https://bot.example/zendesk/callback", scope="read")
    bound = {"client_id": "server", "redirect_uri": "https://bot.example/zendesk/callback"}
    code = answer_in(scene.world.consent(url, scene.tom))["code"]
    assert (await _spend(scene, code, **bound)).body["error"] == "invalid_client"
    assert (await _spend(scene, code, **bound, client_secret="x")).status == 201


async def test_a_token_request_must_be_json(scene: Scene) -> None:
    answer = await scene.ask("POST", "/oauth/tokens", data={"grant_type": "refresh_token"})
    assert (answer.status, answer.body["error"]) == (400, "invalid_request")


async def test_no_token_and_a_bad_token_give_different_errors(scene: Scene) -> None:
    nobody = await scene.get("tickets")
    assert (nobody.status, nobody.body) == (401, {"error": "Couldn't authenticate you"})
    bad = await scene.ask("GET", "/api/v2/tickets", bearer="nonsense")
    assert (bad.status, bad.body["error"]) == (401, "invalid_token")


async def test_users_me_without_a_token_shows_an_anonymous_user(scene: Scene) -> None:
    answer = await scene.get("users/me.json")
    assert answer.status == 200
    assert (answer.body["user"]["id"], answer.body["user"]["name"]) == (None, "Anonymous user")


@pytest.mark.parametrize(
    ("scopes", "method", "path"),
    [
        ("tickets:read", "GET", "/api/v2/tickets/{id}/audits"),
        ("tickets:read", "GET", "/api/v2/search?query=type:ticket"),
        ("tickets:write", "GET", "/api/v2/users/me"),
        ("read", "PUT", "/api/v2/tickets/{id}"),
        ("read tickets:write", "POST", "/api/v2/uploads?filename=a.txt"),
        ("ticket:write", "GET", "/api/v2/tickets"),
    ],
)
async def test_a_missing_scope_is_forbidden(scene: Scene, scopes: str, method: str, path: str) -> None:
    ticket = scene.ticket()
    token = scene.world.sign_in(scene.tom, scopes.split())
    answer = await scene.ask(method, path.format(id=ticket.id), bearer=token.access)
    assert answer.status == 403
    assert answer.body["error"]["title"] == "Forbidden"


async def test_a_client_with_contradictory_scopes_or_remote_plain_http_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="verb"):
        scene.world.register_client("c", redirect_uris=[CALLBACK], scopes=["read", "tickets:read"])
    with pytest.raises(ValueError, match="https"):
        scene.world.register_client("c", redirect_uris=["http://bot.example/"], scopes=["read"])


async def test_the_page_lets_a_person_choose_and_escapes_what_it_shows(scene: Scene) -> None:
    scene.world.add_user("<b>Eve</b>", "eve@vendor.example", licence="full", groups=[scene.vendor])
    page = await scene.ask("GET", authorize_url(state='"><script>').removeprefix("http://zendesk.example"))
    assert page.status == 200
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page.text
    assert "<script" not in page.text
    assert "Cleo" not in page.text


@pytest.mark.parametrize(("pressed", "word"), [("allow", "code"), ("deny", "error")])
async def test_the_form_sends_the_browser_back(scene: Scene, pressed: str, word: str) -> None:
    form = answer_in(authorize_url()) | {"user_id": str(scene.sanne.id), "answer": pressed}
    answer = await scene.ask("POST", "/oauth/authorizations/new", data=form)
    assert answer.status == 302
    assert answer.headers["Location"].startswith(CALLBACK)
    assert word in answer_in(answer.headers["Location"])
    nobody = await scene.ask("POST", "/oauth/authorizations/new", data=form | {"user_id": ""})
    assert nobody.status == 400


async def test_token_lifetimes_may_be_requested_within_bounds(scene: Scene) -> None:
    code = answer_in(scene.world.consent(authorize_url(), scene.tom))["code"]
    pair = (await scene.token(**_SPENT | {"code": code, "expires_in": 300, "refresh_token_expires_in": 604_800})).body
    assert (pair["expires_in"], pair["refresh_token_expires_in"]) == (300, 604_800)
    for wrong in ({"expires_in": 299}, {"refresh_token_expires_in": 1}):
        code = answer_in(scene.world.consent(authorize_url(), scene.tom))["code"]
        assert (await scene.token(**_SPENT | {"code": code} | wrong)).body["error"] == "invalid_request"


async def test_consent_needs_an_address_of_the_authorize_page(scene: Scene) -> None:
    with pytest.raises(SignInRefused):
        scene.world.consent("http://zendesk.example/elsewhere?client_id=partnerdesk", scene.tom)


async def test_a_code_without_a_verifier_is_refused(scene: Scene) -> None:
    code = answer_in(scene.world.consent(authorize_url(), scene.tom))["code"]
    sent = {name: value for name, value in _SPENT.items() if name != "code_verifier"}
    assert (await scene.token(**sent | {"code": code})).body["error"] == "invalid_grant"
