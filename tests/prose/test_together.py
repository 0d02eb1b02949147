"""Which letters stay on the line of the formula or the code they touch."""

from __future__ import annotations

from typing import Any

import pytest

from tabbook.document.tree import attributes_of, link, plain_text, text
from tabbook.prose.together import tied

CODE = {"t": "Code", "c": [["", [], []], "setup"]}
FORMULA = {"t": "RawInline", "c": ["html", "<math></math>"]}


def nodes_of(text: str) -> list[dict[str, Any]]:
    """Words, blanks, a formula for each $, and code for each `."""
    nodes: list[dict[str, Any]] = []
    for part in text.replace("$", "|$|").replace("`", "|`|").replace(" ", "| |").split("|"):
        if part:
            nodes.append({"$": FORMULA, "`": CODE, " ": {"t": "Space"}}.get(part, {"t": "Str", "c": part}))
    return nodes


def text_of(nodes: list[dict[str, Any]]) -> str:
    """The same as text, with what is tied in brackets."""
    shown = {
        "RawInline": lambda node: "$",
        "Code": lambda node: "`",
        "Space": lambda node: " ",
        "Str": lambda node: node["c"],
    }
    return "".join(shown.get(node["t"], lambda node: f"[{text_of(node['c'][1])}]")(node) for node in nodes)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "a $, b", "a [$,] b"),
        ("en", "a ($) b", "a [($)] b"),
        ("en", "the $-th of $ and", "the [$-th] of $ and"),
        ("en", "from $–$.", "from [$–$.]"),
        ("en", "K.-R. pp. 249–256. a-b", "[K.-R.] pp. [249–256.] a-b"),
        ("ko", "값 $는 크다", "값 [$는] 크다"),
        ("ko", "계수(negative slope)이고 (x) 값", "[계수(negative] [slope)이고] (x) 값"),
        ("ko", "값 `는 크다, `에서. `", "값 [`는] 크다, [`에서.] `"),
        ("ja", "値は`と$で、大きい", "値は`と$で、大きい"),
        ("ja", "値は$で、大きい", "値は$で、大きい"),
        ("ja", "値は$、$である", "値は[$、]$である"),
        ("ja", "値は$、大きい（$）", "値は[$、]大きい[（$）]"),
    ],
)
def test_tied(language: str, before: str, after: str) -> None:
    """A formula keeps its punctuation; where words are divided by blanks, also the letters that touch it.
    A Korean word is not broken at a bracket or behind code, a range of pages not at its dash."""
    assert text_of(tied(nodes_of(before), language)) == after


@pytest.mark.parametrize(
    ("before", "number", "parts"),
    [
        ("これが、式", "(1.4.1)", ["これが、", "[式(1.4.1)]"]),
        ("곧 방정식 ", "(1.4.1)", ["곧 ", "[방정식 (1.4.1)]"]),
        ("곧 ", "(1.4.1)", ["곧 ", "(1.4.1)"]),
        ("양식 ", "그림 1.4.1", ["양식 ", "그림 1.4.1"]),
    ],
)
def test_an_equation_stays_beside_its_number(before: str, number: str, parts: list[str]) -> None:
    """No line ends between the word for it and the bracket of its number."""
    found = tied([{"t": "Str", "c": before}, link(text(number), "#one", classes=["reference"])], "ko")
    assert [plain_text([node]) if node["t"] != "Span" else f"[{plain_text([node])}]" for node in found] == parts


@pytest.mark.parametrize(
    ("language", "code", "classes"),
    [
        ("ja", "w.data[0, :2] = 3", ("phrase",)),
        ("ko", "w.data[0, :2] = 3", ("phrase",)),
        ("en", "w.data[0, :2] = 3", ()),
        ("ja", "setup", ()),
        ("ja", "layer.kernel[...] = changed", ()),
    ],
)
def test_short_code_of_some_words_is_a_phrase(language: str, code: str, classes: tuple[str, ...]) -> None:
    """In Japanese and Korean a wide line does not end inside it; without longer code a line would look short."""
    found = tied([{"t": "Code", "c": [["", [], []], code]}], language)
    assert [attributes_of(node)[1] for node in found] == [classes]
