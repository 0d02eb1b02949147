"""The real book: every page in three languages and four frameworks, run again and compared."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from conftest import REPOSITORY, BuiltBook, tabbook
from tabbook import kernels, source
from tabbook.document import Code, Formula, Mark, Page, Prose, Role

LANGUAGES = ("en", "ja", "ko")
FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")


@pytest.fixture(scope="module")
def pages(built_book: BuiltBook) -> list[str]:
    """The pages that have cells, in book order."""
    english = source.read(built_book.config, "en").pages
    return [page.path for page in english if any(isinstance(block, Code) for block in page.blocks)]


def printed(notebook: nbformat.NotebookNode) -> list[str]:
    """What each cell shows as text; what libraries log to stderr is no part of it."""
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts = [output.text for output in cell.outputs if output.get("name") == "stdout"]
            texts += [output.data.get("text/plain", "") for output in cell.outputs if "data" in output]
            shown.append("".join(texts))
    return shown


def rerun(files: list[Path], jupyter_path: Path, folder: Path) -> list[nbformat.NotebookNode]:
    """The notebooks after a run from top to bottom, as a reader's own Jupyter runs them: each alone in a folder."""
    copies = [folder / "-".join(file.parts[-4:]) / file.name for file in files]
    for file, copy in zip(files, copies, strict=True):
        copy.parent.mkdir()
        shutil.copy(file, copy)
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", *map(str, copies)]
    # Jupyter's own client waits for ever for a reply that came just when it sent what a widget was to show.
    command.append("--AsyncKernelManager.client_class=tabbook.execute.channels.HearingClient")
    environment = os.environ | {"JUPYTER_PATH": str(jupyter_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=800, check=False)
    assert done.returncode == 0, done.stderr
    return [nbformat.read(copy, as_version=4) for copy in copies]


def test_a_second_build_runs_no_cell(built_book: BuiltBook) -> None:
    """Nothing changed, so nothing runs, and the build says so."""
    again = tabbook(REPOSITORY, "build")
    assert (again.returncode, again.stderr) == (0, "")
    assert "ran 0 cells in 0 programs" in again.stdout


@pytest.mark.timeout(1800)
def test_every_notebook_runs_again_and_prints_the_same(built_book: BuiltBook, pages: list[str], tmp_path: Path) -> None:
    """Each English notebook runs alone from its own file without error, with the same text outputs."""
    folder = kernels.jupyter_path(built_book.config)
    lists = [[built_book.notebooks / "en" / framework / f"{page}.ipynb" for page in pages] for framework in FRAMEWORKS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for files, notebooks in zip(lists, pool.map(lambda files: rerun(files, folder, tmp_path), lists), strict=True):
            for file, notebook in zip(files, notebooks, strict=True):
                assert printed(notebook) == printed(nbformat.read(file, as_version=4)), file


@pytest.mark.timeout(900)
def test_the_notebooks_of_all_frameworks_run(built_book: BuiltBook, pages: list[str], tmp_path: Path) -> None:
    """A notebook that holds every framework runs in the default one, its selector cell included."""
    folder = kernels.jupyter_path(built_book.config)
    files = [built_book.notebooks / "ja" / "all" / f"{page}.ipynb" for page in pages]
    for page, notebook in zip(pages, rerun(files, folder, tmp_path), strict=True):
        own = nbformat.read(built_book.notebooks / "ja" / "pytorch" / f"{page}.ipynb", as_version=4)
        shown = [text for text in printed(notebook) if text]
        assert "interact_select" in notebook.cells[0].source
        assert set(filter(None, printed(own))) <= set(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mark_of_the_dialect_is_left(built_book: BuiltBook, language: str) -> None:
    """Readers see no raw role, label, tab line or slide mark, neither on a page nor in a notebook."""
    raw = re.compile(
        r":(numref|ref|eqref|cite|citet|label|eqlabel|width|begin_tab|end_tab|bibliography):|\[\*\*|\(\*\*"
    )
    for page in (built_book.site / language).rglob("*.html"):
        text = re.sub(r"(?s)<pre\b.*?</pre>|<[^>]+>", "", page.read_text(encoding="utf-8"))
        assert raw.search(text) is None, page
    for file in (built_book.notebooks / language).rglob("*.ipynb"):
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                assert raw.search(re.sub(r"data:[^)]*|`[^`]*`", "", cell.source)) is None, (file, cell.source)


def pages_of(book: BuiltBook) -> Iterator[tuple[Page, Page]]:
    """Each translated page with its English one."""
    english = source.read(book.config, "en")
    for language in ("ja", "ko"):
        translated = source.read(book.config, language)
        for page, original in zip(translated.pages, english.pages, strict=True):
            assert page.path == original.path
            yield page, original


def without_words(code: str) -> str:
    """The syntax tree of `code` with every string a reader may see replaced."""
    tree = ast.parse(re.sub(r"^%.*$", "pass", code, flags=re.MULTILINE))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = "…"
    return ast.dump(tree)


def test_translations_are_of_the_present_english(built_book: BuiltBook) -> None:
    """The first line of each translated page names the English file as it is now."""
    for page, original in pages_of(built_book):
        blob = subprocess.run(
            ["git", "hash-object", original.file], cwd=REPOSITORY, capture_output=True, text=True, check=True
        ).stdout.strip()
        assert page.text.startswith(f"<!-- translated-from: {blob} -->\n"), page.file


def test_translations_keep_code_labels_and_formulas(built_book: BuiltBook) -> None:
    """A translated page has the English code but for comments and strings, and the same labels, roles and formulas."""
    for page, original in pages_of(built_book):
        mine, theirs = ([block for block in side.blocks if isinstance(block, Code)] for side in (page, original))
        assert [without_words(block.source) for block in mine] == [without_words(block.source) for block in theirs]
        for kind, names in ((Mark, ("name", "value")), (Role, ("name", "value")), (Formula, ("label", "is_display"))):
            lists = [
                [
                    tuple(getattr(piece, name) for name in names)
                    for block in side.blocks
                    if isinstance(block, Prose)
                    for piece in block.pieces
                    if isinstance(piece, kind)
                ]
                for side in (page, original)
            ]
            assert sorted(lists[0]) == sorted(lists[1]), page.file
