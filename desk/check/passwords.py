"""Passwords and keys written in words: "the password is Welkom01!", `pwd=geheim123`."""

import re
from collections.abc import Iterable, Iterator

from desk.check.findings import TextRange
from desk.check.wordlists import NO_PASSWORDS

_KEY = (
    r"(?:password|passwd|passwort|passphrase|pwd|wachtwoord|wachtwrd|toegangscode|pincode|secret(?!ar)"
    r"|(?:api|auth|access|account|private|client|service|db|database|priv|security)[_ -]?(?:key|token|secret|pass)"
    r"|(?<![^\W_])(?:pass|pw|ww|token|api-?sleutel|sleutel)(?![^\W_]))"
)
_OF = (
    r"(?:\s{1,2}(?:for|of|from|on|at|in|to|van|voor|op|bij)(?:\s{1,2}[\w.@&'-]{1,40}){1,4}?)?(?:\s?\([^()\n]{1,40}\))?"
)
_STEMS = ("pass", "pwd", "wacht", "toegangscode", "pincode", "secret", "key", "token", "sleutel", "pw", "ww")
"""Every key name holds one of these: a text without any need not run the slowest expressions."""
_SIGN = r"\s{0,3}(?:=>|:=|->|={1,3}|:)\s{0,3}"
_VERB = (
    r"\s{1,2}(?:is|was|luidt|wordt|werd)"
    r"(?:\s{1,2}(?:now|nu|still|nog|always|altijd|set to|changed to|gewijzigd in|gezet op))?[\s:]{1,2}"
)
_QUOTED = r"[\"'`“\u2018](?P<quoted>[^\"'`“”\u2018\u2019\n]{3,100})[\"'`”\u2019]"
_BARE = r"(?P<bare>[^\s\"'`“”\u2018\u2019<>]{3,200})"
_STATED = re.compile(
    rf"(?P<key>{_KEY})\w{{0,20}}[\"'\])*]{{0,3}}{_OF}(?:(?P<sign>{_SIGN})|{_VERB})(?:{_QUOTED}|{_BARE})",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"{_KEY}\s{{1,2}}(?:{_QUOTED}|{_BARE})", re.IGNORECASE)
_LOGIN = re.compile(
    r"(?<![^\W_])(?:log ?in|inlog(?:gen|gegevens)?|credentials|user(?:name)?|gebruiker(?:snaam)?|account)"
    r"(?![^\W_])[^\n/|]{0,60}\s?[/|]\s?(?P<quoted>(?!))?(?P<bare>[^\s/|\"'`<>]{6,100})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(?<!\w)(?:Bearer|Basic)\s{1,2}([\w.~+/-]{16,4000}=*)", re.IGNORECASE)
_SHAPES = re.compile(
    r"(?<![A-Za-z0-9])(?:github_pat_\w{22,255}|xapp-\d-[\w-]{20,200}|xox[a-z]-[\w.-]{20,300}|AIza[\w-]{35}"
    r"|sk-(?:proj|ant|svcacct)-[\w-]{20,300}|ya29\.[\w-]{20,300}|PuTTY-User-Key-File-\d)"
)
_PEM_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_ENDS = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")

_SPECIAL = re.compile(r"[!@#$%^&*+=~?|]")
_NOT_TYPED = re.compile(r"[$%@*<{\[(:?&|\\/.…•-]|https?:|x{3,}|\.{2,}", re.IGNORECASE)
"""How a variable, a placeholder, a path or a masked value begins."""
_A_DATE = re.compile(r"\d{1,4}[-/.:]\d{1,2}(?:[-/.:T].*)?|\d{1,3}[a-z]{1,7}", re.IGNORECASE)
_A_MEMBER = re.compile(r"(?:[^\W\d_]\w*[.>-]+)+[^\W\d_]\w*")
_A_KEY = re.compile(_KEY, re.IGNORECASE)
_TECHNICAL = re.compile(
    r"(?:sha|md|aes|rsa|des|hmac|pbkdf|argon|utf|base|oauth|http|tls|ssl|ldap|scrypt|bcrypt|windows|office|server|"
    r"version|versie|step|stap|page|pagina|field|veld|line|regel|test|case|user|option|param|col|var|v)"
    r"[-_]?[\d.]{1,3}",
    re.IGNORECASE,
)
_FEWEST = 4
_TOKEN = 8


def passwords_in(text: str) -> Iterator[TextRange]:
    yield from _keys(text)
    yield from (TextRange(*shape.span()) for shape in _SHAPES.finditer(text))
    yield from (TextRange(*bearer.span(1)) for bearer in _BEARER.finditer(text) if _has_digit(bearer[1]))
    yield from _strong(_LOGIN.finditer(text))
    low = text.lower()
    if any(stem in low for stem in _STEMS):
        yield from _strong(_BESIDE.finditer(text))
        yield from _stated(text)


def _strong(candidates: Iterable[re.Match[str]]) -> Iterator[TextRange]:
    for found in candidates:
        value, span = _value(found)
        if _is_strong(value):
            yield span


def _stated(text: str) -> Iterator[TextRange]:
    at = 0
    while stated := _STATED.search(text, at):
        value, span = _value(stated)
        is_value = _is_value(
            value, stated["key"].lower(), (stated["sign"] or "").strip(), quoted=bool(stated["quoted"])
        )
        if is_value:
            yield span
        at = span.end if is_value else stated.end("key")


def _keys(text: str) -> Iterator[TextRange]:
    """From the first line of a private key to its last line, which may be missing in a text that was cut."""
    ends = [end.end() for end in _PEM_ENDS.finditer(text)]
    after = 0
    for begin in _PEM_BEGINS.finditer(text):
        while after < len(ends) and ends[after] < begin.end():
            after += 1
        yield TextRange(begin.start(), ends[after] if after < len(ends) else begin.end())


def _bare(value: str) -> str:
    """Without the sentence's own punctuation; an exclamation mark may belong to the password."""
    return value.rstrip(".,;:)]}")


def _value(found: re.Match[str]) -> tuple[str, TextRange]:
    if found["quoted"]:
        return found["quoted"], TextRange(*found.span("quoted"))
    value = _bare(found["bare"])
    return value, TextRange(found.start("bare"), found.start("bare") + len(value))


def _is_value(value: str, key: str, sign: str, *, quoted: bool) -> bool:
    """Whether it looks like a value. `sign` is empty after a verb."""
    core = value.rstrip("!?")
    if len(core) < _FEWEST or _NOT_TYPED.match(value) or len(set(core)) == 1 or core.lower() in NO_PASSWORDS:
        return False
    if _A_DATE.fullmatch(core) or _TECHNICAL.fullmatch(core) or (not quoted and "(" in core) or " " in core:
        return False
    if "token" in key or "sleutel" in key:
        return _has_digit(core) and len(core) >= _TOKEN
    if _has_digit(core) or _SPECIAL.search(core):
        return True
    is_a_word_of_the_program = _A_MEMBER.fullmatch(core) or _A_KEY.search(core)
    return not is_a_word_of_the_program and (quoted or sign.startswith("="))


def _is_strong(value: str) -> bool:
    """Letters, digits, and a capital or a sign: words and numbers do not look like this."""
    core = value.rstrip("?")
    kinds = (
        _has_digit(core),
        any(char.islower() for char in core),
        any(char.isupper() for char in core) or _SPECIAL.search(core),
    )
    is_else = _TECHNICAL.fullmatch(core) or _NOT_TYPED.match(core) or "(" in core or "=" in core
    return all(kinds) and len(core) > _FEWEST and not is_else


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
