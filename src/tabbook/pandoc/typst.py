"""Formulas in TeX in, Typst's mathematics out; one that pandoc refuses gives `None`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tabbook.pandoc.batch import Job, Refused, run
from tabbook.pandoc.formulas import document, rows_aligned


def typst_formulas(formulas: Sequence[tuple[str, bool]], cache: Path | None = None) -> list[str | None]:
    """What stands between Typst's dollar signs for each formula, given as TeX and whether it is displayed."""
    jobs = [Job(kind="write", text=document(prepared(source), is_display), format="typst") for source, is_display in formulas]
    return [None if isinstance(text, Refused) else _between_dollars(text) for text in run(jobs, cache)]


def prepared(source: str) -> str:
    return rows_aligned(source)


def _between_dollars(text: str) -> str | None:
    found = re.fullmatch(r"\s*\$(.*)\$\s*", text, re.DOTALL)
    return " ".join(found[1].split()) if found else None
