"""What anybody may send to a web route, as Hypothesis strategies: headers, and bodies that nearly are Slack's."""

import json
from urllib.parse import urlencode

from hypothesis import strategies as st

_VISIBLE = "".join(map(chr, range(33, 127)))
_KNOWN_HEADERS = [
    "Authorization",
    "Content-Encoding",
    "Cookie",
    "Expect",
    "Forwarded",
    "Host",
    "Origin",
    "Range",
    "Referer",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-HTTP-Method-Override",
    "X-Slack-Retry-Num",
    "X-Slack-Signature",
    "X-Slack-Request-Timestamp",
    "X-Slack-Bolt-Lazy-Only",
    "X-Slack-Bolt-Lazy-Function-Name",
    "X-Zendesk-Webhook-Signature",
    "X-Zendesk-Webhook-Signature-Timestamp",
    "X-Zendesk-Webhook-Invocation-Id",
]
_WORDS_OF_SLACK = [
    "type",
    "user",
    "team",
    "team_id",
    "user_id",
    "channel",
    "channel_id",
    "event",
    "view",
    "actions",
    "container",
    "state",
    "values",
    "id",
    "callback_id",
    "private_metadata",
    "trigger_id",
    "response_url",
    "response_urls",
    "authorizations",
    "is_ext_shared_channel",
    "api_app_id",
    "enterprise",
    "message",
    "text",
    "command",
    "payload",
    "action_id",
    "block_id",
    "value",
    "selected_option",
    "blocks",
    "hash",
    "token",
    "ssl_check",
    "challenge",
]
_KINDS = [
    "block_actions",
    "view_submission",
    "view_closed",
    "event_callback",
    "url_verification",
    "shortcut",
    "message_action",
    "block_suggestion",
    "workflow_step_edit",
    "dialog_submission",
    "interactive_message",
    "app_rate_limited",
]
_OF_SLACK = st.sampled_from(_WORDS_OF_SLACK)

METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
QUERIES = st.text(_VISIBLE.replace("#", ""), max_size=60).map(str.encode)
HEADERS = st.dictionaries(
    st.one_of(st.sampled_from(_KNOWN_HEADERS), st.from_regex(r"x-[a-z]{1,20}", fullmatch=True)),
    st.one_of(st.text(_VISIBLE, max_size=200), st.integers().map(str)),
    max_size=5,
)
CONTENT_TYPES = st.one_of(
    st.sampled_from(
        ["application/x-www-form-urlencoded", "application/json", "multipart/form-data", "", ";", "text/*"]
    ),
    st.text(_VISIBLE, max_size=40),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=30)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(_OF_SLACK, st.text(max_size=10)), inner, max_size=6)
    ),
    max_leaves=20,
).map(lambda value: json.dumps(value).encode())
_PAYLOADS = st.builds(
    lambda kind, rest: json.dumps({**rest, "type": kind}),
    st.sampled_from(_KINDS),
    st.dictionaries(_OF_SLACK, JSON.map(json.loads), max_size=8),
)
_FORMS = st.dictionaries(  # never whole: the answer to somebody who does not exist is rightly logged as a mistake
    _OF_SLACK.filter(lambda word: word != "user_id"), st.text(st.characters(codec="utf-8"), max_size=30)
)
BODIES = st.one_of(
    st.binary(max_size=2_000),
    JSON,
    _PAYLOADS.map(str.encode),
    _PAYLOADS.map(lambda payload: urlencode({"payload": payload}).encode()),
    _FORMS.map(lambda form: urlencode({"command": "/desk", **form}).encode()),
)
"""For Slack's route."""
