"""Little books on disk in; pages in reading order, their numbers and their Problems out."""

from __future__ import annotations

import fnmatch
from pathlib import Path

import pytest

from tabbook import config, source
from tabbook.document import Book, Page
from tabbook.source import patterns

CELL = "```{.python .input}\nx = 1\n```\n"


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def toc(*entries: str, numbered: bool = False) -> str:
    return "\n".join(["```toc", *[":numbered:"] * numbered, *entries, "```\n"])


def book(root: Path, files: dict[str, str | bytes], settings: str = "", language: str = "en") -> Book:
    """The book of these files; `config.ini` is made of `settings`."""
    write(root, {"config.ini": settings or "[build]\nnotebooks = *.md */*.md\ntabs = jax\n", **files})
    return source.read(config.read(root), language)


def paths(found: Book) -> list[str]:
    return [page.path for page in found.pages]


def said(found: Book) -> list[str]:
    return sorted(f"{'' if problem.is_error else 'warning '}{problem}" for problem in found.problems)


def test_pages_are_read_in_the_order_of_the_tables_of_contents(tmp_path: Path) -> None:
    """The order is depth first from the index page; a page knows the page that lists it."""
    files = {
        "index.md": toc("b/index", "a") + toc("c"),
        "a.md": "# A\n",
        "b/index.md": toc("two", "../b/one"),
        "b/one.md": "",
        "b/two.md": "# Two\n",
        "c.md": "# C\n",
    }
    found = book(tmp_path, dict(files))
    assert paths(found) == ["index", "b/index", "b/two", "b/one", "a", "c"]
    assert [page.parent for page in found.pages] == [None, "index", "b/index", "b/index", "index", "index"]
    assert [page.file for page in found.pages][:2] == ["index.md", "b/index.md"]
    assert all(page.text == files[page.file] for page in found.pages)
    assert found.problems == ()


def test_numbered_lists_number_everything_below(tmp_path: Path) -> None:
    """Chapters count through all numbered lists of the index; pages below count through their chapter's lists."""
    found = book(
        tmp_path,
        {
            "index.md": toc("preface") + toc("a/index", "b", numbered=True) + toc("end") + toc("c", numbered=True),
            "preface.md": toc("thanks"),
            "thanks.md": "",
            "a/index.md": toc("x") + toc("y", numbered=True),
            "a/x.md": toc("z"),
            "a/y.md": "",
            "a/z.md": "",
            "b.md": "",
            "c.md": "",
            "end.md": "",
        },
    )
    assert {page.path: page.number for page in found.pages} == {
        "index": (),
        "preface": (),
        "thanks": (),
        "a/index": (1,),
        "a/x": (1, 1),
        "a/z": (1, 1, 1),
        "a/y": (1, 2),
        "b": (2,),
        "end": (),
        "c": (3,),
    }


def test_faults_of_the_tables_of_contents_have_a_place(tmp_path: Path) -> None:
    """An entry without a page, a page listed twice, a circle and a page in no list are reported; reading ends."""
    found = book(
        tmp_path,
        {
            "index.md": "# Book\n" + toc("a", "gone", "a", "b.md", "../up"),
            "a.md": toc("b", "index"),
            "b.md": toc("a"),
            "lonely.md": "",
        },
    )
    assert paths(found) == ["index", "a", "b", "lonely"]
    assert [page.number for page in found.pages] == [()] * 4
    assert said(found) == [
        "warning a.md:3: `index` is the page that the book begins with; delete one of the lines [S33]",
        "warning b.md:2: `a` is listed at index.md:3 already; delete one of the lines [S33]",
        "warning index.md:4: there is no page `gone`; write the page gone.md, or delete the line [S32]",
        "warning index.md:5: `a` is listed at index.md:3 already; delete one of the lines [S33]",
        "warning index.md:6: there is no page `b.md`; leave out the file's ending [S32]",
        "warning index.md:7: there is no page `../up`; write the page ../up.md, or delete the line [S32]",
        "warning lonely.md:1: no table of contents lists this page; "
        "list it in a `toc` fence, or name it in `exclusions` of config.ini [S34]",
    ]


def test_a_listed_page_that_the_config_leaves_out_is_told_as_such(tmp_path: Path) -> None:
    """It need not be written: it is there, deeper than `notebooks` looks, or among the `exclusions`."""
    settings = "[build]\nnotebooks = *.md */*.md\nexclusions = b.md\n"
    found = book(tmp_path, {"index.md": toc("a/b/c", "b"), "a/b/c.md": "", "b.md": ""}, settings)
    cure = "name it in `notebooks` of [build] and not in `exclusions`, or delete the line [S32]"
    assert said(found) == [
        f"warning index.md:2: the book has the page `a/b/c`, but config.ini leaves it out; {cure}",
        f"warning index.md:3: the book has the page `b`, but config.ini leaves it out; {cure}",
    ]


