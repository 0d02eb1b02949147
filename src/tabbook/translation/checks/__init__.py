"""A page beside its English in, what is wrong with it out: one check a file, all of them in one table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from tabbook.errors import Problem
from tabbook.translation.checks import (
    blocks,
    cell_code,
    emphasis,
    english,
    extent,
    fences,
    formulas,
    headings,
    labels,
    marker,
    names,
    quantities,
    references,
    script,
    slide_marks,
    spans,
    tabs,
    targets,
    terms,
    tex,
)
from tabbook.translation.finding import Check, Finding
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

WHOLE: tuple[Check, ...] = (marker.check, extent.check)
"""Checks that see the page with its holes."""
PARTS: tuple[Check, ...] = (
    fences.check,
    tabs.check,
    labels.check,
    references.check,
    targets.check,
    cell_code.check,
    tex.check,
    formulas.check,
    headings.check,
    script.check,
    emphasis.check,
    blocks.check,
    english.check,
)
"""Checks that see it without them: what a hole lacks is said once."""
HINTS: tuple[Check, ...] = (quantities.check, terms.check, names.check, spans.check, slide_marks.check)
"""More of these, which only warn, and hide no error."""

_SAID = {"S02": "T04", "S03": "T04", "S05": "T03", "S06": "T03", "S15": "T12", "S16": "T25"}
"""Faults that the source reader reports too, and the finding that says them better."""
_CONSEQUENCES = {
    "S07": {"T03"},
    "S13": {"T05", "T13"},
    "S14": {"T12", "T13"},
    "S15": {"T13", "T05", "T20", "T18", "T11"},
    "S17": {"T11", "T13"},
    "T03": {"T08", "T20", "T24", "S01", "S22"},
    "T04": {"S01", "S04"},
    "T07": {"T05"},
    "T09": {"T08"},
    "T11": {"T13"},
    "T12": {"S13", "T05", "T13", "T20"},
    "T14": {"S03", "S05", "T04", "T08"},
    "T15": {"T18", "T20"},
    "T18": {"T06", "T13", "T21", "T24"},
    "T19": {"T16", "T21", "T23", "T13", "T24", "T25"},
    "T20": {"T06", "T13", "T21", "T23", "T24", "T25"},
}
"""What follows from a finding on the same lines, and is not said again."""


def find(page: Compared) -> tuple[list[Finding], list[Finding]]:
    """What is wrong with a page in the order of its lines; and what of it comments on the page silence."""
    return _find(page, (*PARTS, *HINTS))


def find_errors(page: Compared) -> list[Finding]:
    """The errors that `find` finds."""
    return [finding for finding in _find(page, PARTS)[0] if finding.severity == "error"]


def _find(page: Compared, checks: Iterable[Check]) -> tuple[list[Finding], list[Finding]]:
    parts = extent.without_holes(page)
    found = [*(f for check in WHOLE for f in check(page)), *(f for check in checks for f in check(parts))]
    found = [*found, *_of_source(page, found)]
    found = list(_once(sorted(found, key=lambda finding: (finding.line, finding.code))))
    if page.origin != "known":
        # The page may be right for the English it was made from.
        found = [dataclasses.replace(f, severity="warning") if f.english else f for f in found]
    silenced = [finding for finding in found if is_silenced(page, finding)]
    return [finding for finding in found if finding not in silenced], silenced


def is_silenced(page: Compared, finding: Finding) -> bool:
    """Whether a `<!-- l10n: ignore … -->` above the block, or the one below a gap, names the finding's code."""
    unit = finding.made or next((unit for unit in page.cut.units if unit.last_line >= finding.line), None)
    return unit is not None and finding.code in unit.ignored


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """The findings without those that follow from another one; two versions of a page are first to be made one."""
    if conflicts := [finding for finding in findings if finding.code == "S23"]:
        findings = conflicts
    causes = [(finding, _CONSEQUENCES.get(finding.code, set())) for finding in findings]
    for finding in findings:
        if not any(finding.code in follows and _are_near(cause, finding) for cause, follows in causes):
            yield finding


def _are_near(cause: Finding, finding: Finding) -> bool:
    if cause.made and finding.made:
        return _overlap(cause.made, finding.made)
    return abs(cause.line - finding.line) <= (10 if cause.code == "T14" else 3)


def _overlap(one: Unit, other: Unit) -> bool:
    return one.line - 2 <= other.last_line and other.line - 2 <= one.last_line


def _of_source(page: Compared, found: list[Finding]) -> Iterator[Finding]:
    """What the source reader says of this page and not of its English."""
    said = {finding.code for finding in found}
    english = [(problem.code, problem.what) for problem in page.english_problems]
    for problem in page.cut.problems:
        if (problem.code, problem.what) in english or _SAID.get(problem.code) in said:
            continue
        yield _from_problem(problem, page)


def _from_problem(problem: Problem, page: Compared) -> Finding:
    made = next((unit for unit in page.cut.units if unit.line <= problem.place.line <= unit.last_line), None)
    # A page that lost its first fence is mended by the reader, and by no other tool.
    severity = "error" if problem.code == "S07" else problem.severity
    return Finding(problem.code, problem.place.line, problem.what, problem.cure, severity, made)
