"""docs/words.md has the sentences of the code, and nothing that only machines read."""

from pathlib import Path

from tests.overview.words import PAGE, page

SOURCE = '''
"""The answer to a sample. Not read by people."""

from desk.errors import DeskError

log = structlog.get_logger()
EVENT = "sample.event"


class NoSample(DeskError):
    """There is no sample,
    so nothing was done."""


class Sample:
    """What a developer reads."""

    kind: Literal["sample kind"] = "sample kind"

    def answer(self, sample: "Any of them") -> str:
        """What a developer reads, too."""
        log.info("sample answered", why="not for people")
        if sample == "what is compared":
            raise TypeError("A mistake in our code.")
        if not sample:
            raise ValueError("is not a sample")
        return f"{'One' if sample.first else 'Last'} of {count(sample.number)}, by {sample.author.name}.\\nThanks!"

    def draw(self):
        return [button("Confirm", value="confirm"), {"Authorization": f"Bearer {token}"}]

    def store(self):
        return "select one, other from samples where id = :id"


@cli.command
def sample() -> None:
    """Print one sample."""
'''


def written(root: Path, folder: str) -> list[str]:
    (root / folder).mkdir(parents=True)
    (root / folder.partition("/")[0] / "__init__.py").touch()
    (root / folder / "sample.py").write_text(SOURCE.strip(), "utf-8")
    return page(root).splitlines()


def test_the_page_has_the_sentences_of_the_code() -> None:
    """After a change of a sentence: `make words`."""
    assert PAGE.read_text("utf-8") == page()


def test_the_page_has_what_people_read_and_nothing_else(tmp_path: Path) -> None:
    lines = written(tmp_path, "desk")
    assert "### The answer to a sample" in lines
    assert [line for line in lines if line.startswith("- ")] == [
        "- There is no sample, so nothing was done.",
        "- is not a sample",
        "- {One|Last} of {number}, by {author}. ⏎ Thanks!",
        "- Print one sample.",
    ]


def test_a_label_of_one_word_is_read_where_something_is_drawn(tmp_path: Path) -> None:
    assert "- Confirm" in written(tmp_path, "handlers/views")


def test_a_sentence_is_listed_once_with_every_module_that_says_it(tmp_path: Path) -> None:
    written(tmp_path, "zendesk")
    lines = written(tmp_path, "desk")
    assert "- is not a sample (also `zendesk/sample.py`)" in lines
    assert "- is not a sample" not in lines
