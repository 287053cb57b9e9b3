"""docs/words.md: every sentence that people read, by surface, so that a reviewer reads them in one go (`make words`).

They are found in the source by their place and their form. A sentence that the page does not have is put together
from pieces at run time.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "words.md"
NOT_OURS = {"sandbox", "tests"}
PARTS = {
    "handlers": "Slack",
    "desk": "The desk: errors, reasons, messages",
    "zendesk": "Zendesk's answers in our words",
    "storage": "The database",
    "work": "The engine",
    "bot": "The terminal and the browser",
}
"""In the order of the page; a folder that is missing here comes last, under its own name."""

HEAD = """\
# The words people read

Every sentence and label of the product, by the module that says it, in the order of its source. Written by
`make words`; a test holds it to the code. `{name}` stands for what is filled in, `{one|other}` for one of two words, ⏎
for a new line. Short words that are stored (steps, states) look like labels and are here too; they are never changed.
"""

_FORMULA = re.compile(
    r"\s=\s*:\w|\bis (?:not )?null\b|\bselect\b.*\bfrom\b"  # SQL
    r"|\b(?:create|alter) (?:table|index)\b|\bupdate \w+ set\b"
    r"|^[\w\s]{80,}$"  # a list of words
    r"|\\[bdsw]|\(\?"  # regular expressions
    r"|^\w+:\S+ \w+:\S|^[\w-]+-src |^\w+/\w+; ",  # a search in Zendesk, security policies, types of content
    re.IGNORECASE | re.DOTALL,
)
_WORDS = re.compile(r"[^\W\d_]+['.,:;!?…”*)]*\s+[“*(`{]*[^\W\d_]+")
_HEADER = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)*")
_TAGS = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
_EMPTY_NAMES = {"value", "name", "id"}
_LABEL = re.compile(r"[A-Z][a-z]+(?:-[a-z]+)*[.!?…]?")


@dataclass(frozen=True)
class Module:
    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.as_posix()

    @property
    def surface(self) -> str:
        """What its docstring says that it is, up to the first stop."""
        first = (ast.get_docstring(self.tree) or self.path.stem).split("\n")[0]
        return re.split(r"[.:;](?:\s|$)", first)[0]


def modules(root: Path = ROOT) -> list[Module]:
    tops = sorted(top.name for top in root.iterdir() if (top / "__init__.py").is_file() and top.name not in NOT_OURS)
    order = [*(top for top in PARTS if top in tops), *(top for top in tops if top not in PARTS)]
    return [
        Module(file.relative_to(root), ast.parse(file.read_text("utf-8")))
        for top in order
        for file in sorted((root / top).rglob("*.py"), key=lambda file: (file.parent, file.name))
    ]


def errors_of(found: Iterable[Module]) -> frozenset[str]:
    """The names of the desk's errors, whose docstrings are the sentences that people read."""
    classes = [node for module in found for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    known = {"DeskError"}
    while more := {c.name for c in classes if known & {ast.unparse(base) for base in c.bases}} - known:
        known |= more
    return frozenset(known)


class Sentences(ast.NodeVisitor):
    """Collects what people read in one module; `said` is in the order of the source."""

    def __init__(self, errors: frozenset[str], *, labels: bool) -> None:
        self.said: list[str] = []
        self._errors = errors
        self._labels = labels

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._take(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._take("".join(_piece(value) for value in node.values))
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if node.name in self._errors:
            self._take(_unwrapped(node))
        labels, self._labels = self._labels, self._labels or any("Enum" in ast.unparse(base) for base in node.bases)
        self._visit_all(node.body)
        self._labels = labels

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        is_command = any(re.search(r"\.command\b", ast.unparse(each)) for each in node.decorator_list)
        if is_command:
            self._take(_unwrapped(node))
            self._visit_all(each for each in ast.walk(node.args) if isinstance(each, ast.keyword))
        self._visit_all([default for default in (*node.args.defaults, *node.args.kw_defaults) if default])
        self._visit_all(node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A string that stands alone is documentation."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = ast.unparse(node.func)
        if called.startswith(("log.", "re.", "cast")) or called.endswith(".execute"):
            return
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg != "style":
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        """A built-in error is for developers; only a wrong value is told to whoever set it."""
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = raised.id if isinstance(raised, ast.Name) else ""
        if name == "ValueError" or not hasattr(builtins, name):
            self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if not (isinstance(key, ast.Constant) and _HEADER.fullmatch(str(key.value))):
                self.visit(value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The value of a literal type marks what is stored or sent."""
        if node.value and "Literal" not in ast.unparse(node.annotation):
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What is compared is an id, or a word of a machine."""

    def visit_match_case(self, node: ast.match_case) -> None:
        self._visit_all(node.body)

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _take(self, text: str) -> None:
        if "</" in text:
            text = _TAGS.sub("", text)
        text = re.sub(r"\s*\n\s*", "\n", text.strip())
        if self._is_read(text) and text not in self.said:
            self.said.append(text)

    def _is_read(self, text: str) -> bool:
        if _LABEL.fullmatch(text):
            return self._labels
        return bool(_WORDS.search(text)) and not _FORMULA.search(text)


def _unwrapped(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Its docstring, with one line for each paragraph."""
    return "\n".join(" ".join(each.split()) for each in (ast.get_docstring(node) or "").split("\n\n"))


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{_filled_in(part.value)}}}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def _filled_in(node: ast.expr) -> str:
    """A short name for what is filled in."""
    match node:
        case ast.IfExp(body=ast.Constant(value=one), orelse=ast.Constant(value=other)):
            return f"{one!s}|{other!s}"
        case ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Attribute(attr=name) if name not in _EMPTY_NAMES:
            return name.strip("_").lower()
    inner = _part(node)
    return _filled_in(inner) if inner else "…"


def _part(node: ast.expr) -> ast.expr | None:
    """What an expression is made from first."""
    match node:
        case ast.Call(args=[first, *_]) if not isinstance(first, ast.Constant | ast.GeneratorExp):
            return first
        case ast.Call(func=ast.Attribute(value=first)) if not isinstance(first, ast.Constant):
            return first
        case ast.Attribute(value=first) | ast.BoolOp(values=[first, *_]) | ast.BinOp(left=first):
            return first
        case ast.Subscript(value=first) | ast.IfExp(body=first):
            return first
    return None


def sentences(found: list[Module]) -> Mapping[str, list[Module]]:
    """Each sentence with the modules that say it."""
    errors = errors_of(found)
    said: dict[str, list[Module]] = {}
    for module in found:
        visitor = Sentences(errors, labels="views" in module.path.parts)
        visitor.visit(module.tree)
        for text in visitor.said:
            said.setdefault(text, []).append(module)
    return said


def page(root: Path = ROOT) -> str:
    return "\n".join(_lines(modules(root)))


def _lines(found: list[Module]) -> Iterator[str]:
    yield HEAD
    part = ""
    said = sentences(found)
    for module in found:
        ours = {text: sayers for text, sayers in said.items() if sayers[0] is module}
        if not ours:
            continue
        if module.path.parts[0] != part:
            part = module.path.parts[0]
            yield f"## {PARTS.get(part, part)}\n"
        yield f"### {module.surface}\n\n`{module.name}`\n"
        for text, sayers in ours.items():
            others = ", ".join(f"`{other.name}`" for other in sayers[1:])
            yield f"- {_shown(text)}{f' (also {others})' if others else ''}"
        yield ""


def _shown(text: str) -> str:
    return text.replace("<", r"\<").replace("\n", " ⏎ ")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
