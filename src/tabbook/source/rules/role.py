"""An inline role such as a reference or a citation, and what only looks like one."""

from __future__ import annotations

import difflib
import re

from tabbook.document import Role, Text
from tabbook.errors import Problem
from tabbook.source.found import FoundPiece
from tabbook.source.passage import Passage

NAMES = ("numref", "ref", "eqref", "cite", "citet", "citep", "func", "class", "mod")
MARK_NAMES = ("label", "width", "height", "bibliography")

ROLE = re.compile(
    r"""
    : (?P<gap> [ \t]? )                      # a blank here is a fault
    (?P<name> [A-Za-z_] [\w-]{0,30} ) :
    (?P<ticks> `{1,2} ) (?!`)
    (?P<value> [^`]+ )                       # any text without a backtick
    (?P=ticks) (?!`)
    """,
    re.VERBOSE,
)
_BARE = re.compile(r":(?P<name>numref|ref|eqref|cite[tp]?|label|eqlabel):(?P<value>\w[\w:.-]*\w|\w)")
"""One whose backticks were forgotten; other names have colons around them in many a sentence."""


def match(passage: Passage, at: int) -> re.Match[str] | None:
    """What reads like a role at `at`: a name and a value within the paragraph."""
    found = ROLE.match(passage.text, at)
    return found if found and found.end() <= passage.item_end(at) else None


def value(found: re.Match[str]) -> str:
    """What stands between the backticks, on one line, stripped."""
    return re.sub(r"\s*[\r\n]\s*", " ", found["value"]).strip()


def read(passage: Passage, at: int, written: str) -> FoundPiece | None:
    """The role that begins at `at`."""
    found = match(passage, at)
    if not found or found["name"] not in NAMES or not value(found):
        return None
    problems: tuple[Problem, ...] = ()
    if found["gap"]:
        if not passage.is_line_start(at):
            return None  # more likely the colon of the sentence
        what, cure = f"there is a blank before `{found['name']}`", f"write `:{found['name']}:`"
        problems = (Problem("S12", passage.place(at), what, cure, "warning"),)
    return FoundPiece(Role(passage.place(at), found[0], found["name"], value(found)), problems)


def read_unknown(passage: Passage, at: int, written: str) -> FoundPiece | None:
    """The colon of what reads like a role at `at` and is none; it stays text and is reported."""
    found = match(passage, at)
    if not found or found["gap"]:
        return None
    code, what, cure = _fault(found["name"], bool(value(found)))
    is_inside_word = at > 0 and (passage.text[at - 1].isalnum() or passage.text[at - 1] == "_")
    problems = () if code == "S11" and is_inside_word else (Problem(code, passage.place(at), what, cure, "warning"),)
    return FoundPiece(Text(passage.place(at), ":"), problems)


def read_bare(passage: Passage, at: int, written: str) -> FoundPiece | None:
    """The colon of a role that has no backticks; it stays text and is reported."""
    found = _BARE.match(passage.text, at)
    if not found or (at > 0 and passage.text[at - 1].isalnum()):
        return None
    name, what = found["name"], f"the value of `:{found['name']}:` has no backticks"
    problem = Problem(
        "S12", passage.place(at), what, f"write `:{name}:`, then `{found['value']}` in backticks", "warning"
    )
    return FoundPiece(Text(passage.place(at), ":"), (problem,))


def _fault(name: str, has_value: bool) -> tuple[str, str, str]:
    """Code, what and cure."""
    if name in (*NAMES, *MARK_NAMES, "eqlabel") and not has_value:
        return "S12", f"`:{name}:` has no value", "write it between the backticks"
    if name == "eqlabel":
        return "S13", "there is no display formula directly above this `:eqlabel:`", "move it below its formula"
    if name in ("begin_tab", "end_tab"):
        return "S04", f"`:{name}:` stands inside a line", "give it a line of its own"
    known = (*NAMES, *MARK_NAMES, "eqlabel")
    near = difflib.get_close_matches(name, known, n=1)
    cure = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}; if it is no role, escape its colon"
    return "S11", f"there is no role `{name}`", cure
