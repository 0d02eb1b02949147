"""A formula as textbooks write it in, the same formula in the TeX that pandoc turns into Typst without a loss out."""

from __future__ import annotations

import re

from tabbook.pandoc.formulas import rows_aligned

OPERATOR, LIMITS, BARE = "\u2061", "\u2061\u2061", "\u2062"
"""Signs without a shape: before an operator's name, before one with limits below it, in a matrix without brackets."""

_FACES = {"bf": "mathbf", "rm": "mathrm", "it": "mathit", "sf": "mathsf", "tt": "mathtt", "cal": "mathcal"}
_OLD_FACE = re.compile(r"\\(bf|rm|it|sf|tt|cal)(?![A-Za-z])\s*((?:[^{}]|\{[^{}]*\})*)")
_WORDS = re.compile(r"(\\(?:text|textrm|textbf|textit|mbox|texttt|operatorname\*?)\s*\{[^{}]*\})")
_MATRIX = r"\\begin\{(?:matrix|smallmatrix|array)\}(?:\s*\[[tbc]\])?"
_RULES: tuple[tuple[str, str], ...] = (
    (r"\\def\s*(\\[A-Za-z]+)\s*\{", r"\\newcommand{\1}{"),
    (r"\\DeclareMathOperator(\*?)\s*\{(\\\w+)\}\s*\{([^{}]*)\}", r"\\newcommand{\2}{\\operatorname\1{\3}}"),
    (r"\\label\s*\{[^{}]*\}", ""),
    (r"\\cfrac(?![A-Za-z])", r"\\dfrac"),
    (r"\\[dt]binom(?![A-Za-z])", r"\\binom"),
    (r"\\mod(?![A-Za-z])", r"\\ \\bmod"),
    (r"\{([^{}]*)\\over(?![A-Za-z])([^{}]*)\}", r"{\\frac{\1}{\2}}"),
    (r"\\textcolor\s*\{[^{}]*\}", ""),
    (r"\\S(?![A-Za-z])", r"\\textrm{§}"),
    (r"\\perp(?:\\!)+\\perp", "⫫"),
    (r"(\\begin\{(?:aligned|gathered|alignedat|split)\})\s*\[[tbc]\]", r"\1"),
    (r"\\(?:mathop\s*\{\s*)\\(?:mathrm|textrm|text|rm)\s*\{([A-Za-z -]+)\}\s*\}", rf"\\text{{{LIMITS}\1}}"),
    (r"\\operatorname\*\s*\{([\w -]+)\}", rf"\\text{{{LIMITS}\1}}"),
    (r"\\operatorname\s*\{([\w -]+)\}", rf"\\text{{{OPERATOR}\1}}"),
    (r"\\(?:big|Big|bigg|Bigg)[lrm]?(?=\s*(?:[()\[\]|/.]|\\[{}|]|\\[lr][A-Za-z]+))", ""),
    (rf"{_MATRIX}\s*(?:\{{[^{{}}]*\}})?", rf"\\begin{{bmatrix}}\\text{{{BARE}}}"),
    (r"\\end\{(?:matrix|smallmatrix|array)\}", r"\\end{bmatrix}"),
    (r"\\hline(?![A-Za-z])", ""),
    (r"\\begin\{vmatrix\}", rf"\\left|\\begin{{bmatrix}}\\text{{{BARE}}}"),
    (r"\\end\{vmatrix\}", r"\\end{bmatrix}\\right|"),
    (r"\\left\s*(?:\\\||\\lVert|\\Vert)(?![A-Za-z])", r"\\lVert "),
    (r"\\right\s*(?:\\\||\\rVert|\\Vert)(?![A-Za-z])", r"\\rVert "),
    (r"\\lvert(?![A-Za-z])", r"\\left|"),
    (r"\\rvert(?![A-Za-z])", r"\\right|"),
)
_COMPILED = [(re.compile(pattern, re.DOTALL), better) for pattern, better in _RULES]
_CASES = re.compile(r"\\begin\{cases\}(.*?)\\end\{cases\}", re.DOTALL)
_BAR = re.compile(r"\\(?:left|right|middle)\s*(?:\\?\||.)|\\\||\\[A-Za-z]+|\\.|\||[{}]", re.DOTALL)
_BEFORE_OPENING = re.compile(
    r"""
    (?: ^ | [({\[=+\-*/,;<>&^_:~] | \\\\ | \\[,;:!\ ]
      | \\(?:cdot|times|le|leq|ge|geq|ll|gg|neq|ne|approx|sim|to|in|mid|quad|qquad|sum|min|max|log|exp|frac|sqrt|eta)
    ) \s* \Z
    """,
    re.VERBOSE,
)
_APART = re.compile(r"\s\|(?=\S)")
"""A bar with a blank before it only."""


def prepared(source: str) -> str:
    """`source` in commands and environments that pandoc knows, with the same meaning."""
    for pattern, better in _COMPILED:
        source = pattern.sub(better, source)
    source = _OLD_FACE.sub(lambda found: rf"\{_FACES[found[1]]}{{{found[2]}}}", source)
    source = "".join(
        part if index % 2 else part.replace('"', r"\text{”}").replace(r"\&", r"\text{&}")
        for index, part in enumerate(_WORDS.split(source))
    )
    return rows_aligned(_with_norms(_CASES.sub(_with_columns, source)))


def _with_columns(cases: re.Match[str]) -> str:
    """Cases with a gap before what they hold for; the last column of such as have only one is empty."""
    rows = re.sub(r"(?<!\\)&", lambda _: r"& \quad ", cases[1])
    if rows == cases[1]:
        first, end, rest = rows.partition(r"\\")
        rows = f"{first} & {end}{rest}"
    return rf"\begin{{cases}}{rows}\end{{cases}}"


def _with_norms(source: str) -> str:
    r"""Bars in pairs, as in `\|x\|` and `|x|`, said to open and to close; a bar between two things is left alone."""
    opened: dict[str, tuple[int, int] | None] = {"|": None, r"\|": None}
    parts: list[str] = []
    depth = end = 0
    for found in _BAR.finditer(source):
        parts.append(source[end : found.start()])
        sign, end = found[0], found.end()
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign in opened:
            start = opened[sign]
            if start and start[1] == depth:
                parts[start[0]] = r"\left|" if sign == "|" else r"\lVert "
                opened[sign], sign = None, r"\right|" if sign == "|" else r"\rVert "
            elif sign == r"\|" or _BEFORE_OPENING.search(source[: found.start()]) or _APART.match(source, end - 2):
                opened[sign] = (len(parts), depth)
        parts.append(sign)
    return "".join([*parts, source[end:]])
