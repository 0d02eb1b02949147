"""A folder in, a book in three languages out: one page is behind its original, one was just begun, one is fresh."""

from __future__ import annotations

from pathlib import Path

from tabbook import translation
from tabbook.translation import git, pages
from translation.little_history import ENGLISH, JAPANESE, History, begin, shelf_of, swap

REPOSITORY = "https://github.com/you/book"
TOC = "# Losses\n\nA book on losses and weights, for those who like them.\n\n```toc\nloss\nbegun\n```\n"
INDEX = "# 損失\n\n損失と重みについての本である。\n\n```toc\nloss\nbegun\n```\n"
BEGUN = "# Everything Else\n\nNobody has translated this page.\n"
LOSS = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><circle cx="20" cy="20" r="9"/></svg>'
CHANGED = (
    "The square $d^2$ of the difference is the most common loss. Large errors weigh **much** more than small ones."
)
ADDED = "Nothing else is convex here, and :eqref:`eq_loss` is what we take."


def make(root: Path) -> History:
    """The book, with its history."""
    book = begin(root)
    settings = (root / "config.ini").read_text(encoding="utf-8").replace("translations = ja", "translations = ja, ko")
    titles = "[language-ja]\ntitle = 損失\n[language-ko]\ntitle = 손실\n"
    (root / "config.ini").write_text(f"{settings}{titles}[website]\nrepository = {REPOSITORY}\n", encoding="utf-8")
    (root / "chapters" / "img").mkdir()
    (root / "chapters" / "img" / "loss.svg").write_text(LOSS, encoding="utf-8")
    book.file("en", "index").write_text(TOC, encoding="utf-8")
    book.file("ja", "index").write_text(f"{pages.marker(git.hash_of(TOC.encode()))}\n{INDEX}", encoding="utf-8")
    book.file("en", "begun").write_text(BEGUN, encoding="utf-8")
    translation.start(shelf_of(root), "ja", "begun")
    book.commit("more pages")
    square = ENGLISH.split("\n\n")[2]
    book.edit("en", swap(square, CHANGED), swap("We take", f"{ADDED}\n\nWe take"))
    book.edit("en", swap("\nA point may be drawn twice.\n", ""))
    book.edit("ja", swap("点は12個とる。", "We take 12 points for it."))
    book.commit("edits")
    assert JAPANESE.split("\n\n")[2] in book.file("ja").read_text(encoding="utf-8")
    return book
