"""Reviewed pages and states in; JSON, GitHub annotations and a summary table out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

from tabbook.errors import Problem
from tabbook.translation.review import Reviewed
from tabbook.translation.state import PageState


def findings_as_json(reviewed: Sequence[Reviewed], problems: Sequence[Problem]) -> str:
    """Everything found, by page."""
    return json.dumps(
        {
            "pages": [
                {
                    "file": one.page.made.file,
                    "language": one.page.language,
                    "page": one.page.path,
                    "english": one.page.english.file,
                    "marker": one.page.marker,
                    "silenced": one.silenced,
                    "findings": [_as_data(problem) for problem in one.problems],
                }
                for one in reviewed
            ],
            "problems": [_as_data(problem) for problem in problems],
        },
        ensure_ascii=False,
        indent=1,
    )


def _as_data(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.place.file,
        "line": problem.place.line,
        "what": problem.what,
        "cure": problem.cure,
    }


def states_as_json(states: Sequence[PageState]) -> str:
    """The states of pages and of their blocks."""
    pages = [
        dataclasses.asdict(page) | {"behind": len(page.behind), "per_cent": page.per_cent, "badge": page.badge}
        for page in states
    ]
    return json.dumps({"pages": pages}, ensure_ascii=False, indent=1)


def annotation(problem: Problem) -> str:
    """A Problem as a line that GitHub shows beside the change."""
    place = f"file={_property(problem.place.file)},line={problem.place.line},title={problem.code}"
    message = f"{problem.what}; {problem.cure}".replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{problem.severity} {place}::{message}"


def _property(text: str) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(sign, code)
    return text


def summary(reviewed: Sequence[Reviewed], problems: Sequence[Problem]) -> str:
    """What was found as a table in Markdown, and the markers to paste."""
    rows = [
        f"| {_cell(problem.severity)} | {_cell(f'{problem.place}')} | {_cell(problem.what)} | {_cell(problem.cure)} |"
        for problem in [*problems, *(problem for one in reviewed for problem in one.problems)]
    ]
    head = ["| | where | what was found | what to do |", "| --- | --- | --- | --- |"]
    pages = f"{len(reviewed)} page{'s' * (len(reviewed) != 1)} checked"
    markers = [f"- {_cell(one.page.made.file)}: `{one.page.marker}`" for one in reviewed]
    found = ["", *head, *rows] if rows else [", nothing found."]
    newest = ["", "Once a page says what its English says today, its first line is:", "", *markers] if markers else []
    return "\n".join([f"### Translations: {pages}" + ("" if rows else found[0]), *(found if rows else []), *newest, ""])


def _cell(text: str) -> str:
    """Text that cannot leave its cell, whatever a page says."""
    for sign, code in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("\n", " "), ("`", "&#96;"), ("@", "&#64;")):
        text = text.replace(sign, code)
    return text
