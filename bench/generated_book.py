"""A folder and a number of pages in; a book of that size in the folder out, the same letters each time.

    python bench/generated_book.py FOLDER [--pages 192] [--languages 1]

Its pages have the size of those of a large textbook: about 14 cells for each of four frameworks, 1,500 words,
37 formulas in a line and 4 on display, 7 headings, 5 references with a number, 3 citations, a picture and 4 tab blocks.
There are 8 sets of cells only, so that running the whole book takes no longer than running 8 pages.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")
PAGES_IN_CHAPTER = 8
CODE_SETS = 8
WORKS = 40
IMPORTS = {
    "pytorch": "import torch",
    "tensorflow": "import tensorflow as tf",
    "jax": "from jax import numpy as jnp",
    "mxnet": "from mxnet import np",
}
RANGES = {"pytorch": "torch.arange({0}.0)", "tensorflow": "tf.range({0}.0)", "jax": "jnp.arange({0}.0)"}
RANGES |= {"mxnet": "np.arange({0})"}
FORMULAS = (
    r"x_{%d}",
    r"\mathbf{w}^\top \mathbf{x} + %d",
    r"\frac{1}{%d}",
    r"\sqrt{%d}",
    r"\theta_{%d}",
    r"p(y \mid %d)",
)
DISPLAYED = (
    r"\hat{y} = \sum_{i=1}^{%d} w_i x_i + b",
    r"\nabla_\theta L(\theta) = \frac{1}{%d} \sum_i (\hat{y}_i - y_i) \mathbf{x}_i",
    r"\begin{aligned} a &= %d b, \\ c &= a + b \end{aligned}",
    r"\sigma^2 = \mathbb{E}[(X - \mu_{%d})^2]",
)
PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" width="320" height="120">\
<rect width="320" height="120" fill="#f4f1ea"/><circle cx="{0}" cy="60" r="40" fill="none" stroke="#0b5a94"/>\
<path d="M20 100 L300 {0}" stroke="#a3231b"/></svg>
"""

ENGLISH = """
the model reads each batch and keeps what a layer has learned of it while small steps change weights slowly until
error falls again because noise in data hides structure that larger networks find with less effort though memory
remains a cost for every gradient we compute by hand or machine in order to compare two ways
"""
JAPANESE = "モデル は 重み を 少しずつ 変え 勾配 が 小さく なる まで 学習 する 層 の 出力 データ から 誤差 に"
KOREAN = "모델은 가중치를 조금씩 바꾸며 기울기가 작아질 때까지 학습하고 층의 출력과 오차를 비교합니다"


@dataclass(frozen=True, slots=True)
class Voice:
    """How a language writes."""

    words: tuple[str, ...]
    between: str
    """What stands between two words."""
    end: str
    """What ends a sentence, and what follows it."""
    part: str
    """What a heading begins with."""


VOICES = {
    "en": Voice(
        tuple(ENGLISH.split()),
        " ",
        ". ",
        "On",
    ),
    "ja": Voice(
        tuple(JAPANESE.split()),
        "",
        "。",
        "主題",
    ),
    "ko": Voice(
        tuple(KOREAN.split()),
        " ",
        ". ",
        "주제",
    ),
}


def write(folder: Path, pages: int = 192, languages: int = 1) -> None:
    """Write the book's sources into `folder`."""
    names = tuple(VOICES)[:languages]
    files = {"config.ini": _config(names), "chapters/refs.bib": "\n".join(map(_work, range(WORKS)))}
    files |= {f"static/figure-{page}.svg": PICTURE.format(40 + page % 200) for page in range(pages)}
    for name in names:
        files |= {f"chapters/{name}/{path}.md": text for path, text in _pages(name, pages)}
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _config(names: Sequence[str]) -> str:
    return (
        "[project]\nname = generated\ntitle = A Generated Book\nauthor = Nobody\n"
        f"[build]\nnotebooks = *.md */*.md\ntabs = {', '.join(FRAMEWORKS)}\nresources = static/\n"
        f"[languages]\nsource = {names[0]}\ntranslations = {', '.join(names[1:])}\n"
        "[pdf]\nbibfile = chapters/refs.bib\n"
    )


def _work(number: int) -> str:
    return (
        f"@article{{work{number},\n  author = {{Author{number}, Ann and Other{number}, Bob}},\n"
        f"  title = {{On Subject {number}}},\n  journal = {{Journal of Subjects}},\n  year = {{{1980 + number}}}\n}}\n"
    )


