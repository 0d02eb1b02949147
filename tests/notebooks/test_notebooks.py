"""Notebooks: the prose in Jupyter's Markdown, the cells with their outputs, one file for each page and framework."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from PIL import Image

from cases import check
from tabbook import notebooks, pandoc
from tabbook.config import Config, Framework
from tabbook.config.sections import Build
from tabbook.document import Block, Book, Cell, Code, Outputs, Page, Program, Prose, Tree
from tabbook.errors import Place

HERE = Path(__file__).parent
ENGLISH = "chapters/en/guide/here.md"


def _tree(markdown: str) -> Tree:
    return pandoc.parse([markdown], "en", format_name="markdown")[0]


def _config(root: Path) -> Config:
    labels = {"pytorch": "PyTorch", "jax": "JAX"}
    return Config(
        root=root,
        build=Build(tabs=tuple(labels)),
        framework_sections=tuple(Framework(name=name, label=label) for name, label in labels.items()),
    )


def _page(path: str, markdown: str = "", blocks: tuple[Block, ...] = ()) -> Page:
    return Page(path, f"chapters/en/{path}.md", "en", blocks, tree=_tree(markdown))


def _code(source: str, frameworks: tuple[str, ...] = (), language: str = "python") -> Code:
    return Code(Place(ENGLISH, 1), f"```\n{source}\n```\n", source, (), frameworks, language=language)


def _program(framework: str, cells: Mapping[int, str], path: str = "guide/here") -> Program:
    made = tuple(
        Cell(
            Place(ENGLISH, 1),
            source,
            block,
            outputs=({"output_type": "stream", "name": "stdout", "text": f"{framework}\n"},),
            execution_count=count,
        )
        for count, (block, source) in enumerate(cells.items(), 1)
    )
    return Program(path, f"chapters/en/{path}.md", "en", framework, made, was_run=True)


def _outputs(*programs: Program) -> Outputs:
    return Outputs({program.address: program for program in programs})


def _read(folder: Path, file: str) -> Any:
    notebook = nbformat.read(folder / file, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "dot.svg").write_text("<svg/>")
    return tmp_path


def test_prose_is_written_in_jupyters_markdown(root: Path) -> None:
    """What a page says, a notebook says too, in words that JupyterLab and Colab show alike."""

    def written(before: str) -> str:
        pages = (_page("index"), _page("guide/here", before), _page("guide/there"), _page("other/名"))
        assert notebooks.publish({"en": Book("en", pages)}, Outputs(), _config(root), root / "out") == ()
        cells = _read(root / "out", "en/pytorch/guide/here.ipynb").cells
        return "\n\n".join(cell.source for cell in cells)

    check(HERE / "cases" / "prose.md", written)


PAGE = """
# Title

Shared words.

::: {.cell block=1}
:::

::: {.tab frameworks=pytorch}
About torch.
:::

::: {.tab frameworks=jax}
About jax.
:::

::: {.tab frameworks="pytorch jax"}
About both.
:::

::: {.cell block=3}
:::

### Small

::: {.cell block=4}
:::

## Section

