"""What the published folder holds, and that it is whole whatever happens."""

from __future__ import annotations

import dataclasses
import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tabbook import website
from tabbook.document import Book, Code, Outputs, Page, Prose, Tree
from tabbook.document.tree import link, text
from tabbook.errors import Place, Problem
from tabbook.website import swap
from website import little_book


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and every identifier."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def pages_of(site: Path) -> dict[str, str]:
    return {str(file.relative_to(site)): file.read_text(encoding="utf-8") for file in sorted(site.rglob("*.html"))}


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def page_of(nodes: list[dict[str, Any]], source: str = "") -> Page:
    blocks = (Prose(Place("chapters/en/index.md", 1), source),)
    return Page("index", "chapters/en/index.md", "en", blocks, tree=Tree(tuple(nodes)))


def problems_of(root: Path, nodes: list[dict[str, Any]], source: str, is_strict: bool = False) -> tuple[Problem, ...]:
    books = {"en": Book("en", (page_of(nodes, source),))}
    config = little_book.config(root)
    config = dataclasses.replace(config, build=dataclasses.replace(config.build, warning_is_error=is_strict))
    return website.publish(books, Outputs(), config, root / "website")


def test_pages_lie_where_their_paths_say(little_site: Path) -> None:
    """Each page is at its path under its language, and a root page leads to the languages."""
    assert {"index.html", "en/index.html", "ja/guide/index.html", "ko/guide/parameters.html"} <= set(
        pages_of(little_site)
    )


def test_every_link_leads_to_a_file_and_anchor(little_site: Path) -> None:
    """Each relative address names a file of the site, and each anchor an element of it."""
    pages = pages_of(little_site)
    anchors = {name: {pairs.get("id") for _, pairs in Tags(source).tags} for name, source in pages.items()}
    for name, source in pages.items():
        for tag, pairs in Tags(source).tags:
            address = pairs.get("href", pairs.get("src", ""))
            if not address or re.match(r"[a-z]+:", address):
                continue
            path, _, anchor = address.partition("#")
            file = ((little_site / name).parent / path).resolve() if path else little_site / name
            assert file.is_file(), f"{name}: <{tag}> {address}"
            target = str(file.relative_to(little_site.resolve())) if path else name
            assert not anchor or anchor in anchors[target], f"{name}: <{tag}> {address}"


def test_nothing_is_loaded_from_elsewhere(little_site: Path) -> None:
    """No page, style or script names another host, but for links a reader may follow."""
    for name, source in pages_of(little_site).items():
        for tag, pairs in Tags(source).tags:
            for key in ("src", "href", "srcset", "data", "action"):
                assert tag == "a" or "//" not in pairs.get(key, ""), f"{name}: <{tag} {key}>"
            assert "style" not in pairs, f"{name}: <{tag} style>"
            assert not [key for key in pairs if key.startswith("on")], f"{name}: <{tag}> with a handler"
    for file in (little_site / "assets").glob("*.[cj]s*"):
        assert not re.search(r"https?://|url\(\s*[\"']?//", file.read_text(encoding="utf-8")), file


def test_anchors_occur_once(little_site: Path) -> None:
    """No page has one identifier twice, though panels repeat prose."""
    for name, source in pages_of(little_site).items():
        found = [pairs["id"] for _, pairs in Tags(source).tags if "id" in pairs]
        assert len(found) == len(set(found)), name


def test_pictures_have_words(little_site: Path) -> None:
    """Every picture of the text has a description and says how large it is."""
    images = [pairs for _, pairs in Tags(pages_of(little_site)["en/guide/parameters.html"]).tags if "decoding" in pairs]
    assert images
    for image in images:
        assert image["alt"].strip()
        assert {"width", "height"} <= set(image)
    assert any("weights of the first layer" in image["alt"] for image in images)


def test_two_builds_are_equal(little_root: Path, little_site: Path, tmp_path: Path) -> None:
    """The same book gives the same bytes."""
    books, outputs = little_book.read()
    website.publish(books, outputs, little_book.config(little_root), tmp_path / "again")
    assert everything_in(tmp_path / "again") == everything_in(little_site)


