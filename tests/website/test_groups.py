"""Which parts of a page are shared and which lie in panels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tabbook.website.groups import CodeCell, Group, Item, Part, Prose, Shared, View, gather

CONFORMANCE = Path(__file__).parents[1] / "source" / "conformance"
TABS = ("alpha", "beta", "gamma")
PRINTED = ({"output_type": "stream", "name": "stdout", "text": "1\n"},)


def prose(text: str, *frameworks: str) -> Prose:
    return Prose(({"t": "Plain", "c": [{"t": "Str", "c": text}]},), frameworks)


def cell(block: int = 1, /, **sources: str) -> CodeCell:
    return CodeCell({name: View(block, source) for name, source in sources.items()})


def shown(parts: tuple[Part, ...]) -> list[str]:
    return [part.source if isinstance(part, View) else part.blocks[0]["c"][0]["c"] for part in parts]


def summary(items: list[Item], frameworks: tuple[str, ...] = TABS) -> list[Any]:
    """Shared parts as a list of texts, a group as texts by framework."""
    return [
        shown(part.parts)
        if isinstance(part, Shared)
        else {panel.framework: shown(panel.parts) for panel in part.panels}
        for part in gather(items, frameworks)
    ]


def test_equal_code_is_shared() -> None:
    """A cell that looks the same in every framework of the page stands without panels."""
    assert summary([prose("a"), cell(alpha="x", beta="x", gamma="x"), prose("b")]) == [["a"], ["x"], ["b"]]


def test_other_code_makes_panels_in_the_order_of_the_config() -> None:
    """Frameworks whose code differs get a panel each, in the order of the config."""
    assert list(summary([cell(gamma="z", beta="y", alpha="x")])[0]) == ["alpha", "beta", "gamma"]


def test_other_outputs_make_panels() -> None:
    """Equal code with other outputs is shown once for each framework."""
    views = {name: View(1, "x", PRINTED if name == "beta" else ()) for name in TABS}
    assert isinstance(gather([CodeCell(views)], TABS)[0], Group)


def test_agreement_is_measured_on_the_page() -> None:
    """Code that all frameworks of the page share stands without panels, though the book has more (8.31)."""
    assert summary([cell(alpha="x", beta="x")], ("alpha", "beta")) == [["x"]]


def test_one_cell_that_differs_takes_the_group_along() -> None:
    """A cell for fewer frameworks puts its neighbours into panels too, and they are repeated in each."""
    found = summary([cell(1, alpha="x", beta="x", gamma="x"), prose("note", "beta")])
    assert found == [{"alpha": ["x"], "beta": ["x", "note"], "gamma": ["x"]}]


def test_shared_prose_ends_a_group() -> None:
    """Cells on both sides of shared prose are two groups."""
    found = summary([cell(1, alpha="x"), prose("words"), cell(2, beta="y")])
    assert found == [{"alpha": ["x"]}, ["words"], {"beta": ["y"]}]


def test_a_page_for_one_framework_has_no_panels() -> None:
    """Where the page exists for one framework only, nothing lies in panels."""
    assert summary([prose("a", "beta"), cell(beta="x")], ("beta",)) == [["a", "x"]]


def test_a_lone_note_is_marked() -> None:
    """A note for one framework on a page for several stands in a panel, so that others see whose it is (8.24)."""
    assert summary([prose("a"), prose("note", "beta"), prose("b")]) == [["a"], {"beta": ["note"]}, ["b"]]


def test_code_is_joined_where_the_first_cell_is_silent() -> None:
    """In a panel two cells in a row become one when the first printed nothing, else they stay two."""
    silent = [cell(1, alpha="a"), cell(2, alpha="b")]
    loud = [CodeCell({"alpha": View(1, "a", PRINTED)}), cell(2, alpha="b")]
    assert summary(silent) == [{"alpha": ["a\n\nb"]}]
    assert summary(loud) == [{"alpha": ["a", "b"]}]


def test_agreeing_cells_are_not_joined() -> None:
    """Cells without panels stay as the author wrote them."""
    assert summary([cell(1, alpha="a", beta="a", gamma="a"), cell(2, alpha="b", beta="b", gamma="b")]) == [["a", "b"]]


def test_no_panel_is_empty() -> None:
    """Only frameworks that have something in the group get a panel."""
    groups = [part for part in gather([cell(alpha="x"), prose("y", "gamma")], TABS) if isinstance(part, Group)]
    assert [group.frameworks for group in groups] == [("alpha", "gamma")]


def items_of(case: Path) -> list[Item]:
    """The cells of all tabs' notebooks, those of one position together, as d2lbook merges them (5.2.1)."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for tab in TABS:
        for entry in json.loads((case / f"expected-{tab}.json").read_text(encoding="utf-8")):
            found.setdefault(entry["pos"], {})[tab] = entry
    items: list[Item] = []
    for position, by_tab in sorted(found.items()):
        first = next(iter(by_tab.values()))
        if first["type"] == "code":
            items.append(cell(position, **{tab: entry["source"] for tab, entry in by_tab.items()}))
        else:
            items.append(prose(first["source"], *(by_tab if first["tab"] else ())))
    return items


@pytest.mark.parametrize("name", ["05-begin-tab", "07-if-branches", "18-merge-panels"])
def test_conformance(name: str) -> None:
    """Groups and panels are those d2lbook makes."""
    merged = json.loads((CONFORMANCE / name / "expected-merged.json").read_text(encoding="utf-8"))
    expected = [
        {panel["tab"]: [cell["source"] for cell in panel["cells"]] for panel in part["panels"]}
        if "panels" in part
        else [cell["source"] for cell in part["shared"]]
        for part in merged
    ]
    assert summary(items_of(CONFORMANCE / name)) == expected
