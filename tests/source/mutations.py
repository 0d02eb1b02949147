"""Real pages and a seed in, damaged pages out: what editors, tools and translators do to a file, and worse."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FRAMEWORKS = ("pytorch", "mxnet", "jax", "tensorflow")

FRAGMENTS = (
    # fences, tab lines
    *("```", "````", "~~~", "```{.python .input}", "{.python .input}", "```toc", "```bash", "   ```", "- ```"),
    *("```eval_rst", "```{.json .output}", "```{.bash .input}", "```{.python .input}\n#@tab all\nx = 1\n```\n"),
    *(":begin_tab:`jax`", ":begin_tab:`all`", ":begin_tab:", ":end_tab:", "  :end_tab:"),
    # what stands in cells
    *("%%tab jax, mxnet", "#@tab all", "#@tab", "#@tab nobody", "%load_ext d2lbook.tab", "#required_libs('a', \"b\")"),
    *("if tab.selected('jax'):", "elif tab.selected('mxnet'):", "else:", "if not tab.selected('jax') and x:"),
    *("%matplotlib inline", "!ls", "x = '''", '"""', "def f(", "    y = 1", "\tz = 2", "    pass", "%%time"),
    *("x = 1  #@tab jax", "if d2l.USE_JAX:"),
    # what stands in prose
    *("$", "$$", "$$a$$", "$x$", "\\text{", "\\", "`", "``", ":ref:`a`", ":eqref:``b``", ": cite:`c`", ":nonsense:`d`"),
    *(":ref:` `", ":label:`e`", ":eqlabel:`f`", ":width:`60%`", "<!--", "-->", "<!-- translated-from: 0 -->"),
    *("[**", "**]", "(**", "**)", "[~~", "~~]", "(~~", "~~)", "[**a**](b.md)", "（**", "https732293614"),
    *("# Title", "- item", "    code", "| a | b |", "1. one", "> quote", "![](x.svg)"),
    # characters
    *("\f", "\b", "\r", "\r\n", "\x00", "\x85", "\u2028", "\ufeff", "\ud800", "は、", "는", "é", "𝒙", "\t", " ", "  "),
)


def pages() -> list[str]:
    """The pages of the conformance cases and of the book in this repository."""
    files = [*sorted(HERE.glob("conformance/*/input.md")), *sorted(ROOT.glob("chapters/**/*.md"))]
    return [file.read_bytes().decode("utf-8") for file in files]


def mutated(count: int, seed: int) -> Iterator[str]:
    """`count` pieces of pages, each changed in one to six ways."""
    chance = random.Random(seed)
    originals = [page.splitlines(keepends=True) for page in pages()]
    for _ in range(count):
        lines = chance.choice(originals)
        start = chance.randrange(max(1, len(lines) - 10))
        page = lines[start : start + chance.randrange(10, 80)]
        for _ in range(chance.randrange(1, 7)):
            page = chance.choice(CHANGES)(page, chance)
        yield "".join(page)


Change = Callable[[list[str], random.Random], list[str]]


def _drop_lines(page: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(page) + 1)
    return page[:at] + page[at + chance.randrange(1, 4) :]


def _repeat_lines(page: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(page) + 1)
    return page[:at] + page[at : at + 3] * 2 + page[at + 3 :]


def _shuffle_lines(page: list[str], chance: random.Random) -> list[str]:
    return chance.sample(page, len(page))


def _insert_line(page: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(page) + 1)
    return [*page[:at], chance.choice(FRAGMENTS) + chance.choice(("\n", "\n", "\n\n", "\r\n", "")), *page[at:]]


def _insert_fragment(page: list[str], chance: random.Random) -> list[str]:
    text = "".join(page)
    at = chance.randrange(len(text) + 1)
    return (text[:at] + chance.choice(FRAGMENTS) + text[at:]).splitlines(keepends=True)


def _drop_characters(page: list[str], chance: random.Random) -> list[str]:
    text = "".join(page)
    at = chance.randrange(len(text) + 1)
    return (text[:at] + text[at + chance.randrange(1, 20) :]).splitlines(keepends=True)


def _indent_lines(page: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(page) + 1)
    return [*page[:at], *(" " * chance.randrange(1, 6) + line for line in page[at : at + 4]), *page[at + 4 :]]


def _cut(page: list[str], chance: random.Random) -> list[str]:
    text = "".join(page)
    return text[: chance.randrange(len(text) * 3 // 4, len(text) + 1)].splitlines(keepends=True)


CHANGES: tuple[Change, ...] = (
    _drop_lines,
    _repeat_lines,
    _shuffle_lines,
    _insert_line,
    _insert_line,
    _insert_fragment,
    _insert_fragment,
    _drop_characters,
    _indent_lines,
    _cut,
)
