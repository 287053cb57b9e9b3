"""Addresses that come in a payload: only Slack's own are used, exactly as they were checked here."""

from yarl import URL

FILES = ("files", frozenset({"files-pri"}))
ANSWERS = ("hooks", frozenset({"commands", "actions", "app"}))
"""The host name and the first part of the path.

https://docs.slack.dev/reference/objects/file-object

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

_SLACKS = ("slack.com", "slack-gov.com")


def at_slack(address: str, api_url: str, place: tuple[str, frozenset[str]]) -> URL | None:
    """The address as it will be requested, if it belongs to Slack, or to the host of the configured Web API.

    The second is for a trial Slack; there, too, only paths of files and answers are accepted.
    """
    name, folders = place
    try:
        url, api = URL(address), URL(api_url).origin()
        origin = url.origin()
    except (ValueError, LookupError):  # the second is an error of yarl's, for a bracket that is not closed
        return None
    homes = {api, *(URL(f"https://{name}.{slack}") for slack in _SLACKS)}
    if url.user is not None or url.password is not None or origin not in homes:
        return None
    first = url.path.lstrip("/").partition("/")[0]
    return url if first in folders and ".." not in url.path.split("/") else None
