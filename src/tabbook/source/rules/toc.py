"""A fence in, a table of contents out."""

from __future__ import annotations

from tabbook.document import Toc, TocEntry
from tabbook.errors import Problem
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules.fence import Fence


def read(lines: Lines, fence: Fence) -> FoundBlock | None:
    """A table of contents, if the info string is `toc`."""
    if fence.info != "toc":
        return None
    entries: list[TocEntry] = []
    problems: list[Problem] = []
    is_numbered, depth = False, None
    for at in range(fence.start + 1, fence.body_end):
        line = lines.bare[at].strip()
        option, _, value = line[1:].partition(":")
        if not line.startswith(":"):
            entries += [TocEntry(lines.place(at), line)] if line else []
        elif option == "numbered":
            is_numbered = True
        elif option == "maxdepth" and value.strip().isdecimal() and len(value) < 10:
            depth = int(value)
        else:
            what = f"a table of contents has no option `{line[:40]}`"
            cure = "use `:numbered:` or `:maxdepth: 2`, or delete the line"
            problems.append(Problem("S20", lines.place(at), what, cure, "warning"))
    text = lines.text(fence.start, fence.end)
    return FoundBlock(
        Toc(lines.place(fence.start), text, tuple(entries), is_numbered, depth), fence.end, tuple(problems)
    )
