"""The sign-in at Zendesk."""

from itertools import count
from urllib.parse import parse_qs, urlencode, urlsplit

from desk.errors import DeskError, SignInFailed
from desk.model.people import Agent, TokenPair
from desk.ports.sign_in import Grant


class FakeSignIn:
    """Implements `desk.ports.sign_in.SignIn`: `consent` is what the person's browser does."""

    redirect_url = "http://127.0.0.1:19780/zendesk/callback"
    comes_back = False

    def __init__(self) -> None:
        self._numbers = count(1)
        self._codes: dict[str, tuple[Agent, str]] = {}
        self.revoked: list[int] = []
        self.away: DeskError | None = None

    def consent(self, address: str, agent: Agent) -> tuple[str, str]:
        """The state and the code that the browser brings back."""
        asked = parse_qs(urlsplit(address).query)
        code = f"code-{next(self._numbers)}"
        self._codes[code] = (agent, asked["verifier"][0])
        return asked["state"][0], code

    def address(self, state: str, verifier: str) -> str:
        return "https://vendor.example/oauth?" + urlencode({"state": state, "verifier": verifier})

    async def redeem(self, code: str, verifier: str) -> Grant:
        if self.away:
            raise self.away
        agent, expected = self._codes.pop(code, (None, ""))
        if agent is None or verifier != expected:
            raise SignInFailed
        return Grant(agent, TokenPair(f"access of {code}", f"refresh of {code}", None, None), ("read",))

    async def revoke(self, agent_id: int) -> None:
        if self.away:
            raise self.away
        self.revoked.append(agent_id)
