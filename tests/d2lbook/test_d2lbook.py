"""A folder made for d2lbook in, `_build` as d2lbook fills it out."""

from __future__ import annotations

import json
import re
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from conftest import REPOSITORY
from d2lbook.little_book import PAGE, SETTINGS, d2lbook, refusal, run_here, write

WARNINGS = """\
warning: config.ini:12: `sphinx_configs` of [build] is not used; no Sphinx is used; style sheets and scripts go into \
`include_css` and `include_js` of [html] [C03]
warning: config.ini:13: there is no key `depedencies`; did you mean `dependencies`? [C02]
"""


@dataclass(frozen=True, slots=True)
class Built:
    """The little book after `d2lbook build all --tab all`."""

    root: Path
    printed: str
    told: str

    @property
    def output(self) -> Path:
        return self.root / "_build"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = write(tmp_path_factory.mktemp("little"))
    done = d2lbook(root, "build", "all", "merge", "slides", "lib", "--tab", "all")
    assert done.returncode == 0, done.stderr
    return Built(root, done.stdout, done.stderr)


def texts(notebook: Path) -> str:
    """All that the cells of a notebook print or give."""
    found = [
        output.get("text") or output["data"]["text/plain"]
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
    ]
    return "".join("".join(lines) for lines in found)


def test_the_command_is_installed() -> None:
    """`pip install` puts `d2lbook` beside `tabbook`, and its help teaches every command."""
    scripts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts["d2lbook"] == "tabbook.cli.d2lbook:main"
    told = d2lbook(REPOSITORY, "--help").stdout
    for command in ("build", "clear", "activate", "slides", "translate", "deploy"):
        assert re.search(rf"^  {command} +\w", told, re.MULTILINE), command


def test_outputs_lie_where_d2lbook_puts_them(built: Built) -> None:
    """The first tab's folder has no ending, another's has its name; resources lie beside the notebooks."""
    files = {path.relative_to(built.output).as_posix() for path in built.output.rglob("*") if path.is_file()}
    for kind in ("eval", "eval_jax", "eval_all"):
        assert {f"{kind}/{name}" for name in ("index.ipynb", "img/dot.svg", "little.bib")} <= files
    assert {"pdf/little.pdf", "pdf_jax/little-jax.pdf", "html/index.html", "little.zip"} <= files
    assert {path.name for path in built.root.iterdir()} == {
        *("config.ini", "index.md", "chapter_dots", "img", "little.bib", "lib", "_build"),
    }


def test_cells_run_where_the_command_does(built: Built) -> None:
    """A book that pins no packages needs no setting up: its cells ran, each tab's own."""
    assert texts(built.output / "eval" / "chapter_dots" / "page.ipynb") == "42"
    assert texts(built.output / "eval_jax" / "chapter_dots" / "page.ipynb") == "jax 2\n"
    assert "ran 2 cells in 2 programs, 0 failed" in built.printed
    assert built.printed.count("cells in") == 1


def test_old_addresses_lead_to_the_pages(built: Built) -> None:
    """What d2lbook published as html/chapter/page.html is there, and leads on."""
    old = (built.output / "html" / "chapter_dots" / "page.html").read_text(encoding="utf-8")
    assert 'href="../en/chapter_dots/page.html"' in old
    page = (built.output / "html" / "en" / "chapter_dots" / "page.html").read_text(encoding="utf-8")
    assert all(words in page for words in ("Two Dots", "42", "jax 2", "PyTorch"))


def test_the_zip_has_a_folder_for_each_tab(built: Built) -> None:
    """The zip holds each tab's notebooks and the resources, and nothing is made in the source folder for it."""
    with zipfile.ZipFile(built.output / "little.zip") as packed:
        pages = {"index.ipynb", "chapter_dots/index.ipynb", "chapter_dots/page.ipynb", "img/dot.svg", "little.bib"}
        assert set(packed.namelist()) == {f"{tab}/{page}" for tab in ("pytorch", "jax") for page in pages}


def test_everyone_may_read_what_the_zip_holds(built: Built) -> None:
    """Its files say so themselves, for those who unpack it on a server."""
    with zipfile.ZipFile(built.output / "little.zip") as packed:
        assert {member.external_attr >> 16 for member in packed.infolist()} == {0o644}


def test_slides_show_what_is_marked(built: Built) -> None:
    """`build slides` gives each tab its own, with what its cells printed, and a picture of the book in the corner."""
    for tab, printed in (("pytorch", "42"), ("jax", "jax 2")):
        deck = (built.output / "slides" / "en" / tab / "chapter_dots" / "page.html").read_text(encoding="utf-8")
        assert all(words in deck for words in ("See Chapter\N{NO-BREAK SPACE}1", printed)), tab
        assert '<img height="20px" src="data:image/svg+xml;base64,' in deck


def test_the_library_is_written(built: Built) -> None:
    """`build lib` writes the saved code to the book's own module, and the release to its version file."""
    assert "def twice(x):" in (built.root / "lib" / "torch.py").read_text(encoding="utf-8")
    assert (built.root / "lib" / "__init__.py").read_text(encoding="utf-8") == 'import os\n__version__ = "1.2.3"\n'


def test_keys_without_a_use_are_told_once(built: Built) -> None:
    """A key that nothing reads is a warning that says what stands in its place, however much was built."""
    assert built.told == f"{WARNINGS}0 errors, 2 warnings\n"


