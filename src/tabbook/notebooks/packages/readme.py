"""A language and a book's facts in, what the reader of a package reads first out."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files


def readme(language: str, facts: Mapping[str, str]) -> str:
    """The text of `readme/<language>.md`; the English one where there is none."""
    folder = files("tabbook.notebooks.packages").joinpath("readme")
    named = folder.joinpath(f"{language.partition('-')[0]}.md")
    text = (named if named.is_file() else folder.joinpath("en.md")).read_text(encoding="utf-8")
    return text.format(**facts, start_on_windows=facts["start"].replace("/", "\\"))
