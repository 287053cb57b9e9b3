"""Signing a person in at the vendor's Zendesk."""

from dataclasses import dataclass
from typing import Protocol

from desk.model.people import Agent, TokenPair


@dataclass(frozen=True)
class Grant:
    """The result of a finished sign-in: an agent and the tokens of this agent."""

    agent: Agent
    tokens: TokenPair
    scopes: tuple[str, ...]


class SignIn(Protocol):
    """Zendesk's OAuth, authorization code with PKCE (S256)."""

    redirect_url: str
    comes_back: bool
    """Whether the browser returns to the bot by itself; otherwise the person pastes the address."""

    def address(self, state: str, verifier: str) -> str:
        """The address at which the person consents in the browser."""
        ...

    async def redeem(self, code: str, verifier: str) -> Grant:
        """Raises `SignInFailed` or `ZendeskAway`."""
        ...

    async def revoke(self, agent_id: int) -> None:
        """Revokes the agent's token at Zendesk. Raises `ZendeskAway` when Zendesk did not answer."""
        ...
