"""The two HTML pages: the request for consent, and the error page."""

from collections.abc import Iterable
from dataclasses import asdict
from html import escape

from sandbox.zendesk.authorize import AuthorizeRequest
from sandbox.zendesk.records import LICENCE_NAMES, User
from sandbox.zendesk.tokens import Client

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2d33; --soft: #5b6b72; --line: #cfd8dc; --deep: #14553f;
  --sheet: #fff; --room: #eef2f3 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7eef0; --soft: #9db0b7; --line: #3a474d; --deep: #6fcf9f; --sheet: #1b2428; --room: #12191c }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--room);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: min(30rem, 100%); background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem;
  padding: 2rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
p { color: var(--soft); margin: 0 0 1rem }
fieldset { border: 0; margin: 0 0 1.25rem; padding: 0 }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem }
label { display: flex; gap: .75rem; align-items: center; padding: .5rem .75rem; border: 1px solid var(--line);
  border-radius: .375rem; margin-bottom: .375rem; cursor: pointer }
label:has(:checked) { border-color: var(--deep) }
label small { margin-left: auto; color: var(--soft) }
input { accent-color: var(--deep) }
button { font: inherit; padding: .5rem 1.25rem; border-radius: .375rem; border: 1px solid var(--line);
  background: none; color: inherit; cursor: pointer }
button[value=allow] { background: var(--deep); border-color: var(--deep); color: var(--sheet) }
"""


def authorize_html(client: Client, asked: AuthorizeRequest, people: Iterable[User]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asdict(asked).items()
    )
    scopes = ", ".join(asked.scopes) or "nothing"
    choices = "".join(_choice(user, first=number == 0) for number, user in enumerate(people))
    return _page(
        f"Allow {client.name}?",
        f"""<h1>{escape(client.name)} wants to work in Zendesk as you</h1>
<p>It asks for: {escape(scopes)}. This is the sandbox: choose the person who is signed in.</p>
<form method="post" action="/oauth/authorizations/new">{hidden}
<fieldset><legend>Signed in as</legend>{choices}</fieldset>
<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button>
</form>""",
    )


def refusal_html(reason: str) -> str:
    return _page("Invalid authorization request", f"<h1>Invalid authorization request</h1><p>{escape(reason)}.</p>")


def _choice(user: User, *, first: bool) -> str:
    mark = " checked" if first else ""
    return (
        f'<label><input type="radio" name="user_id" value="{user.id}" required{mark}>'
        f"<span>{escape(user.name)}</span><small>{LICENCE_NAMES[user.licence]}</small></label>"
    )


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{content}</main></body></html>"
    )
