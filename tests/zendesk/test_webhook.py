"""Which requests are taken for a webhook of the vendor's Zendesk."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zendesk.webhook import TEST_SECRET, NotAPoke, NotFromZendesk, check

SECRET = "c2VjcmV0IG9mIHRoZSB2ZW5kb3I="
NOW = datetime(2026, 11, 20, 9, 0, 30, tzinfo=UTC)
AT = "2026-11-20T09:00:00Z"
BODY = b'{"ticket_id":"48213"}'


def signed(body: bytes = BODY, at: str = AT, secret: str = SECRET, **changed: str) -> dict[str, str]:
    """As the vendor's page says: base64(HMACSHA256(TIMESTAMP + BODY))."""
    digest = hmac.new(secret.encode(), at.encode() + body, hashlib.sha256).digest()
    return {
        "x-zendesk-account-id": "123456",
        "x-zendesk-webhook-id": "01F1KRFQ6BG29CNWFR60NK5FNY",
        "x-zendesk-webhook-invocation-id": "8350205582",
        "x-zendesk-webhook-signature": base64.b64encode(digest).decode(),
        "x-zendesk-webhook-signature-timestamp": at,
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }


def test_a_request_is_known_by_its_invocation_and_by_its_signature() -> None:
    headers = signed()
    marks = check(SECRET, headers, BODY, NOW)
    assert marks == ("invocation:8350205582", f"signature:{headers['x-zendesk-webhook-signature']}")


@pytest.mark.parametrize("body", [b'{"ticket_id":"1"}', b'{ "ticket_id": 48213 }'])
def test_a_ticket_id_may_be_text_or_a_number(body: bytes) -> None:
    assert check(SECRET, signed(body), body, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(secret="another"),
        signed(secret=TEST_SECRET),
        signed(b'{"ticket_id":"48214"}'),
        signed(x_zendesk_webhook_signature=""),
        signed(x_zendesk_webhook_signature="é"),
        signed(x_zendesk_webhook_signature="\ud800"),
        signed(x_zendesk_webhook_signature_timestamp="2026-11-20T09:00:01Z"),
        signed(x_zendesk_webhook_signature_timestamp=""),
        signed(x_zendesk_webhook_invocation_id=""),
        signed(x_zendesk_webhook_invocation_id="x" * 101),
        signed(x_zendesk_webhook_invocation_id="a b"),
    ],
)
def test_what_zendesk_did_not_sign_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(NotFromZendesk):
        check(SECRET, headers, BODY, NOW)


def test_the_signature_covers_the_time_before_the_body() -> None:
    digest = hmac.new(SECRET.encode(), BODY + AT.encode(), hashlib.sha256).digest()
    swapped = base64.b64encode(digest).decode()
    with pytest.raises(NotFromZendesk):
        check(SECRET, signed(x_zendesk_webhook_signature=swapped), BODY, NOW)


@pytest.mark.parametrize(("seconds", "fresh"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_a_request_is_good_for_five_minutes(seconds: int, fresh: bool) -> None:  # noqa: FBT001
    at = (NOW + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
    if fresh:
        assert check(SECRET, signed(at=at), BODY, NOW)
    else:
        with pytest.raises(NotFromZendesk, match="five minutes"):
            check(SECRET, signed(at=at), BODY, NOW)


@pytest.mark.parametrize(
    "at", ["", "soon", "1795000000", "2026-11-20T09:00:00", "2026-11-20", "0001-01-01T00:00+23:59"]
)
def test_a_signed_time_that_is_none_is_refused(at: str) -> None:
    with pytest.raises(NotFromZendesk):
        check(SECRET, signed(at=at), BODY, NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"48213",
        b"[48213]",
        b"{}",
        b'{"ticket_id":""}',
        b'{"ticket_id":"{{ticket.id}}"}',
        b'{"ticket_id":-1}',
        b'{"ticket_id":1.5}',
        b'{"ticket_id":true}',
        b'{"ticket_id":null}',
        b'{"ticket_id":"48213","subject":"Invoice"}',
        b'{"ticket_id":"' + b"9" * 20 + b'"}',
        b"\xff",
        b"[" * 900,
    ],
)
def test_a_body_of_another_shape_is_refused_though_it_is_signed(body: bytes) -> None:
    with pytest.raises(NotAPoke, match="nothing else"):
        check(SECRET, signed(body), body, NOW)


@given(at=st.text(), body=st.binary(), invocation=st.text(), signature=st.text())
def test_nothing_that_anybody_may_send_is_taken_or_breaks_it(
    at: str, body: bytes, invocation: str, signature: str
) -> None:
    headers = {
        "x-zendesk-webhook-invocation-id": invocation,
        "x-zendesk-webhook-signature": signature,
        "x-zendesk-webhook-signature-timestamp": at,
    }
    with pytest.raises(NotFromZendesk):
        check(SECRET, headers, body, NOW)
    with pytest.raises((NotFromZendesk, NotAPoke)):
        check(SECRET, signed(body, at.encode(errors="replace").decode(), SECRET), body, NOW)
