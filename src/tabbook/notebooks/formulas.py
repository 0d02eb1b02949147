"""A formula's TeX in, the TeX that MathJax in a notebook shows alike out."""

from __future__ import annotations

import re

WORD = re.compile(
    r"""
    \\(?P<edge>begin|end)\s*\{[^}]*\}  # an environment opens or closes
  | (?P<row>\\\\)                      # a row ends
  | \\.                                # another command or escaped sign
  | (?P<brace>[{}])
  | (?P<cell>&)
    """,
    re.VERBOSE | re.DOTALL,
)


def displayed(source: str, number: str = "") -> str:
    """The TeX of a display formula: rows outside an environment put into one, the number as its tag, no blank lines."""
    lines = [line.rstrip() for line in source.strip().split("\n") if line.strip()]
    tex = "\n".join(lines)
    if _has_bare_rows(tex):
        tex = f"\\begin{{aligned}}\n{tex}\n\\end{{aligned}}"
    if number:
        # A comment at the end of the formula must not swallow the number.
        tex += ("\n" if "%" in tex.rsplit("\n", 1)[-1] else " ") + f"\\tag{{{number}}}"
    return f"\n{tex}\n" if "\n" in tex else tex


def _has_bare_rows(tex: str) -> bool:
    depth = 0
    for word in WORD.finditer(tex):
        if word["edge"] or word["brace"]:
            depth += 1 if word["edge"] == "begin" or word["brace"] == "{" else -1
        elif (word["row"] or word["cell"]) and depth <= 0:
            return True
    return False


def in_table(source: str) -> str:
    """TeX without the sign that parts the cells of a table."""
    return source.replace("\\|", "\\Vert ").replace("|", "\\vert ")
