"""The authorize step of OAuth: reads and checks the request, and returns the redirect address."""

# https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.zendesk.records import User
from sandbox.zendesk.tokens import CODE_LIVES, Client, Code, SignInRefused, Tokens, fresh_secret

_LOOPBACK = frozenset({"localhost", "127.0.0.1"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class AuthorizeRequest:
    """The parameters of the authorize page's address."""

    response_type: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    state: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(self.scope.split())

    def redirect(self, **answer: str) -> str:
        """The redirect address with `answer` and the state as parameters."""
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return self.redirect_uri + joint + urlencode(answer | ({"state": self.state} if self.state else {}))


def request_from(parameters: Mapping[str, str]) -> AuthorizeRequest:
    return AuthorizeRequest(
        **{name: parameters[name] for name in AuthorizeRequest.__dataclass_fields__ if name in parameters}
    )


def request_in(authorize_url: str) -> AuthorizeRequest:
    parts = urlsplit(authorize_url)
    if parts.path != "/oauth/authorizations/new":
        raise SignInRefused(f"{parts.path} is not the authorize page")
    return request_from(dict(parse_qsl(parts.query)))


def client_for(tokens: Tokens, asked: AuthorizeRequest) -> Client:
    """The client of this request. Raises SignInRefused when it did not register exactly this redirect address."""
    client = tokens.clients.get(asked.client_id)
    if client is None:
        raise SignInRefused("No such client")
    if asked.redirect_uri not in client.redirect_uris:
        raise SignInRefused("The redirect address is not registered for this client")
    return client


def consent(tokens: Tokens, asked: AuthorizeRequest, user: User, now: float, *, allow: bool) -> str:
    """The redirect address with a code, or with an error. Raises SignInRefused when there is no safe address."""
    client = client_for(tokens, asked)
    if user.suspended or not user.active:
        raise SignInRefused("This person cannot sign in")
    if error := _error_in(asked, client):
        return asked.redirect(error=error[0], error_description=error[1])
    if not allow:
        return asked.redirect(error="access_denied", error_description="The end-user denied the authorization request.")
    code = fresh_secret()
    tokens.codes[code] = Code(
        client.id, user.id, asked.redirect_uri, asked.scopes, asked.code_challenge, now + CODE_LIVES
    )
    return asked.redirect(code=code)


def check_redirects(addresses: Iterable[str]) -> None:
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError(f"{address} is neither https nor http on this machine")


def _error_in(asked: AuthorizeRequest, client: Client) -> tuple[str, str] | None:
    if asked.response_type != "code":
        return "unsupported_response_type", "Only response_type=code is known."
    if not asked.scopes or not client.allows(asked.scopes):
        return "invalid_scope", "The requested scope is invalid, unknown, or malformed."
    if asked.code_challenge_method != "S256" or not _CHALLENGE.fullmatch(asked.code_challenge):
        return "invalid_request", "A code challenge made with S256 is needed."
    return None
