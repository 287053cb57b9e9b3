"""Addresses that come in a payload: only Slack's own are gone to, and as they were looked at here."""

from yarl import URL

FILES = ("files", frozenset({"files-pri"}))
ANSWERS = ("hooks", frozenset({"commands", "actions", "app"}))
"""Under which name something lies, and the first part of its path.

https://docs.slack.dev/reference/objects/file-object
https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

_SLACKS = ("slack.com", "slack-gov.com")


def at_slack(address: str, api_url: str, place: tuple[str, frozenset[str]]) -> URL | None:
    """The address as it will be asked for, if it lies at such a place of Slack's, or where its Web API answers.

    The second is for a Slack to try things with; there, too, the path keeps all but files and answers away.
    """
    name, folders = place
    try:
        url, api = URL(address), URL(api_url).origin()
        origin = url.origin()
    except (ValueError, LookupError):  # the second is a mistake of yarl's, with a bracket that nothing follows
        return None
    homes = {api, *(URL(f"https://{name}.{slack}") for slack in _SLACKS)}
    if url.user is not None or url.password is not None or origin not in homes:
        return None
    first = url.path.lstrip("/").partition("/")[0]
    return url if first in folders and ".." not in url.path.split("/") else None
