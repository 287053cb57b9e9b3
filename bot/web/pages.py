"""The pages that a browser shows on its return from Zendesk's sign-in."""

from html import escape

from starlette.responses import HTMLResponse, Response


def question(name: str, state: str, code: str) -> Response:
    """R4: a sign-in link that was passed on would link the agent to the person who sent it."""
    text = (
        f"{name} began this sign-in in Slack. If that is you, go on. If it is somebody else, close this page: "
        "the person who began it would act in Zendesk under your name."
    )
    form = _FORM.format(state=escape(state), code=escape(code), name=escape(name))
    return page(f"Are you {name}?", text, form)


def page(title: str, text: str, form: str = "", status: int = 200) -> Response:
    return HTMLResponse(
        _PAGE.format(title=escape(title), text=escape(text), form=form),
        status_code=status,
        headers={
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
_FORM = """<form method="post">
<input type="hidden" name="state" value="{state}"><input type="hidden" name="code" value="{code}">
<button>Yes, connect {name}</button>
</form>"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif; }}
button {{ font: inherit; padding: .5rem 1rem; }}
main {{ max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }}
</style>
</head>
<body><main><h1>{title}</h1><p>{text}</p>{form}</main></body>
</html>
"""
