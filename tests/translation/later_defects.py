"""A translated page in, the same with one defect out: the second set of kinds, written before the checks were tuned."""

from __future__ import annotations

import re

from translation.defects import CELL, PARAGRAPH, PROSE, Spoil, change


def drop_middle(text: str, nth: int) -> str:
    """Takes out the middle third of a page, from blank line to blank line."""
    start, end = (text.index("\n\n", int(len(text) * part)) for part in (0.33, 0.66))
    return text[:start] + text[end:]


def swap_cells(text: str, nth: int) -> str:
    """Exchanges two neighbouring cells."""
    found = list(re.finditer(CELL, text, re.MULTILINE))
    nth %= len(found) - 1
    one, other = found[nth : nth + 2]
    between = text[one.end() : other.start()]
    return text[: one.start()] + other[0] + between + one[0] + text[other.end() :]


KINDS: dict[str, Spoil] = {
    "reference with a blank": change(r":(numref|eqref):`", r":\1: `"),
    "reference in straight quotes": change(r":(numref|eqref):`([^`]*)`", r":\1:'\2'"),
    "reference under another role": change(r":numref:`", ":eqref:`"),
    "label without its backtick": change(r"^(:label:`[^`]*)`", r"\1"),
    "label translated": change(r"^:label:`[^`]*`", ":label:`第一節`"),
    "half of a display formula's signs": change(r"\$\$\n:eqlabel", "\n:eqlabel"),
    "brace lost in a formula": change(r"(\\frac\{[^{}]*)\}", r"\1"),
    "sign flipped in a formula": change(r"(?<=[\w}] )\+(?= [\w\\])", "-"),
    "index changed in a formula": change(r"(?<=[A-Za-z])_([ij1])(?=[ })])", "_k"),
    "sign written as HTML": change(r"\\geq|\\approx|\\le(?=\W)", "&gt;"),
    "indentation lost in code": change(r"^    (return|for|if|print|total)", r"\1"),
    "field of an f-string changed": change(r"(f['\"][^'\"\n]*\{)\w+", r"\1other"),
    "key in brackets translated": change(r"\['(\w+)'\]", "['鍵']"),
    "argument dropped": change(r"\((\w+), (\w+)\)$", r"(\1)"),
    "import changed": change(r"^import (\w+)", r"import \1_x"),
    "cells swapped": swap_cells,
    "fence of another language": change(r"^```\{\.python \.input\}", "```python"),
    "closing fence with a letter": change(r"^```\n(?=\n)", "```。\n"),
    "middle of the page missing": drop_middle,
    "two paragraphs dropped": lambda text, nth: change(PARAGRAPH, "")(change(PARAGRAPH, "")(text, nth), nth),
    "paragraph cut short": change(
        r"(?<=\n\n)((?![#|:$!<`1*])[^\n]{4,8})[^\n]*\n(?:(?![:`$|#\n])[^\n]+\n){3,}(?=\n)", r"\1。\n"
    ),
    "heading turned bold": change(r"^## (.*)", r"**\1**"),
    "Cyrillic word": change(PROSE, lambda match: "параметр" + match[0]),
    "Chinese letters of the mainland": change(PROSE, lambda match: "这个参数" + match[0]),
    "bold with blanks inside": change(PROSE, lambda match: f"** {match[0].strip()[:5]} **は{match[0]}"),
    "English sentence left": change(
        PROSE, lambda match: match[0].rstrip("\n") + "This sentence was left as it had been before.\n"
    ),
    "English paragraph left": change(PROSE, "The whole line was simply never translated by anybody here.\n"),
    "list marker lost": change(r"^1\. (.*)\n(?=1\.)", r"\1\n\n"),
    "table column dropped": change(r"^(\|(?!:).*[ぁ-んァ-ヶ가-힣].*)\|[^|\n]+\|$", r"\1|"),
    "number in the prose changed": change(r"(?<=[、。ぁ-ん가-힣 ])(\d\d+)(?=[ぁ-ん個ス行個の가-힣])", r"\g<1>5"),
    "citation dropped": change(r":citet:`[^`]*`", ""),
    "image dropped": change(r"^!\[.*\n(?::.*\n)*", ""),
    "width dropped": change(r"^:width:.*\n", ""),
    "inline code without backticks": change(r"(?<=[ぁ-ん、。\n가-힣])`([a-z_]{3,})`", r"\1"),
    "name lost": change(r"Legendre|Gauss|Xavier|Glorot|Keras", "それ"),
    "tab line run into the text": change(r"^:end_tab:\n", ":end_tab: ここから\n\n", re.MULTILINE),
}
"""By the name that the data file uses."""
