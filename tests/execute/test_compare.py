"""What of a cell's outputs differs, and how it is shown."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from cases import check
from execute.little_programs import program
from tabbook.execute.check.columns import MOST, side_by_side
from tabbook.execute.check.compare import Output, compare
from tabbook.execute.check.rerun import find_tolerances
from tabbook.execute.marks import find_faulty_marks

CASES = Path(__file__).with_name("cases")


def outputs(text: str) -> list[Output]:
    """What stands below each line `> kind`, as a cell's outputs."""
    shown: list[Output] = []
    for part in f"\n{text}".split("\n> ")[1:]:
        kind, _, content = part.partition("\n")
        if kind in ("stdout", "stderr"):
            shown.append({"output_type": "stream", "name": kind, "text": content})
        else:
            shown.append({"output_type": "display_data", "data": {kind: content}, "metadata": {}})
    return shown


def differences(before: str) -> str:
    tolerance, _, rest = (
        before.removeprefix("tolerance ").partition("\n") if before.startswith("tol") else ("0", "", before)
    )
    old, new = rest.removesuffix("\n").split("\n---\n")
    return (
        "\n".join(difference.what for difference in compare(outputs(old), outputs(new), float(tolerance))) or "nothing"
    )


def test_cases() -> None:
    """The title of each case is its rule."""
    check(CASES / "compare.md", differences)


def test_columns() -> None:
    """Old and new stand beside each other, within 100 letters."""

    def render(before: str) -> str:
        old, new = f"\n{before}".split("\n---\n")
        return side_by_side(old.removeprefix("\n"), new)

    check(CASES / "columns.md", render)


def test_a_long_difference_is_cut() -> None:
    """A terminal is told so many lines, and how many there are more; the page for the eye has all."""
    told = side_by_side("\n".join(map(str, range(100))), "\n".join(map(str, range(100, 200)))).splitlines()
    assert len(told) == 1 + MOST + 1
    assert told[-1] == f"    … {100 - MOST} lines more"


def drawn(x: int, kind: str = "PNG", size: tuple[int, int] = (200, 100), **options: Any) -> list[Output]:
    """A picture of a line at `x`, as a cell shows it."""
    picture = Image.new("RGBA" if kind == "PNG" else "RGB", size, options.get("ground", "white"))
    ImageDraw.Draw(picture).line((x, 0, x, size[1]), fill="blue", width=2)
    file = io.BytesIO()
    picture.save(file, kind, **options.get("save", {}))
    data = {f"image/{kind.lower()}": base64.encodebytes(file.getvalue()).decode()}
    return [{"output_type": "display_data", "data": data, "metadata": {}}]


@pytest.mark.parametrize(
    ("old", "new", "tolerance", "what"),
    [
        (drawn(50), drawn(50), 0, []),
        (drawn(50), drawn(50, save={"compress_level": 1}), 0, []),
        (drawn(50, ground="#ffffff00"), drawn(50, ground="#00000000"), 0, []),
        (drawn(50, "JPEG", save={"quality": 95}), drawn(50, "JPEG", save={"quality": 90}), 0, []),
        (drawn(50), drawn(90), 0, ["shows a picture 0.115 from what it was, where 0.01 is near"]),
        (drawn(50), drawn(90), 0.2, []),
        (drawn(50), drawn(50, size=(210, 100)), 1,
         ["shows a picture of 210 x 100 points, which was 200 x 100"]),
    ],
)  # fmt: skip
def test_pictures_are_compared_by_their_points(
    old: list[Output], new: list[Output], tolerance: float, what: list[str]
) -> None:
    """Not by their bytes; what cannot be seen does not count, and a picture of another size is another picture."""
    assert [difference.what for difference in compare(old, new, tolerance)] == what


@pytest.mark.parametrize(
    ("sources", "tolerances"),
    [
        (["x = 1", "x"], [0, 0]),
        (["x = 1", "x  #@tolerance 1e-3"], [0, 1e-3]),
        (["#@tolerance 0.01\nx = 1", "x", "x  # @tolerance .5", "#@tolerance 0\nx"], [0.01, 0.01, 0.5, 0]),
        (["x = 1  #@tolerance 0.01", "x"], [0.01, 0]),
        (["x = 1\n#@tolerance 0.01", "x"], [0.01, 0]),
        (["#@tolerance 0.01\nx = 1  #@tolerance 0", "x"], [0, 0.01]),
    ],
)
def test_a_cell_or_a_page_has_a_tolerance(sources: list[str], tolerances: list[float]) -> None:
    """A page's stands in the first line of its first cell; a cell's own counts more."""
    assert find_tolerances(program("page", "mxnet", sources)) == tolerances


def test_a_tolerance_that_is_no_number_is_told() -> None:
    """At its line, with an example."""
    problems = find_faulty_marks([program("page", "mxnet", ["x = 1\nx  #@tolerance small", "#@tolerance -1"])])
    assert list(map(str, problems)) == [
        "chapters/en/page.md:3: `#@tolerance small` does not name a number; write `#@tolerance 1e-3` [X15]",
        "chapters/en/page.md:7: `#@tolerance -1` does not name a number; write `#@tolerance 1e-3` [X15]",
    ]
