"""A translated page in, the same with one defect out: the first set of kinds, made while the checks were."""

from __future__ import annotations

import re
from collections.abc import Callable

Spoil = Callable[[str, int], str]


def change(pattern: str, new: str | Callable[[re.Match[str]], str], flags: int = re.MULTILINE) -> Spoil:
    """Replaces the `nth` place that matches."""

    def spoil(text: str, nth: int) -> str:
        found = list(re.finditer(pattern, text, flags))
        match = found[nth % len(found)]
        replaced = new(match) if callable(new) else match.expand(new)
        return text[: match.start()] + replaced + text[match.end() :]

    return spoil


def cut_after(part: float) -> Spoil:
    """Ends the page early, at a blank line."""

    def spoil(text: str, nth: int) -> str:
        return text[: text.index("\n\n", int(len(text) * part))] + "\n"

    return spoil


CELL = r"^```\{\.python \.input\}\n(?:(?!```).*\n)+```\n"
PROSE = r"^(?![#|:$!<`1*]|\w+[ =.(]|\s)[^\n`$:]*[ぁ-ん가-힣][^\n`$:]*\n"
PARAGRAPH = r"(?<=\n\n)(?![#|:$!<`1*])[^\n`]*[ぁ-ん가-힣][^\n]*\n(?:(?![:`$|#\n])[^\n]+\n)*(?=\n)"
BENGALI = "প্যারামিটার"

KINDS: dict[str, Spoil] = {
    "label dropped": change(r"^:label:.*\n", ""),
    "label renamed": change(r"^(:label:`)", r"\1new_"),
    "label duplicated": change(r"^(:label:.*\n)", r"\1\1"),
    "equation label dropped": change(r"^:eqlabel:.*\n", ""),
    "equation label renamed": change(r"^(:eqlabel:`eq_)", r"\1the_"),
    "reference renamed": change(r"(:numref:`)", r"\1a_"),
    "reference dropped": change(r":(?:numref|eqref):`[^`]*`", ""),
    "reference with full-width colons": change(r":(numref|eqref):`", r"：\1：`"),
    "citation renamed": change(r"(:citet:`[^`]*)`", r"\1.b`"),
    "opening fence dropped": change(r"^```\{\.python \.input\}\n(?=%%tab)", ""),
    "closing fence dropped": change(r"^```\n", ""),
    "opening fence without backticks": change(r"^```(?=\{\.python)", ""),
    "cell dropped": change(CELL, ""),
    "cell duplicated": change(f"({CELL})", r"\1\n\1"),
    "tab mark of a cell changed": change(r"^%%tab (?:pytorch|jax|tensorflow|mxnet)$", "%%tab all"),
    "tab block not begun": change(r"^:begin_tab:.*\n", ""),
    "tab block not ended": change(r"^:end_tab:.*\n", ""),
    "tab block renamed": change(r"^:begin_tab:`pytorch`", ":begin_tab:`jax`"),
    "code changed": change(r"^(\w+) = ", r"\1 += "),
    "number in code changed": change(r"(?<=[(, ])(\d+)(?=\)\n)", r"\1\1"),
    "code broken": change(r"\)\n```", "\n```"),
    "saved mark dropped": change(r" *#@save", ""),
    "number in a formula changed": change(r"(\\frac\{)1(\})", r"\g<1>3\2"),
    "operator in a formula changed": change(r"(\$[^$\n]*) = ([^$\n]*\$)", r"\1 \\neq \2"),
    "backslash eaten": change(r"\\textrm", "\textrm"),
    "backslash doubled": change(r"\\(frac|sqrt|textrm|sum)", r"\\\\\1"),
    "page cut in half": cut_after(0.45),
    "page cut at its end": cut_after(0.8),
    "heading at another level": change(r"^## ", "### "),
    "heading dropped": change(r"^## .*\n", ""),
    "foreign word": change(PROSE, lambda match: BENGALI + match[0]),
    "bold beside a letter": change(PROSE, lambda match: f"ここで**「{match[0].strip()[:4]}」**と{match[0]}"),
    "list item dropped": change(r"^1\. .*\n", ""),
    "table row dropped": change(r"^\|(?!:).*[ぁ-んァ-ヶ가-힣].*\|\n", ""),
    "display formula dropped": change(r"^\$\$(?:[^$]+)\$\$\n(?::eqlabel:.*\n)?", ""),
    "paragraph dropped": change(PARAGRAPH, ""),
    "image path changed": change(r"(!\[.*\]\([^)]*?)(\w+)\.svg", r"\1other.svg"),
    "width changed": change(r"^(:width:`)\d", r"\g<1>9"),
    "inline code changed": change(r"(?<=[ぁ-ん、。가-힣])`[a-z_]+(?:\(\))?`", "`ghost`"),
    "slide mark dropped": change(r"\[\*\*([^*\n]+)\*\*\]", r"\1"),
    "no marker": change(r"\A<!--.*\n", ""),
    "unknown marker": change(r"\A<!--.*\n", f"<!-- translated-from: {'1' * 40} -->\n"),
    "marker that is no hash": change(r"\A<!--.*\n", "<!-- translated-from: main -->\n"),
    "marker of another page": change(r"\A<!--.*\n", "<!-- translated-from: {other} -->\n"),
}
"""By the name that the data file uses."""