The end.
"""


def _whole_page() -> tuple[Page, Outputs]:
    place = Place(ENGLISH, 1)
    blocks = (
        Prose(place, "words\n"),
        _code("if tab.selected('jax'):\n    x = 1\nx"),
        Prose(place, "words\n"),
        _code("y = 2", ("jax",)),
        _code("ls", ("pytorch", "jax"), "bash"),
    )
    pytorch = _program("pytorch", {1: "x", 4: "%%bash\nls"})
    jax = _program("jax", {1: "x = 1\nx", 3: "y = 2", 4: "%%bash\nls"})
    return _page("guide/here", PAGE, blocks), _outputs(pytorch, jax)


def test_a_notebook_has_the_text_and_cells_of_its_framework_only(root: Path) -> None:
    """Prose runs are one cell, cut at code and at headings down to level 2; code has its outputs and counts."""
    page, outputs = _whole_page()
    notebooks.publish({"en": Book("en", (page,))}, outputs, _config(root), root / "out")
    notebook = _read(root / "out", "en/pytorch/guide/here.ipynb")
    assert [cell.source for cell in notebook.cells] == [
        "# Title\n\nShared words.",
        "x",
        "About torch.\n\nAbout both.\n\n### Small",
        "%%bash\nls",
        "## Section\n\nThe end.",
    ]
    assert notebook.cells[3].outputs[0].text == "pytorch\n"
    assert notebook.cells[3].execution_count == 2
    assert notebook.metadata.kernelspec == {
        "name": "tabbook-pytorch",
        "display_name": "PyTorch (tabbook)",
        "language": "python",
    }
    jax = _read(root / "out", "en/jax/guide/here.ipynb")
    assert [cell.source for cell in jax.cells if cell.cell_type == "code"] == ["x = 1\nx", "y = 2", "%%bash\nls"]


def test_the_notebook_of_all_frameworks_holds_every_cell_under_its_tab(root: Path) -> None:
    """It begins with the selector, the default first; text for some frameworks is quoted under their names."""
    page, outputs = _whole_page()
    notebooks.publish({"en": Book("en", (page,))}, outputs, _config(root), root / "out")
    notebook = _read(root / "out", "en/all/guide/here.ipynb")
    assert [cell.source for cell in notebook.cells] == [
        "%load_ext d2lbook.tab\n"
        "tab.select_tab.__defaults__ = ('pytorch',)  # the framework of this kernel\n"
        "tab.interact_select(['pytorch', 'jax'])",
        "# Title\n\nShared words.",
        "%%tab all\nif tab.selected('jax'):\n    x = 1\nx",
        "> **PyTorch**\n>\n> About torch.\n\n> **JAX**\n>\n> About jax.\n\nAbout both.",
        "%%tab jax\ny = 2",
        "### Small",
        "%%tab pytorch, jax\n%%bash\nls",
        "## Section\n\nThe end.",
    ]
    assert [cell.outputs[0].text for cell in notebook.cells if cell.get("outputs")] == [
        "pytorch\n",
        "jax\n",
        "pytorch\n",
    ]
    assert notebook.metadata.kernelspec.name == "tabbook-pytorch"


def test_a_page_has_notebooks_for_its_own_frameworks_only(root: Path) -> None:
    """No notebook is made for a framework a page lacks, and links to it there are plain text."""
    here = _page("guide/here", "::: {.cell block=0}\n:::", (_code("x", ("jax",)),))
    index = _page("index", "[Here](page:guide/here)")
    book = Book("en", (index, here))
    outputs = _outputs(_program("pytorch", {}, "index"), _program("jax", {}, "index"), _program("jax", {0: "x"}))
    notebooks.publish({"en": book}, outputs, _config(root), root / "out")
    files = sorted(path.relative_to(root / "out").as_posix() for path in (root / "out").rglob("*.ipynb"))
    assert files == [
        "en/all/guide/here.ipynb",
        "en/all/index.ipynb",
        "en/jax/guide/here.ipynb",
        "en/jax/index.ipynb",
        "en/pytorch/index.ipynb",
    ]
    assert _read(root / "out", "en/pytorch/index.ipynb").cells[0].source == "Here"
    assert _read(root / "out", "en/all/index.ipynb").cells[0].source == "[Here](guide/here.ipynb)"
    assert _read(root / "out", "en/all/guide/here.ipynb").metadata.kernelspec.name == "tabbook-jax"


def test_a_book_without_frameworks_has_one_notebook_a_page(root: Path) -> None:
    """Where there is nothing to choose, no notebook of all frameworks is made."""
    page = _page("guide/here", "::: {.cell block=0}\n:::", (_code("x"),))
    notebooks.publish(
        {"en": Book("en", (page,))}, _outputs(_program("python", {0: "x"})), Config(root=root), root / "out"
    )
    assert [path.parent.parent.name for path in (root / "out").rglob("*.ipynb")] == ["python"]


def test_a_picture_that_is_not_there_is_reported_once(root: Path) -> None:
    """A missing picture, or one outside the book, is a Problem with its line; the words of it stay."""
    markdown = "![Dot](static/no.svg)"
    page = _page("guide/here", markdown, (Prose(Place(ENGLISH, 1), "a\n\n![Dot](../../../static/no.svg)\n"),))
    problems = notebooks.publish({"en": Book("en", (page,))}, Outputs(), _config(root), root / "out")
    assert [str(problem) for problem in problems] == [
        f"{ENGLISH}:3: there is no picture `static/no.svg`; "
        "add it, as SVG, PNG, JPEG, GIF or WebP, or mend the path [B01]"
    ]


WHITE = (255, 255, 255, 255)
DISK = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="15"><circle r="5"/>%s</svg>'


def _publish_drawing(root: Path, inside: str, was_run: bool = True) -> None:
    """A book of one page, whose cell draws a disk with `inside` in it."""
    page = _page("guide/here", "::: {.cell block=0}\n:::", (_code("x"),))
    drawn = {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": DISK % inside, "text/plain": "-"}}
    program = _program("jax", {0: "x"})
    program = replace(program, was_run=was_run, cells=(replace(program.cells[0], outputs=(drawn,) * was_run),))
    notebooks.publish({"en": Book("en", (page,))}, _outputs(program), _config(root), root / "out")


@pytest.mark.parametrize(("inside", "is_drawn"), [("", True), ("<foreignObject/>", False), ("<g>", False)])
def test_an_svg_comes_with_a_png(root: Path, inside: str, is_drawn: bool) -> None:
    """JupyterLab shows no SVG of a notebook that was not run there; what cannot be drawn whole stays as it is."""
    _publish_drawing(root, inside)
    output = _read(root / "out", "en/jax/guide/here.ipynb").cells[0].outputs[0]
    assert output.data["image/svg+xml"] == DISK % inside
    assert output.metadata == ({"image/png": {"width": 30, "height": 15}} if is_drawn else {})
    assert ("image/png" in output.data) is is_drawn
    if is_drawn:
        picture = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
        assert (picture.size, picture.getpixel((0, 0)), picture.getpixel((40, 20))) == ((45, 23), (0, 0, 0, 255), WHITE)


def test_pngs_that_no_notebook_shows_go(root: Path) -> None:
    """But not while a page waits for its run, which may show them again; those that are shown are not drawn anew."""

    def kept() -> dict[str, int]:
        return {file.name: file.stat().st_mtime_ns for file in (_config(root).build_folder / "drawings").iterdir()}

    _publish_drawing(root, "")
    first = kept()
    assert len(first) == 1
    _publish_drawing(root, "", was_run=False)
    assert kept() == first
    _publish_drawing(root, "")
    assert kept() == first
    _publish_drawing(root, "<g/>")
    assert len(kept()) == 1
    assert kept().keys().isdisjoint(first)


def test_publishing_again_changes_nothing(root: Path) -> None:
    """The same book gives the same bytes, right files are left alone, notebooks of pages that are gone go."""
    page, outputs = _whole_page()
    book = Book("en", (page, _page("old/gone", "Words.")))
    out = root / "out"
    notebooks.publish({"en": book}, outputs, _config(root), out)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.rglob("*.ipynb")}
    notebooks.publish({"en": book}, outputs, _config(root), out)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.rglob("*.ipynb")} == before
    notebooks.publish({"en": Book("en", (page,))}, outputs, _config(root), out)
    assert not list(out.rglob("gone.ipynb"))
    assert not (out / "en" / "pytorch" / "old").exists()


def test_when_something_fails_the_earlier_notebooks_stay(root: Path) -> None:
    """Nothing is put in place before everything was made."""
    page, outputs = _whole_page()
    out = root / "out"
    notebooks.publish({"en": Book("en", (page,))}, outputs, _config(root), out)
    before = {path: path.read_bytes() for path in out.rglob("*.ipynb")}
    broken = Page("x", "x.md", "en", (), tree=Tree(({"t": "NoSuchNode", "c": []},)))
    changed = _page("guide/here", "Other words.")
    books = {"en": Book("en", (changed,)), "ja": Book("ja", (broken,))}
    with pytest.raises(pandoc.PandocError):
        notebooks.publish(books, outputs, _config(root), out)
    assert {path: path.read_bytes() for path in out.rglob("*.ipynb")} == before


def test_cell_ids_are_stable_and_different(root: Path) -> None:
    """Two equal cells of a notebook have different ids, and the ids do not change from build to build."""
    page = _page("guide/here", "::: {.cell block=0}\n:::\n\n::: {.cell block=1}\n:::", (_code("x"), _code("x")))
    outputs = _outputs(_program("jax", {0: "x", 1: "x"}))
    notebooks.publish({"en": Book("en", (page,))}, outputs, _config(root), root / "out")
    notebook = json.loads((root / "out" / "en" / "jax" / "guide" / "here.ipynb").read_text())
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == 2
