"""After each kind of edit exactly the pages run whose outputs it can change, once for all languages that agree."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import uv

from books.driven_book import DrivenBook, Ran, lend_kernels
from conftest import tabbook
from kernels.little_wheels import write_wheel
from tabbook import config, kernels

SOURCES = Path(__file__).parent / "what_runs"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> DrivenBook:
    """The little book, built once."""
    root = tmp_path_factory.mktemp("what") / "book"
    lend_kernels(root)
    shutil.copytree(SOURCES, root, dirs_exist_ok=True)
    assert kernels.prepare(config.read(root), ("mxnet",), print) == ()
    little = DrivenBook(root)
    assert little.build() == [
        (page, framework, "en") for page in ("data", "define", "use") for framework in ("mxnet", "pytorch")
    ]
    return little


EVERYWHERE = [(page, framework, "en") for page in ("define", "use") for framework in ("mxnet", "pytorch")]
USED = "return twice(x)\n```\n\n```{.python .input}\n%%tab pytorch"
SHOWN = "cell at line 15 changed\n    - print('twice:', d2l.double(4))\n    + print('twice: ', d2l.double(4))"
TWICE = "cell at line 20 changed\n    - return x + x\n    + return 2 * x"
DOUBLE = "cell at line 6 changed\n    - return twice(x)\n    + return 2 * x"
HALF = "cell at line 26 changed\n    - return x / 2\n    + return x / 2.0"
IMPORT = "cell at line 5 changed\n    - from d2l import mxnet as d2l\n    + from d2l import mxnet as d2l; x = 1"
DATA = "data file ../../static/x.csv changed"
Edit = tuple[str, str, str, str, Ran, tuple[str, ...]]
EDITS: list[Edit] = [
    ("nothing", "en/use.md", "Some", "Some", [], ()),
    ("prose", "en/use.md", "Some prose", "More prose", [], ()),
    ("prose of a translation", "ja/use.md", "文章", "言葉", [], ()),
    ("a comment", "en/use.md", "# The result", "# What comes out", [], ()),
    ("a docstring", "en/define.md", '"""Twice `x`."""', '"""Two times `x`."""', [], ()),
    ("the form of a cell", "en/use.md", "print('twice:', d2l", 'print("twice:",\n  d2l', [], ()),
    (
        "a printed string in one language",
        "ja/use.md",
        "'twice:'",
        "'twice: '",
        [("use", "mxnet", "ja"), ("use", "pytorch", "ja")],
        (SHOWN.replace("15", "16"),) * 2,
    ),
    (
        "one framework's cell",
        "*/use.md",
        "import mxnet as d2l",
        "import mxnet as d2l; x = 1",
        [("use", "mxnet", "en")],
        (IMPORT,),
    ),
    (
        "saved code of one framework",
        "*/define.md",
        USED,
        USED.replace("twice(x)", "2 * x"),
        [("define", "mxnet", "en"), ("use", "mxnet", "en")],
        (DOUBLE, "`#@save` double changed"),
    ),
    (
        "saved code that is used by saved code",
        "*/define.md",
        "x + x",
        "2 * x",
        EVERYWHERE,
        (TWICE, TWICE, "`#@save` twice changed", "`#@save` twice changed"),
    ),
    ("saved code that nothing else uses", "*/define.md", "x / 2", "x / 2.0", EVERYWHERE[:2], (HALF, HALF)),
    ("a declared file", "static", "1,2", "3,4", [("data", "mxnet", "en"), ("data", "pytorch", "en")], (DATA, DATA)),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected", "causes"), [pytest.param(*edit[1:], id=edit[0]) for edit in EDITS]
)
def test_an_edit_runs_what_it_can_change(
    book: DrivenBook, file: str, old: str, new: str, expected: Ran, causes: tuple[str, ...]
) -> None:
    """The id of each case is what is edited; a dry run says the same and why; undone, and done again, nothing runs."""
    files = [str(path.relative_to(book.root)) for path in book.root.glob(f"chapters/{file}")] or ["static/x.csv"]
    explained, ran = [], []
    for words in ((old, new), (new, old), (old, new), (new, old)):
        for name in files:
            book.edit(name, *words)
        explained.append(book.explain())
        ran.append(book.build())
    assert ran == [expected, [], [], []]
    assert explained == [[(*page, cause) for page, cause in zip(expected, causes, strict=True)], [], [], []]


def test_another_package_runs_that_frameworks_pages(book: DrivenBook, tmp_path: Path) -> None:
    """A package more in the environment of mxnet runs all its pages; without it again nothing runs."""
    write_wheel(tmp_path, "flat", "1.0")
    command = [uv.find_uv_bin(), "pip"]
    chosen = ["--python", str(book.root / "build" / "kernels" / "mxnet" / "env" / "bin" / "python"), "--quiet"]
    install = [*command, "install", *chosen, "--no-index", "--find-links", str(tmp_path), "flat"]
    subprocess.run(install, check=True)
    pages = [(page, "mxnet", "en") for page in ("data", "define", "use")]
    assert book.explain() == [(*page, "flat 1.0 is new in kernels/mxnet.txt") for page in pages]
    assert book.build() == pages
    subprocess.run([*command, "uninstall", *chosen, "flat"], check=True)
    assert book.build() == []


def test_the_command_says_why(book: DrivenBook) -> None:
    """`tabbook why` and `tabbook build --dry-run` print one line a page and run nothing; the exit code is 0."""
    assert tabbook(book.root, "why", "use", "mxnet").stdout == "nothing would run\n"
    book.edit("chapters/ja/use.md", "'twice:'", "'ni:'")
    try:
        shown = "cell at line 16 changed\n    - print('twice:', d2l.double(4))\n    + print('ni:', d2l.double(4))\n"
        one = f"use · mxnet · ja: {shown}1 page would run\n"
        for arguments in (("why", "use", "mxnet"), ("why", "use", "mxnet", "--language", "ja")):
            done = tabbook(book.root, *arguments)
            assert (done.returncode, done.stdout, done.stderr) == (0, one, "")
        assert tabbook(book.root, "why", "use", "mxnet", "--language", "en").stdout == "nothing would run\n"
        two = f"use · mxnet · ja: {shown}use · pytorch · ja: {shown}2 pages would run\n"
        assert tabbook(book.root, "build", "--dry-run").stdout == two
        assert [cause for _, _, _, cause in book.explain()] == [shown.rstrip()] * 2
    finally:
        book.edit("chapters/ja/use.md", "'ni:'", "'twice:'")
    gone = tabbook(book.root, "why", "gone", "mxnet")
    assert gone.returncode == 1
    assert "there is no page `gone` for mxnet; write its path" in gone.stderr


def test_a_lost_record_is_no_more_than_that(book: DrivenBook) -> None:
    """Without records, or with broken ones, nothing runs for it; what then must run was `never run`."""
    records = sorted((book.root / "build" / "cache" / "records").rglob("*.json"))
    assert len(records) == 12
    for record in records:
        record.write_text("{")
    assert book.explain() == book.build() == []
    assert all(record.read_text() != "{" for record in records)
    shutil.rmtree(book.root / "build" / "cache" / "records")
    book.edit("chapters/ja/use.md", "'twice:'", "'ni:'")
    assert [cause for _, _, _, cause in book.explain()] == ["never run"] * 2
    book.edit("chapters/ja/use.md", "'ni:'", "'twice:'")
    book.build()
    shutil.rmtree(book.root / "build" / "cache" / "outputs")
    assert [cause for _, _, _, cause in book.explain()] == ["its stored outputs are gone"] * 6
