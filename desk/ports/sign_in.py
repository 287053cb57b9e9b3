"""Signing a person in at the vendor's Zendesk."""

from dataclasses import dataclass
from typing import Protocol

from desk.model.people import Agent, TokenPair


@dataclass(frozen=True)
class Grant:
    """What a finished sign-in gives: tokens that are exactly this agent."""

    agent: Agent
    tokens: TokenPair
    scopes: tuple[str, ...]


class SignIn(Protocol):
    """Zendesk's OAuth, authorization code with PKCE (S256)."""

    redirect_url: str
    comes_back: bool
    """Whether the browser comes back to the bot by itself, or the address is pasted."""

    def address(self, state: str, verifier: str) -> str:
        """Where the person's browser goes to consent."""
        ...

    async def redeem(self, code: str, verifier: str) -> Grant:
        """Raises `SignInFailed` or `ZendeskAway`."""
        ...

    async def revoke(self, agent_id: int) -> None:
        """Makes the agent's token worthless at Zendesk. Raises `ZendeskAway` when it could not be told."""
        ...
