"""The end of a Japanese paragraph stays together, so that its last line is never a letter or two."""

from __future__ import annotations

import pytest

from tabbook.document.tree import plain_text
from tabbook.website.last_lines import ended, is_broken_anywhere

CODE = {"t": "Code", "c": [["", [], []], "x"]}


@pytest.mark.parametrize(
    ("words", "tail"),
    [
        (["重みを調べて", "みる。"], "てみる。"),
        (["である。"], "である。"),
        (["（これは余談である。）"], "である。）"),
        (["PyTorchだ。"], ""),
        (["終わりの。", CODE], ""),
        ([CODE, "を使う。"], "を使う。"),
        ([], ""),
    ],
)
def test_three_letters_and_their_marks_stay_together(words: list[object], tail: str) -> None:
    """No letter is lost; what ends in code, in Latin letters or in nothing is left as it is."""
    inlines = [{"t": "Str", "c": word} if isinstance(word, str) else word for word in words]
    paragraph = {"t": "Para", "c": inlines}
    made = ended(paragraph)
    assert plain_text(made["c"]) == plain_text(paragraph["c"])
    spans = [node for node in made["c"] if node["t"] == "Span"]
    assert [plain_text(node["c"][1]) for node in spans] == [tail] * bool(tail)


def test_only_languages_that_break_between_letters_need_it() -> None:
    """Korean and English break between words."""
    assert [is_broken_anywhere(language) for language in ("ja", "zh-Hant", "ko", "en")] == [True, True, False, False]