def test_a_language_without_words_of_its_own_is_shown_in_english(tmp_path: Path) -> None:
    """A language nobody wrote interface words for needs no change of code."""
    books, _ = little_book.read()
    page = dataclasses.replace(books["en"].pages[-1], language="eo", path="index", parent=None)
    config = little_book.config(tmp_path)
    problems = website.publish({"eo": Book("eo", (page,))}, Outputs(), config, tmp_path / "website")
    assert problems == ()
    assert "Skip to the text" in (tmp_path / "website/eo/index.html").read_text(encoding="utf-8")


def test_the_copyright_line_is_in_the_language_of_the_page(little_site: Path) -> None:
    """Where its section has one, sentence by sentence; else it is the book's."""
    lines = {
        "ja": "<p>© <span>2026、著者一同。</span><span>無断転載を禁じる。</span></p>",
        "ko": "<p>© <span>2026, The authors.</span></p>",
    }
    for language, line in lines.items():
        assert line in (little_site / language / "index.html").read_text(encoding="utf-8")


def test_a_refused_formula_is_reported(tmp_path: Path) -> None:
    """A formula nobody can typeset is told with its line, and its TeX is shown."""
    math = {"t": "Math", "c": [{"t": "InlineMath"}, r"\frac{1"]}
    problems = problems_of(tmp_path, [{"t": "Para", "c": [math]}], "One.\n\nTwo $\\frac{1$.\n")
    assert [(problem.code, problem.place.line) for problem in problems] == [("W01", 3)]
    assert r'<code class="refused">\frac{1</code>' in (tmp_path / "website/en/index.html").read_text(encoding="utf-8")


def test_a_missing_picture_is_reported(tmp_path: Path) -> None:
    """A picture that is not there is told with its line."""
    image = {"t": "Image", "c": [["", [], []], text("words"), ["static/gone.svg", ""]]}
    problems = problems_of(tmp_path, [{"t": "Para", "c": [image]}], "One.\n![words](static/gone.svg)\n")
    assert [(problem.code, problem.place.line) for problem in problems] == [("W02", 2)]


def test_a_picture_of_another_host_is_a_link(tmp_path: Path) -> None:
    """The site asks no other host: such a picture becomes a link, with a warning."""
    image = {"t": "Image", "c": [["", [], []], text("words"), ["https://example.org/x.png", ""]]}
    problems = problems_of(tmp_path, [{"t": "Para", "c": [image]}], "![words](https://example.org/x.png)\n")
    assert [(problem.code, problem.is_error) for problem in problems] == [("W06", False)]
    assert '<a href="https://example.org/x.png">' in (tmp_path / "website/en/index.html").read_text(encoding="utf-8")


def test_links_to_nowhere_are_reported(tmp_path: Path) -> None:
    """A link to a page or an anchor the book lacks is told with its line."""
    nodes = [{"t": "Para", "c": [link(text("a"), "page:gone"), link(text("b"), "page:index#lost")]}]
    problems = problems_of(tmp_path, nodes, "One\n[a](gone.md)\n[b](index.md#lost)\n")
    assert [(problem.code, problem.place.line) for problem in problems] == [("W03", 2), ("W04", 3)]


def test_code_is_hidden_where_a_mark_says_so(tmp_path: Path) -> None:
    """Hiding marks take code, outputs, or both off the page, whatever their case."""
    sources = ["#@hide\nboth()", "#@Hide_Code\ncode()", "# hide outputs\nouts()", "#@hide_all\nrest()", "after()"]
    place = Place("chapters/en/index.md", 1)
    nodes = [{"t": "Div", "c": [["", ["cell"], [["block", str(i)]]], []]} for i in range(len(sources))]
    page = dataclasses.replace(page_of(nodes), blocks=tuple(Code(place, "", source, ()) for source in sources))
    cells = [
        little_book.Cell(place, source, i, outputs=(little_book.text(f"printed {i}"),))
        for i, source in enumerate(sources)
    ]
    program = little_book.Program("index", page.file, "en", "jax", tuple(cells), was_run=True)
    outputs = Outputs({("en", "index", "jax"): program})
    website.publish({"en": Book("en", (page,))}, outputs, little_book.config(tmp_path), tmp_path / "website")
    html = (tmp_path / "website/en/index.html").read_text(encoding="utf-8")
    seen = [word for word in ("both", "code", "outs", "rest", "after") if f"{word}()" in html]
    assert seen == ["outs"]
    assert re.findall(r"printed \d", html) == ["printed 1"]


