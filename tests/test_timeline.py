"""What a build did is written as a timeline that a viewer can open."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

from conftest import tabbook
from tabbook import timeline
from test_cli import write_book


def test_a_build_tells_its_stages(tmp_path: Path) -> None:
    """`--profile` names the stages, each with its place on a row; those of one row nest or follow each other."""
    root, file = write_book(tmp_path / "book"), tmp_path / "profile.json"
    assert tabbook(root, "build", "html").returncode == 0
    assert tabbook(root, "build", "html", "--profile", str(file)).returncode == 0
    events = json.loads(file.read_text())["traceEvents"]
    assert {"read the sources", "parse and number the prose", "write website", "search index"} <= {
        event["name"] for event in events
    }
    for one, other in combinations(events, 2):
        if one["tid"] == other["tid"]:
            ends = one["ts"] + one["dur"], other["ts"] + other["dur"]
            assert other["ts"] >= ends[0] or ends[1] <= ends[0]


def test_what_runs_at_once_stands_on_lines_of_its_own(tmp_path: Path) -> None:
    """Two programs that overlap are not drawn upon each other; one inside another is. Nothing is kept after the end."""
    timeline.begin()
    for name, seconds in (("inner", 2.0), ("first", 5.0), ("second", 4.0)):
        timeline.add(name, "programs", seconds)
    timeline.write(tmp_path / "told.json")
    timeline.add("later", "programs", 1.0)
    rows = {event["name"]: event["tid"] for event in json.loads((tmp_path / "told.json").read_text())["traceEvents"]}
    assert rows == {"first": "programs", "second": "programs 2", "inner": "programs"}
