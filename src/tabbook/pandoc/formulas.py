"""Formulas in TeX in, MathML out; a refused one gives `None`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from math_core import LatexError, LatexToMathML

from tabbook.document.formulas import Key
from tabbook.pandoc.batch import Job, Refused, run
from tabbook.pandoc.texts import API_VERSION

ROW_END = re.compile(r"\\\\")
ENVIRONMENT = re.compile(r"\\begin\s*\{")


def mathml(formulas: Sequence[Key], cache: Path | None = None) -> list[str | None]:
    """A `<math>` element for each formula, given as TeX and whether it is displayed.

    math-core writes them; what it refuses, pandoc tries, and what both refuse gives `None`.
    """
    converter = LatexToMathML()
    results = [_convert(converter, source, is_display) for source, is_display in formulas]
    refused = [index for index, result in enumerate(results) if result is None]
    jobs = [
        Job(kind="write", text=document(rows_aligned(formulas[index][0]), formulas[index][1]), format="html")
        for index in refused
    ]
    for index, text in zip(refused, run(jobs, cache), strict=True):
        found = None if isinstance(text, Refused) else re.search(r"<math.*?</math>", text, re.DOTALL)
        if found:
            results[index] = re.sub(r"<annotation.*?</annotation>", "", found[0], flags=re.DOTALL)
    return results


def _convert(converter: LatexToMathML, source: str, is_display: bool) -> str | None:
    try:
        return converter.convert_with_local_state(rows_aligned(source), displaystyle=is_display)
    except LatexError:
        return None


def rows_aligned(source: str) -> str:
    """A formula whose rows end outside any environment, put into `aligned`, as Sphinx put it into `split`."""
    if ROW_END.search(source) and not ENVIRONMENT.search(source):
        return rf"\begin{{aligned}}{source}\end{{aligned}}"
    return source


def document(source: str, is_display: bool) -> str:
    """A document of one formula, as pandoc reads it."""
    math = {"t": "Math", "c": [{"t": "DisplayMath" if is_display else "InlineMath"}, source]}
    return json.dumps({"pandoc-api-version": API_VERSION, "meta": {}, "blocks": [{"t": "Para", "c": [math]}]})
