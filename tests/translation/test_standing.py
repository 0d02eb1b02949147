"""A book with translations in; what its readers see of them, and what is said of a page, out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cases import check
from tabbook import config, files, source, translation
from tabbook.document import BehindMark, Block, Book, Page, Prose, Standing, Words
from tabbook.kept import Kept
from tabbook.translation import fallback, pages, standing
from translation.little_history import History, begin, shelf_of, swap
from translation.little_shelf import shelf, text_of


def shown(before: str) -> str:
    """What readers see of a translation, and the words that changed."""
    old, english, made = before.split("===\n")
    marker = f"{pages.marker(text_of(old).blob)}\n" if old else ""
    found = standing.find(
        "ja", "page", text_of(marker + made, "page.md"), text_of(english), old or None, shelf().config
    )
    blocks, _ = source.parse(marker + made, "page.md", ("pytorch",))
    marked = fallback.marked(blocks, "page.md", found, ("pytorch",))
    assert "".join(block.text for block in marked) == marker + made
    text = "".join(map(seen, marked)).removeprefix(marker).strip()
    told = (f"{block.state} {block.kind} {block.why}: {''.join(map(compared, block.words))}" for block in found.behind)
    return "\n".join([text, f"--- {found.base}, {found.per_cent} %", *told])


def seen(block: object) -> str:
    pieces = block.pieces if isinstance(block, Prose) else (block,)
    return "".join(
        f"⟨{piece.number}⟩" if isinstance(piece, BehindMark) else str(getattr(piece, "text", "")) for piece in pieces
    )


def compared(words: Words) -> str:
    return {"": "{}", "old": "[-{}-]", "new": "[+{}+]"}[words.change].format(words.text)


def test_readers_see_the_original_where_nothing_is_translated() -> None:
    """Marks stand where `standing.md` shows, and break nothing."""
    check(Path(__file__).with_name("standing.md"), shown)


def read(root: Path, kept: Kept | None = None) -> Book:
    """The translation as a build shows it."""
    settings = config.read(root)
    return translation.stand(source.read(settings, "ja", kept), source.read(settings, "en", kept), settings, kept)


def standing_of(book: Book, path: str = "loss") -> Standing:
    page = book.page(path)
    assert page
    assert page.standing
    return page.standing


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A page that is behind, one that was begun only, and one that names no original."""
    made = begin(tmp_path_factory.mktemp("standing") / "book")
    made.edit("en", swap("We take 12 points", "We take 13 points"))
    made.file("en", "begun").write_text("# A page\n\nNobody translated this page yet, it seems.\n")
    translation.start(shelf_of(made.root), "ja", "begun")
    made.file("en", "own").write_text("# Another\n\nThis page goes its own way.\n\nIt does so at length.\n")
    made.file("ja", "own").write_text("# 別の頁\n\nこの頁は別の道を行く。\n", encoding="utf-8")
    made.commit("edits")
    return made


def test_a_page_of_which_too_little_is_translated_is_the_original(history: History) -> None:
    """It says how much is done, and one warning says so to the author; a page that names no original is left alone."""
    book = read(history.root)
    begun = book.page("begun")
    assert begun
    assert (begun.original, begun.file) == ("en", "chapters/en/begun.md")
    assert (standing_of(book, "begun").per_cent, standing_of(book, "begun").file) == (0, "chapters/ja/begun.md")
    assert [(page.path, page.original) for page in book.pages if page.path != "begun"] == [("loss", ""), ("own", "")]
    assert [(problem.code, problem.place.file) for problem in book.problems if problem.code == "T33"] == [
        ("T33", "chapters/ja/begun.md")
    ]


def test_the_site_knows_what_the_status_says(history: History) -> None:
    """Per cent, what is behind and where: the same as `tabbook translate status`."""
    states, _ = translation.read_states(shelf_of(history.root), "ja")
    book = read(history.root)
    for state in states:
        found = standing_of(book, state.path)
        assert (found.base, found.per_cent) == (state.origin, state.per_cent)
        assert [(one.state, one.new, one.line) for one in found.behind] == [
            (one.state, one.new, one.line) for one in state.behind
        ]


class Asking:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.taken: list[tuple[Page, object]] = []

    def question(self, page: Page) -> object:
        return page.path, page.blocks

    def take(self, page: Page, question: object = None) -> None:
        self.taken.append((page, question))


