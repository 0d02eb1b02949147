"""A folder in, a book of 60 pages in it out, whose groups lack frameworks in every combination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

LABELS = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "jax": "JAX", "mxnet": "MXNet"}
FRAMEWORKS = tuple(LABELS)
SUBSETS = tuple(found for size in range(1, 5) for found in combinations(FRAMEWORKS, size))
CONFIG = f"[build]\ntabs = {', '.join(FRAMEWORKS)}\n[languages]\nsource = en\n"


@dataclass(frozen=True, slots=True)
class LackingPage:
    """A page whose every text in a panel names its group and the frameworks it is for: `[2 jax mxnet]`."""

    name: str
    groups: tuple[tuple[str, ...], ...]
    """The frameworks of each group; those of code and of words take turns."""

    @property
    def frameworks(self) -> tuple[str, ...]:
        """Those the page exists for, which is where it has code."""
        coded = {framework for group in self.groups[::2] for framework in group}
        return tuple(name for name in FRAMEWORKS if name in coded)

    @property
    def source(self) -> str:
        parts = [f"# Page {self.name}\n"]
        for number, group in enumerate(self.groups):
            texts = _words(number, group) if number % 2 else _cells(number, group)
            parts += [*texts, f"What every reader sees after group {number}.\n"]
        return "\n".join(parts)


def _cells(number: int, group: tuple[str, ...]) -> Iterator[str]:
    for name in group:
        yield f"```{{.python .input}}\n%%tab {name}\nprint('[{number} {name}]')\n```\n"


def _words(number: int, group: tuple[str, ...]) -> Iterator[str]:
    """Tab blocks for two frameworks each, with a place that all of them have and a note."""
    for names in (group[:2], group[2:]):
        if names:
            text = f"Words [{number} {' '.join(names)}], and [a place]{{#place-{number}}}.[^{names[0]}{number}]"
            note = f"[^{names[0]}{number}]: A note to group {number}, {names[0]}."
            yield f":begin_tab:`{', '.join(names)}`\n{text}\n\n{note}\n:end_tab:\n"


def pages() -> tuple[LackingPage, ...]:
    """For each set of frameworks: a page that has no others, and three that have groups without some."""
    found = []
    for number, names in enumerate(SUBSETS):
        others = tuple(name for name in FRAMEWORKS if name not in names)
        kinds = (
            (names, names[1:], names[-1:]),
            (FRAMEWORKS, names, names, others),
            (names, others, FRAMEWORKS, names),
            (others, names, FRAMEWORKS[::-1][:2], others, names),
        )
        for kind, groups in enumerate(kinds):
            found.append(LackingPage(f"{number:02}-{kind}", tuple(filter(None, groups))))
    return tuple(found)


def write(root: Path) -> None:
    """Write the book's sources to `root`."""
    folder = root / "chapters" / "en"
    folder.mkdir(parents=True)
    (root / "config.ini").write_text(CONFIG)
    listed = "\n".join(page.name for page in pages())
    (folder / "index.md").write_text(f"# A Book That Lacks\n\n```toc\n{listed}\n```\n")
    for page in pages():
        (folder / f"{page.name}.md").write_text(page.source)
