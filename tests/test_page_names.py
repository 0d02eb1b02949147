"""A book whose pages have signs of addresses in their names: every output leads from page to page all the same."""

from __future__ import annotations

import json
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from pypdf import PdfReader

from browser import NewReader, serve
from tabbook import build, config, execute

NAMES = ("c#", "why?", "100%", "a%23b", "two words", "folder #1/deep?er")
ADDRESS = re.compile(r'\b(?:href|src)="([^":]*)"')
LINK = re.compile(r"\[[^]]*\]\(([^)]*)\)")
PAGE = """# Heading {0}
:label:`sec_{0}`

Rhubarb. See :ref:`sec_{0}`, :ref:`sec_{1}`, :eqref:`eq_{1}`, and [the next]({2}).

$$x = {0}$$
:eqlabel:`eq_{0}`
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book, built without a fault."""
    root = tmp_path_factory.mktemp("book")
    (root / "config.ini").write_text("[project]\nname = small\ntitle = A Book\n")
    (root / "index.md").write_text("# A Book\n\n```toc\n:numbered:\n\n" + "\n".join(NAMES) + "\n```\n")
    for index, name in enumerate(NAMES):
        following = NAMES[(index + 1) % len(NAMES)]
        up = "../" * name.count("/")
        file = root / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(PAGE.format(index, NAMES.index(following), quote(f"{up}{following}.md")))
    for output in ("html", "pdf", "latex", "epub", "notebooks"):
        assert build.build(config.read(root), output, build.Scope(runs=False), 1, execute.progress()) == ()
    return root / "build"


def lead(addresses: list[str], file: Path) -> None:
    """Each of `addresses`, as links in `file`, names a file and an anchor in it."""
    for address in addresses:
        path, _, anchor = address.partition("#")
        there = file.parent / unquote(path.partition("?")[0]) if path else file
        assert there.is_file(), address
        assert not anchor or f'id="{anchor}"' in there.read_text().replace(r"\"", '"'), address


@pytest.mark.parametrize("name", ["index", *NAMES])
def test_links_of_the_site_lead_to_pages(root: Path, name: str) -> None:
    """Those of the text, of tables of contents and of the menu."""
    file = root / "website" / "en" / f"{name}.html"
    found = [unescape(address) for address in ADDRESS.findall(file.read_text())]
    assert {Path(unquote(address)).stem for address in found} >= {Path(other).name for other in NAMES}
    lead(found, file)


@pytest.mark.parametrize("name", ["index", *NAMES])
def test_links_of_notebooks_lead_to_notebooks(root: Path, name: str) -> None:
    """As Jupyter reads them."""
    file = root / "notebooks" / "en" / "python" / f"{name}.ipynb"
    found = LINK.findall("".join("".join(cell["source"]) for cell in json.loads(file.read_text())["cells"]))
    assert len(found) == (len(NAMES) if name == "index" else 4)
    lead(found, file)


def test_links_of_a_pdf_and_an_epub_lead_to_pages(root: Path) -> None:
    """Four of each page: none is left as mere words."""
    pages = PdfReader(root / "pdf" / "small-en-python.pdf").pages
    count = sum(len(page.get("/Annots") or ()) for page in pages)
    assert count >= 4 * len(NAMES)
    with zipfile.ZipFile(root / "epub" / "small-en-python.epub") as book:
        names = [name for name in book.namelist() if re.search(r"/ch\d+\.xhtml", name)]
        assert sum(len(re.findall(r'<a [^>]*href="ch', book.read(name).decode())) for name in names) >= 4 * len(NAMES)


def test_labels_of_latex_have_no_sign_that_it_reads(root: Path) -> None:
    """And each reference has its label."""
    source = (root / "latex" / "small-en-python" / "small-en-python.tex").read_text()
    labels = set(re.findall(r"\\label\{([^}]*)\}", source))
    used = re.findall(r"\\hyperref\[([^]]*)\]", source)
    assert len(used) == 4 * len(NAMES)
    assert set(used) <= labels
    assert not any(re.search(r"[#%?\s]", label) for label in labels)


@pytest.mark.browser
def test_the_search_leads_to_pages(root: Path, new_reader: NewReader) -> None:
    """Each hit is the address of its page."""
    with serve(root / "website") as host:
        page = new_reader().goto(f"{host}/en/index.html")
        page.keyboard.press("/")
        page.locator(".search input").fill("rhubarb")
        page.locator(".search [role=listbox]:not([aria-busy])").wait_for(state="attached")
        hits = page.locator(".search .hit").evaluate_all("hits => hits.map(hit => hit.href)")
        assert {hit.partition("?")[0].partition("#")[0] for hit in hits} == {
            f"{host}/en/{quote(name)}.html" for name in NAMES
        }