def test_a_fault_midway_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails while files are written, the site published before is untouched and nothing is left beside it."""
    assert problems_of(tmp_path, [{"t": "Para", "c": text("old")}], "old") == ()
    before = everything_in(tmp_path / "website")

    def fail(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(swap, "_swap_in", fail)
    with pytest.raises(KeyboardInterrupt):
        problems_of(tmp_path, [{"t": "Para", "c": text("new")}], "new")
    assert everything_in(tmp_path / "website") == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_swap_killed_between_its_renames_is_mended(tmp_path: Path) -> None:
    """Where only the last good folder and the new one are left, the last good one is put back."""
    folder = tmp_path / "website"
    for name, words in ((".website.last", "good"), (".website.next", "perhaps half")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(words)
    swap.recover(folder)
    assert (folder / "index.html").read_text() == "good"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["website"]


def test_publishing_after_a_killed_swap_mends_it_first(tmp_path: Path) -> None:
    """What a killed build left is no hindrance; a strict build that finds a fault leaves the last good site there."""
    assert problems_of(tmp_path, [{"t": "Para", "c": text("old")}], "old") == ()
    before = everything_in(tmp_path / "website")
    (tmp_path / "website").rename(tmp_path / ".website.last")
    (tmp_path / ".website.next").mkdir()
    lost = [{"t": "Para", "c": [link(text("a"), "page:gone")]}]
    assert problems_of(tmp_path, lost, "[a](gone.md)", is_strict=True) != ()
    assert everything_in(tmp_path / "website") == before
    (tmp_path / ".website.next").mkdir()
    assert problems_of(tmp_path, [{"t": "Para", "c": text("new")}], "new") == ()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert everything_in(tmp_path / "website") != before


def test_a_file_that_stays_as_it_is_keeps_its_time(tmp_path: Path) -> None:
    """A host sends anew only what changed; a file with other content is a new one, and no copy is shared."""
    given = tmp_path / "given.png"
    given.write_bytes(b"picture")
    swap.fill(tmp_path / "site", {"a/one.html": b"one", "two.html": b"two", "three.png": given})
    site = tmp_path / "site"
    before = {file.name: file.stat() for file in site.rglob("*.*")}
    swap.fill(site, {"a/one.html": b"one", "two.html": b"oho", "three.png": given, "four.html": b"four"})
    after = {file.name: file.stat() for file in site.rglob("*.*")}
    stayed = {name for name in before if after[name].st_mtime_ns == before[name].st_mtime_ns}
    assert stayed == {"one.html", "three.png"}
    assert (site / "two.html").read_bytes() == b"oho"
    assert {file.st_nlink for file in after.values()} == {1}
    assert after["three.png"].st_ino != given.stat().st_ino
    swap.fill(site, {"three.png": given}, tmp_path)
    assert (site / "three.png").stat().st_ino == given.stat().st_ino


def test_of_two_files_at_one_path_the_later_counts(tmp_path: Path) -> None:
    """And the site that readers see meanwhile keeps its own."""
    site = tmp_path / "site"
    swap.fill(site, {"worker.js": b"old"})
    with swap.filled(site) as put:
        put({"worker.js": b"old"})
        put({"worker.js": b"new"})
        assert (site / "worker.js").read_bytes() == b"old"
    assert (site / "worker.js").read_bytes() == b"new"


def test_page_weight(little_site: Path) -> None:
    """A page with all it loads, fonts aside, stays far under 100 kB as a host sends it."""
    loaded = [little_site / "en/guide/parameters.html", *(little_site / "assets").glob("*.*")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in loaded) < 50_000