def test_a_missing_index_is_reported_once(tmp_path: Path) -> None:
    """Without its first page the book has no order, and that is all that is said."""
    found = book(tmp_path, {"b.md": "", "a.md": ""})
    assert paths(found) == ["a", "b"]
    assert said(found) == [
        "index.md:1: the page that the book begins with is missing; "
        "write it, with a `toc` fence that lists the pages [S31]"
    ]


def test_a_page_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """The report names the first line that is not UTF-8, and nothing that only follows from it: what can be read is
    there for other pages. A byte order mark and line ends are kept."""
    written = {
        "index.md": b"\xef\xbb\xbf" + toc("a\nb").replace("\n", "\r\n").encode(),
        "a.md": b"fine\n\xff\xfe\n",
        "b.md": "# B\n".encode("utf-16"),
    }
    found = book(tmp_path, dict(written))
    assert paths(found) == ["index", "a", "b"]
    assert [page.text for page in found.pages[1:]] == ["fine\n\ufffd\ufffd\n", ""]
    assert found.pages[0].text.encode() == written["index.md"]
    assert said(found) == [
        "a.md:2: the page is not UTF-8 from here on; save it as UTF-8 [S30]",
        "b.md:1: the page is not UTF-8 from here on; save it as UTF-8 [S30]",
    ]


def test_patterns_choose_the_pages(tmp_path: Path) -> None:
    """Pages match `notebooks` and nothing else; two stars cross folders, dots and the build folder are left out."""
    files: dict[str, str | bytes] = dict.fromkeys(
        (
            "index.md",
            "README.txt",
            "a/b/c/deep.md",
            "a/x_origin.md",
            "drafts/d.md",
            ".hidden/h.md",
            ".dot.md",
            "build/old.md",
            "q1.md",
            "q22.md",
        ),
        "",
    )
    settings = "[build]\nnotebooks = **/*.md\nexclusions = */*_origin.md drafts q?.md\n"
    assert paths(book(tmp_path, files, settings)) == ["index", "a/b/c/deep", "q22"]
    few = (
        settings.replace("**/*.md", "*.md a/**/deep.md")
        .replace("drafts q?.md", "")
        .replace("\nexc", "\nnon-notebooks = q1.md\nexc")
    )
    assert paths(book(tmp_path, {}, few)) == ["index", "a/b/c/deep", "q22"]


def test_a_question_mark_stays_within_a_name() -> None:
    """It stands for one character of a name, not for the end of a folder's; in brackets it is itself."""
    assert [path for path in ("a/b.md", "axb.md", "ab.md") if patterns.read(["a?b.md"]).match(path)] == ["axb.md"]
    assert [path for path in ("a?.md", "ax.md") if patterns.read(["a[?].md"]).match(path)] == ["a?.md"]


def test_patterns_do_not_hang_on_how_python_ends_an_expression(monkeypatch: pytest.MonkeyPatch) -> None:
    r"""Up to Python 3.13 the standard library writes `\Z` at the end, then `\z`."""
    translate = fnmatch.translate
    for end in (r"\Z", r"\z"):
        monkeypatch.setattr(fnmatch, "translate", lambda name, end=end: translate(name)[:-2] + end)
        found = patterns.read(["a(b)/*.md"])
        assert (found.match("a(b)/c.md"), found.match("a(b)/c.txt")) == (True, False), end