def _pages(language: str, pages: int) -> Iterator[tuple[str, str]]:
    """Path and text of the index, of each chapter's index and of each page; `pages` in all."""
    voice = VOICES[language]
    chapters = max(1, (pages - 1) // (PAGES_IN_CHAPTER + 1))
    names = [f"chapter-{number:02}" for number in range(chapters)]
    listed = "\n".join(f"{name}/index" for name in names)
    yield (
        "index",
        f"# {voice.part} 0\n\n{_sentences(random.Random(language), voice, 5)}\n\n```toc\n:numbered:\n\n{listed}\n```\n",
    )
    left = pages - 1 - chapters
    first = 0
    for index, name in enumerate(names):
        count = left // chapters + (index < left % chapters)
        listed = "\n".join(f"page-{number:03}" for number in range(first, first + count))
        title = f"# {voice.part} {name}\n:label:`sec_{name}`\n"
        yield f"{name}/index", f"{title}\n{_sentences(random.Random(name), voice, 5)}\n\n```toc\n{listed}\n```\n"
        for number in range(first, first + count):
            yield f"{name}/page-{number:03}", _page(number, left, voice)
        first += count


def _page(number: int, pages: int, voice: Voice) -> str:
    """One page: a title, six sections, and what the first lines of this file count."""
    chance = random.Random(number)
    formulas = iter(range(37))
    parts = [f"# {voice.part} {number}\n:label:`sec_page-{number}`\n"]
    for section in range(6):
        parts.append(f"## {voice.part} {number}, {section + 1}\n:label:`sec_page-{number}-{section}`\n")
        parts += [_paragraph(chance, voice, formulas) for _ in range(3)]
        parts += [_cells(number, cell) for cell in range(section * 14 // 6, (section + 1) * 14 // 6)]
        if section < 4:
            label = f":eqlabel:`eq_{number}-{section}`"
            parts.append(f"$${DISPLAYED[section] % (number + 2)}$$\n{label}\n")
            name = FRAMEWORKS[section]
            parts.append(f":begin_tab:`{name}`\n\n{_sentences(chance, voice, 3)}\n\n:end_tab:\n")
        parts.append(_mentions(chance, number, section, pages))
    return "\n".join(parts)


def _mentions(chance: random.Random, number: int, section: int, pages: int) -> str:
    """The picture, the citations and the references of a section."""
    if section == 0:
        return f"![{number}](../../../static/figure-{number}.svg)\n:label:`fig_{number}`\n"
    other = chance.randrange(pages)
    cited = f" :cite:`work{chance.randrange(WORKS)}`" if section < 4 else ""
    return f":numref:`sec_page-{other}-{section}`, :eqref:`eq_{number}-{section % 4}`{cited}\n"


def _paragraph(chance: random.Random, voice: Voice, formulas: Iterator[int]) -> str:
    """About 70 words, with two or three of the page's formulas among them."""
    taken = [next(formulas, None) for _ in range(2 + chance.randrange(2))]
    shown = "".join(f" ${FORMULAS[at % len(FORMULAS)] % (at + 2)}$" for at in taken if at is not None)
    return f"{_sentences(chance, voice, 3)}{shown}{voice.end.strip()} {_sentences(chance, voice, 3)}\n"


def _sentences(chance: random.Random, voice: Voice, count: int) -> str:
    sentences = ([chance.choice(voice.words) for _ in range(12)] for _ in range(count))
    return "".join(voice.between.join(words) + voice.end for words in sentences).strip()


def _cells(number: int, cell: int) -> str:
    """The same step in each framework; the cells of a page are those of every eighth page."""
    size = 3 + (number % CODE_SETS) + cell
    parts = []
    for name in FRAMEWORKS:
        first = f"{IMPORTS[name]}\n\n" if cell == 0 else ""
        code = f"values_{cell} = {RANGES[name].format(size)}\nvalues_{cell} * 2 + {cell}"
        parts.append(f"```{{.python .input}}\n%%tab {name}\n{first}{code}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=192)
    parser.add_argument("--languages", type=int, default=1, choices=range(1, len(VOICES) + 1))
    given = parser.parse_args()
    write(given.folder, given.pages, given.languages)
