"""Whether this machine's clock agrees with those of the services."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from bot.doctor.finding import Finding, Heard, not_done, well, wrong

BEARABLE = timedelta(seconds=60)
"""Slack's requests are refused from five minutes on, and tokens are renewed a minute before they end."""
_GRAIN = timedelta(seconds=0.5)
"""The header has whole seconds."""


def skew(service: str, heard: Heard | None) -> Finding:
    about = f"Clock against {service}"
    if heard is None or heard.date is None:
        return not_done(about, f"{service} did not tell the time.")
    try:
        theirs = parsedate_to_datetime(heard.date) + _GRAIN
    except ValueError:
        return not_done(about, f"{service} told a time that cannot be read.")
    apart = heard.asked_at + (heard.answered_at - heard.asked_at) / 2 - theirs
    if abs(apart) <= BEARABLE:
        return well(about, "less than a minute apart.")
    way = "ahead of" if apart > timedelta() else "behind"
    return wrong(
        about,
        f"this machine is {abs(apart).total_seconds() / 60:.0f} minutes {way} {service}. Let it set its clock by the "
        "network (NTP): from five minutes on every request of Slack's is refused.",
    )
