"""Whether the vendor's Zendesk can be reached."""

from dataclasses import dataclass

import httpx

from bot.doctor.finding import Finding, Heard, well, wrong
from bot.settings import Settings
from desk.ports.runtime import Clock


@dataclass(frozen=True)
class Vendor:
    findings: list[Finding]
    is_there: bool = False
    heard: Heard | None = None


async def reach(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> Vendor:
    """Anonymous on purpose: `/users/me` answers 200 to every caller, which shows that the account exists."""
    # https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self
    asked_at = clock()
    try:
        answer = await http.get(f"{settings.zendesk_url}/api/v2/users/me.json")
        reached = answer.status_code == httpx.codes.OK and "user" in answer.json()
    except (httpx.HTTPError, ValueError):
        reached = False
    if not reached:
        text = f"{settings.zendesk_url} does not answer like Zendesk. Check ZENDESK_URL, the proxy and the firewall."
        return Vendor([wrong("Zendesk", text)])
    heard = Heard(answer.headers.get("date"), asked_at, clock())
    return Vendor([well("Zendesk", f"{settings.vendor_name} answers.")], is_there=True, heard=heard)