def test_links_are_followed_within_the_book_only(tmp_path: Path) -> None:
    """A link that leads out of the book is reported and not read; one in a circle ends."""
    outside = tmp_path / "outside"
    root = tmp_path / "book"
    write(outside, {"secret.md": "secret\n", "more/x.md": "x\n"})
    write(root, {"index.md": toc("real/page", "alias"), "real/page.md": "# Page\n"})
    (root / "alias.md").symlink_to(root / "real" / "page.md")
    (root / "secret.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside / "more")
    (root / "real" / "circle").symlink_to(root)
    (root / "gone.md").symlink_to(root / "nowhere.md")
    found = book(root, {}, "[build]\nnotebooks = **/*.md\n")
    assert paths(found) == ["index", "real/page", "alias"]
    assert said(found) == [
        "warning folder:1: this folder is a link that leads out of the book; put a copy in its place [S36]",
        "warning secret.md:1: this page is a link that leads out of the book; put a copy in its place [S36]",
    ]


LANGUAGES = "[build]\ntabs = jax\n[languages]\nsource = en\ntranslations = ja\n"
ENGLISH: dict[str, str | bytes] = {
    "chapters/en/index.md": toc("b", "a", numbered=True),
    "chapters/en/a.md": "# A\n",
    "chapters/en/b.md": "# B\n:end_tab:\n",
}


def test_a_translation_is_read_in_the_order_of_its_source(tmp_path: Path) -> None:
    """Order and numbers come from the source language; its Problems stay there."""
    blob = "9d355c66199f8d33826100e4cdb57c4db113addf"
    japanese: dict[str, str | bytes] = {
        "chapters/ja/index.md": f"<!-- translated-from: {blob} -->\n" + toc("a", "b"),
        "chapters/ja/a.md": "# あ\n",
        "chapters/ja/b.md": "# い\n",
        "chapters/glossary.ja.tsv": "x",
    }
    found = book(tmp_path, ENGLISH | japanese, LANGUAGES, "ja")
    assert [(page.path, page.number, page.language) for page in found.pages] == [
        ("index", (), "ja"),
        ("b", (1,), "ja"),
        ("a", (2,), "ja"),
    ]
    assert found.problems == ()
    assert [problem.code for problem in source.read(config.read(tmp_path), "en").problems] == ["S02"]


def test_pages_without_a_translation_are_one_warning(tmp_path: Path) -> None:
    """It is told at the first file that is missing, with the number of others; the numbers of the rest stay."""
    found = book(tmp_path, ENGLISH | {"chapters/ja/a.md": "# あ\n", "chapters/ja/extra.md": ""}, LANGUAGES, "ja")
    assert [(page.path, page.number) for page in found.pages] == [("a", (2,)), ("extra", ())]
    cure = "copy that file here, translate it, and begin it with its translated-from line [S35]"
    assert said(found) == [
        "warning chapters/ja/extra.md:1: no page of the original has this path; "
        "give it the path of its original, or delete it [S34]",
        "warning chapters/ja/index.md:1: there is no `ja` translation of chapters/en/index.md, nor of 1 other page; "
        f"readers see the original; {cure}",
    ]


def test_what_is_not_translated_is_filled_in_from_the_original(tmp_path: Path) -> None:
    """The original stands at its turn under the book's language, and knows the language of its text; so does a page
    that somebody calls unready."""
    japanese = ENGLISH | {"chapters/ja/a.md": "# あ\n", "chapters/ja/extra.md": ""}
    found = book(tmp_path, japanese, LANGUAGES, "ja")
    english = source.read(config.read(tmp_path), "en")
    filled = source.fill_in(found, english)
    assert [(page.path, page.number, page.language, page.text_language) for page in filled.pages] == [
        ("index", (), "ja", "en"),
        ("b", (1,), "ja", "en"),
        ("a", (2,), "ja", "ja"),
        ("extra", (), "ja", "ja"),
    ]
    assert [page.file for page in filled.pages][1:3] == ["chapters/en/b.md", "chapters/ja/a.md"]
    unready = source.fill_in(found, english, unready={"a"})
    assert [page.file for page in unready.pages][2:] == ["chapters/en/a.md", "chapters/ja/extra.md"]


def test_a_deep_book_ends(tmp_path: Path) -> None:
    """A chain of a thousand pages is read without a limit on its depth."""
    files: dict[str, str | bytes] = {f"p{n}.md": toc(f"p{n + 1}") for n in range(1000)}
    found = book(tmp_path, files | {"index.md": toc("p0", numbered=True), "p1000.md": ""})
    assert len(found.pages) == 1002
    assert len(found.pages[-1].number) == 1001


@pytest.mark.parametrize("name", ["en", "ja"])
def test_a_language_without_pages_is_no_crash(tmp_path: Path, name: str) -> None:
    """A folder that does not exist has no pages, and the missing index is reported."""
    found = book(tmp_path, {}, LANGUAGES, name)
    assert found.pages == ()
    assert [problem.code for problem in found.problems] == (["S31"] if name == "en" else [])


def test_each_page_is_given_away_as_soon_as_it_is_read(tmp_path: Path) -> None:
    """Those of the source language, in reading order; the books of all languages are what each is by itself."""
    pages = {"en/index": "```toc\none\n```\n", "en/one": "# One\n", "ja/one": "# 一\n"}
    write(tmp_path, {f"chapters/{name}.md": text for name, text in pages.items()})
    write(tmp_path, {"config.ini": "[languages]\nsource = en\ntranslations = ja\n"})
    settings, taken = config.read(tmp_path), list[Page]()
    books = source.read_all(settings, take=taken.append)
    assert tuple(taken) == books["en"].pages
    assert [page.path for page in taken] == ["index", "one"]
    assert books == {language: source.read(settings, language) for language in ("en", "ja")}