def test_clearing_keeps_what_is_dear(built: Built) -> None:
    """After `clear` nothing built is left, and a second build runs nothing; `clear --all` leaves nothing."""
    assert d2lbook(built.root, "clear").returncode == 0
    assert [path.name for path in built.output.iterdir()] == ["tabbook"]
    done = d2lbook(built.root, "build", "ipynb", "--tab", "jax")
    assert "ran 0 cells in 0 programs, 2 programs (2 cells) from the store" in done.stdout
    assert [path.name for path in sorted(built.output.iterdir())] == ["ipynb_jax", "tabbook"]
    assert d2lbook(built.root, "clear", "--all").returncode == 0
    assert list(built.output.iterdir()) == []


def test_a_tab_is_activated_and_all_are_again(tmp_path: Path) -> None:
    """Cells of other tabs become listings, and the pages are what they were once all are on again."""
    root = write(tmp_path)
    page = root / "chapter_dots" / "page.md"
    assert run_here(root, "activate", "jax", "chapter_dots/page.md") == "changed chapter_dots/page.md\n"
    marked = PAGE.replace("```{.python .input}\n#@save", "```python\n%%tab pytorch\n#@save")
    assert page.read_text(encoding="utf-8") == marked
    run_here(root, "activate", "all", "chapter_dots/page.md")
    assert page.read_text(encoding="utf-8") == marked.replace("```python", "```{.python .input}")
    known = "config.ini:1: the book has no tab `mxnet`; known: all, default, pytorch, jax [M06]"
    assert refusal(root, "activate", "mxnet", "index.md") == known
    assert "there is no such file" in refusal(root, "activate", "jax", "gone.md")


@pytest.fixture
def host() -> Iterator[str]:
    """A web server on this machine that has `/there` and nothing else."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/there" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_checks_find_what_they_look_for(tmp_path: Path, host: str) -> None:
    """An unknown tab, outputs in the source, a cell that did not run and a dead link are told, each at its line."""
    links = f"# Dots\n\n[on]({host}/there) [off]({host}/gone)\n\n```toc\npage\n```\n"
    page = PAGE.replace(":numref:`chap_dots`", "it") + "\n```{.json .output n=2}\n[]\n```\n\n"
    root = write(tmp_path, page=page)
    (root / "chapter_dots" / "index.md").write_text(links)
    (root / "config.ini").write_text(SETTINGS.replace("sphinx_configs = x = 1\ndepedencies = setup.py\n", ""))
    done = d2lbook(root, "build", "tabcheck", "linkcheck", "--outside")
    assert (done.returncode, done.stdout) == (1, "tabcheck: nothing found\n")
    assert done.stderr == (
        f"chapter_dots/index.md:3: `{host}/gone` does not answer: 404 Not Found; mend the link, or look again later"
        " [M04]\n1 error, 0 warnings\n"
    )
    done = d2lbook(root, "build", "outputcheck")
    assert done.returncode == 1
    assert "chapter_dots/page.md:22: the page holds stored outputs; " in done.stderr
    assert "warning: chapter_dots/page.md:1: the jax cells were not run as they stand: " in done.stderr
    (root / "chapter_dots" / "page.md").write_text(page.replace("%%tab jax", "%%tab jaks"))
    done = d2lbook(root, "build", "tabcheck")
    assert done.returncode == 1
    assert done.stderr.startswith("chapter_dots/page.md:18: ")
    assert "jaks" in done.stderr


def test_what_needs_an_account_says_what_to_do(tmp_path: Path) -> None:
    """`deploy` and `translate` send nothing; they name the folder and the command that take their place."""
    root = write(tmp_path)
    expected = {
        ("deploy", "html"): "copy the folder _build/html to any host of files: it needs nothing but itself",
        ("deploy", "html", "--s3", "s3://a"): "`aws s3 sync _build/html s3://a --delete` does it, with your account",
        ("translate", "chapter_dots"): "join the folders with `tabbook adopt`, then `tabbook translate start LANGUAGE",
        ("build", "rst"): "build html, pdf or ipynb",
        ("build", "htlm"): "there is no output `htlm`; known: eval, ipynb, merge, html, pdf, pkg, colab",
        ("build", "eval", "--tab", "mxnet"): "the book has no tab `mxnet`; name one of pytorch, jax, all",
    }
    for arguments, words in expected.items():
        assert words in refusal(root, *arguments)
    assert "this is a book of tabbook already; use `tabbook build`" in refusal(REPOSITORY, "build", "html")


def test_a_book_without_tabs_is_built(tmp_path: Path) -> None:
    """No tabs, no title, no resources: one notebook a page, and a site that says so."""
    root = write(tmp_path, config="[project]\nname = plain\n")
    (root / "index.md").write_text("# Plain\n\n```{.python .input}\n1 + 1\n```\n\n```toc\nchapter_dots/index\n```\n")
    (root / "chapter_dots" / "page.md").write_text("# Page\n")
    done = d2lbook(root, "build", "eval", "html", "pkg")
    assert (done.returncode, done.stderr) == (0, "")
    assert texts(root / "_build" / "eval" / "index.ipynb") == "2"
    assert "Plain" in (root / "_build" / "html" / "en" / "index.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(root / "_build" / "plain.zip") as packed:
        assert "index.ipynb" in packed.namelist()