def test_each_page_is_taken_as_its_readers_see_it(history: History) -> None:
    """With what was asked of it where its standing was found; of one that is the original's, nothing was."""
    settings = config.read(history.root)
    asking = Asking()
    book = translation.stand_all(source.read_all(settings), settings, ahead=asking)["ja"]
    assert [page for page, _ in asking.taken] == list(book.pages)
    assert [question for _, question in asking.taken] == [
        None if page.original else asking.question(page) for page in book.pages
    ]
    assert [page.path for page in book.pages if any(map(has_mark, page.blocks))] == ["loss"]


def has_mark(block: Block) -> bool:
    return isinstance(block, Prose) and any(isinstance(piece, BehindMark) for piece in block.pieces)


def test_a_page_that_was_read_already_stands_as_its_text(history: History, tmp_path: Path) -> None:
    """Whether all languages are judged at once or each alone, from the blocks of its page or from the text of its file,
    the faults that the source reader found in it included."""
    shutil.copytree(history.root, tmp_path / "book", ignore=shutil.ignore_patterns("build"))
    made = History(tmp_path / "book")
    shutil.copytree(made.root / "chapters" / "ja", made.root / "chapters" / "ko")
    ini = made.root / "config.ini"
    ini.write_text(ini.read_text().replace("translations = ja", "translations = ja, ko"))
    file = made.file("ko", "own")
    file.write_text(
        file.read_text(encoding="utf-8") + "\n```{.python .input}\nx = 1\n%%tab pytorch\n```\n", encoding="utf-8"
    )
    settings = config.read(made.root)
    books = {language: source.read(settings, language) for language in ("en", "ja", "ko")}
    alone = {name: translation.stand(books[name], books["en"], settings) for name in ("ja", "ko")}
    shutil.rmtree(settings.build_folder / "translation")
    assert translation.stand_all(books, settings) == {"en": books["en"], **alone}
    texts = [text_of(made.file(name, "own").read_text("utf-8"), f"chapters/{name}/own.md") for name in ("ko", "en")]
    found = standing.find("ko", "own", *texts, None, settings)
    assert "S08" in [problem.code for problem in found.errors]
    assert standing_of(alone["ko"], "own") == found


def test_what_nobody_knows_is_never_fresh(history: History, tmp_path: Path) -> None:
    """Without git, or in a shallow clone, nothing is called fresh or stale, and no remote is asked; one that has
    fetched the old original says what the whole one says."""
    shutil.copytree(history.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".git", "build"))
    clone = history.clone(tmp_path / "clone", "--depth", "1")
    for root in (tmp_path / "copy", clone.root):
        found = standing_of(read(root))
        assert (found.base, found.is_fresh, found.is_ready) == ("unknown", False, True)
        assert [block for block in found.behind if block.state == "stale"] == []
    clone.state()
    assert standing_of(read(clone.root)) == standing_of(read(history.root))


def test_who_writes_the_original_waits_for_no_translation(history: History, tmp_path: Path) -> None:
    """In a hurry a page stands as before while its own text is the same; the build after says what is new."""
    clone, kept = history.clone(tmp_path / "clone"), Kept()
    before = standing_of(read(clone.root, kept))
    clone.edit("en", swap("convex in", "smooth in"))
    kept.hurries = True
    assert standing_of(read(clone.root, kept)) is before
    assert kept.owes
    clone.edit("ja", swap("点の順序は", "点の順番は"))
    assert len(standing_of(read(clone.root, kept)).behind) == len(before.behind) + 1
    clone.edit("en", swap("smooth in", "curved in"))
    kept.hurries = False
    assert standing_of(read(clone.root, kept)) == standing_of(read(clone.root))


def test_a_record_speaks_of_its_own_texts_only(history: History) -> None:
    """What an earlier build found is taken where the texts are the same; a broken or strange record is found anew."""
    first = standing_of(read(history.root))
    record = history.root / "build" / "translation" / "ja" / "loss.json"
    whole = files.read_sealed(record) or b""
    files.write_sealed(record, whole.replace(b'"per_cent": 100', b'"per_cent": 99'))
    assert standing_of(read(history.root)) == replace(first, per_cent=99)
    for content in (whole[:-9], b"[]", whole.replace(b'{"name": "', b'{"name": "0')):
        files.write_sealed(record, content)
        assert standing_of(read(history.root)) == first
    for damaged in (b"", whole, record.read_bytes().replace(b'"per_cent": 100', b'"per_cent": 101')):
        record.write_bytes(damaged)
        assert standing_of(read(history.root)) == first
