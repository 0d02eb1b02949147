"""A small book in three languages and four frameworks, numbered by hand: Markdown in `book/` in, books and runs out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tabbook import pandoc
from tabbook.config import Config, Framework, Language
from tabbook.config.sections import Build, Languages, Project
from tabbook.document import Book, Cell, Code, Heading, Node, Outputs, Page, Program, Prose, Tree
from tabbook.document.tree import attributes_of, div, walk
from tabbook.errors import Place

FOLDER = Path(__file__).with_name("book")
FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")
TITLES = {"en": "Little Book", "ja": "小さな本", "ko": "작은 책"}
RIGHTS = {"ja": "2026、著者一同。無断転載を禁じる。"}
PAGES = ("index", "guide/index", "guide/parameters", "guide/hooks", "references")
PARENTS = {
    "guide/index": "index",
    "references": "index",
    "guide/parameters": "guide/index",
    "guide/hooks": "guide/index",
}

PLOT = """<svg xmlns="http://www.w3.org/2000/svg" width="324pt" height="180pt" viewBox="0 0 324 180">
<!-- weights of the first layer --><path d="M40 160h260M40 160V20" stroke="#000"/>
<path d="M60 160v-30h30v30zM95 160v-80h30v80zM130 160v-125h30v125zM165 160v-118h30v118zM200 160v-70h30v70z
M235 160v-26h30v26z"
 fill="#0a6aa8"/><text x="120" y="176" font-size="12">value</text></svg>"""
FRAME = """<style scoped>th {color: red}</style>
<table border="1"><thead><tr><th></th><th>mean</th><th>std</th></tr></thead>
<tbody><tr><th>weight</th><td>0.0125</td><td>0.2881</td></tr></tbody></table><img src="https://example.org/x.png">"""
STATE = """OrderedDict([('weight', tensor([[-0.0427, -0.2939, -0.1894,  0.0220, -0.1709, -0.1522, -0.0334, -0.2263]])),
             ('bias', tensor([0.0887]))])"""
TRACE = ["\x1b[0;31mTypeError\x1b[0m: can't assign a str to a torch.FloatTensor"]


def text(value: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": value}, "metadata": {}, "execution_count": 1}


def outputs_of(name: str, framework: str) -> tuple[dict[str, Any], ...]:
    """What a cell printed, by the name in its `out` attribute."""
    return {
        "": (),
        "shape": (text("(2, 1)"),),
        "number": (text("tensor(0.4711)"),),
        "state": ({"output_type": "stream", "name": "stdout", "text": [f"{framework}:\n", STATE]},),
        "error": ({"output_type": "error", "ename": "TypeError", "evalue": "x", "traceback": TRACE},),
        "table": (
            {"output_type": "display_data", "data": {"text/html": FRAME, "text/plain": "frame"}, "metadata": {}},
        ),
        "plot": (
            {
                "output_type": "display_data",
                "data": {"image/svg+xml": PLOT.replace("value", framework)},
                "metadata": {},
            },
        ),
    }[name]


def config(root: Path) -> Config:
    labels = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "jax": "JAX", "mxnet": "MXNet"}
    return Config(
        root=root,
        project=Project(title=TITLES["en"], copyright="2026, The authors."),
        languages=Languages(source="en", translations=("ja", "ko")),
        build=Build(tabs=FRAMEWORKS),
        language_sections=tuple(
            Language(name=name, title=title, copyright=RIGHTS.get(name, "")) for name, title in TITLES.items()
        ),
        framework_sections=tuple(Framework(name=name, label=label) for name, label in labels.items()),
    )


def read(cache: Path | None = None) -> tuple[dict[str, Book], Outputs]:
    """The book in each language, and the runs of its cells."""
    programs: dict[tuple[str, str, str], Program] = {}
    books = {}
    for language in TITLES:
        found = [path for path in PAGES if (FOLDER / language / f"{path}.md").exists()]
        sources = [(FOLDER / language / f"{path}.md").read_text(encoding="utf-8") for path in found]
        markdown = "markdown" + ("+east_asian_line_breaks" if language == "ja" else "")
        trees = pandoc.parse(sources, language, cache, markdown)
        pages = []
        for path, source, tree in zip(found, sources, trees, strict=True):
            page, cells = page_of(language, path, source, tree)
            pages.append(page)
            named = tuple(name for name in FRAMEWORKS if not cells or any(name in cell[1] for cell in cells))
            for framework in named:
                programs[language, path, framework] = program_of(page, framework, cells)
        books[language] = Book(language, tuple(pages))
    return books, Outputs(programs)


Cells = list[tuple[int, tuple[str, ...], str]]
"""Block, frameworks and output name of each cell."""


def page_of(language: str, path: str, source: str, tree: Tree) -> tuple[Page, Cells]:
    file = f"chapters/{language}/{path}.md"
    blocks: list[Prose | Code] = [Prose(Place(file, 1), source)]
    nodes: list[Node] = []
    cells: Cells = []
    for node in tree.blocks:
        _, classes, pairs = attributes_of(node)
        if node["t"] == "CodeBlock" and "cell" in classes:
            names = tuple(pairs["frameworks"].split())
            cells.append((len(blocks), names, pairs.get("out", "")))
            nodes.append(div([], classes=["cell"], block=str(len(blocks))))
            blocks.append(Code(Place(file, 1), "", node["c"][1], (), names))
        else:
            nodes.append(node)
    headings = tuple(heading_of(node) for node in walk(nodes) if node["t"] == "Header")
    numbers = [int(part) for part in headings[0].number.split(".") if part]
    page = Page(path, file, language, tuple(blocks), PARENTS.get(path), tuple(numbers), Tree(tuple(nodes)), headings)
    return page, cells


def heading_of(node: Node) -> Heading:
    return Heading(node["c"][0], attributes_of(node)[2].get("number", ""), attributes_of(node)[0], tuple(node["c"][2]))


def program_of(page: Page, framework: str, cells: Cells) -> Program:
    own = []
    for block, names, out in cells:
        if framework in names:
            code = page.blocks[block]
            assert isinstance(code, Code)
            own.append(Cell(code.place, code.source, block, outputs=outputs_of(out, framework)))
    return Program(page.path, page.file, page.language, framework, tuple(own), was_run=True)
