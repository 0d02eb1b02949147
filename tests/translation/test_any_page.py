"""Any page in, Problems and texts out: what holds whatever stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tabbook.translation import align, state, sync, units
from translation.little_shelf import FRAMEWORKS, compared, findings, marked, pair
from translation.parallel import make

WRITTEN = r"""
# A Title
## 題
text of it
一行の言葉。
:label:`sec_a`
:label:`sec_b`
$$a = b$$
:eqlabel:`eq_a`
$$
```{.python .input}
```
%%tab pytorch
x = 1  # one
print('a'
{.python .input}
:begin_tab:`jax`
:end_tab:
| a | b |
|:--|:--|
* item
1. 項目
![a](b.svg)
[**bold**]
**「a」**です
see :numref:`sec_a`
$\textrm{x}$
<!-- l10n: ignore T19 why -->
<!-- en: 1a2b3c4d -->
<!-- translated-from: main -->
~~~
` `` ```
    indented
> quoted
$x$ and $y_1$ in `code`
"""
LINES = st.sampled_from([*WRITTEN.split("\n"), "\t\x0codd\x00"])
ANY_PAGE = st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=25).map("\n".join)
HOSTILE = {
    "a huge line": "a " * 200_000,
    "a huge word": "ア" * 200_000,
    "a huge word in Latin letters": "x" * 100_000,
    "quotes that nothing closes": "「“『《‘" * 20_000,
    "deep quotes": ">" * 20_000 + " a",
    "deep lists": "\n".join(" " * depth + "* a" for depth in range(500)),
    "many brackets": "[" * 50_000,
    "open links": "[a](" * 20_000,
    "open images": "![" * 20_000,
    "asterisks": "**a" * 20_000,
    "dollar signs": "$" * 30_001,
    "braces": "$" + "{" * 20_000 + "$",
    "open fences": "```{.python .input}\n" * 400,
    "open tabs": ":begin_tab:`jax`\n" * 800,
    "deep code": "```{.python .input}\n" + "(" * 5000 + "\n```",
    "deep expression": "```{.python .input}\nx = " + "-" * 20_000 + "1\n```",
    "control characters": "".join(map(chr, range(32))) * 500,
    "many equal paragraphs": "段落である。\n\n" * 500,
    "many labels": ":label:`a`\n" * 1000,
    "notes": "<!-- en: 1a2b3c4d -->\n<!-- l10n: ignore T19 " * 1000,
    "numbers": "1,2.3 " * 30_000,
    "a paragraph without end": "The layer keeps Its Words. " * 20_000,
    "half a surrogate's escape": "\\ud800 \\x00 \u2028\x85 text",
}
# Every run tries the same pages: one that breaks something is found when the code changes, not by chance.
QUICK = settings(max_examples=60, deadline=None, derandomize=True)


@QUICK
@given(ANY_PAGE)
def test_a_page_aligned_with_itself_is_the_identity(text: str) -> None:
    """Each unit goes with itself, and each lies where the page says."""
    page = units.cut(text, "page.md", FRAMEWORKS)
    entries = align.merge(page.units, page.units)
    assert [(entry.old, entry.new) for entry in entries] == [(unit, unit) for unit in page.units]
    assert [(row.entries[0].new, row.made) for row in align.align(entries, page.units)] == [
        (unit, (unit,)) for unit in page.units
    ]
    assert all(text[unit.start : unit.end] == unit.text for unit in page.units)


@QUICK
@given(ANY_PAGE, ANY_PAGE)
@example("", "\r0\n```")
def test_a_fresh_page_is_left_alone(english: str, made: str) -> None:
    """Where the English did not change, `sync` changes no byte of whatever is there."""
    page = compared(marked(made, english), english)
    assert sync.synchronise(page) == page.made.text


@QUICK
@given(ANY_PAGE, ANY_PAGE, ANY_PAGE)
def test_any_three_pages_give_findings(old: str, new: str, made: str) -> None:
    """Whatever stands in a translation and both its Englishes, it is judged, and never a traceback."""
    page = compared(marked(made, old), new, old=(old,))
    state.of_page(page)
    findings(marked(made, old), new, old=(old,))
    assert isinstance(sync.synchronise(page), str)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_judged(name: str) -> None:
    """A page that was made to hurt is judged like another."""
    english = pair("generated-00")[0]
    page = compared(marked(HOSTILE[name], english), english)
    state.of_page(page)
    findings(page.made.text, english)
    findings(marked(HOSTILE[name], HOSTILE[name]), HOSTILE[name])


def exchange(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=1, flags=re.MULTILINE)


CARRIED = (
    exchange(r"range\(10\)", "range(12)"),
    exchange(r"total = 0", "total = 1  # at first"),
    exchange(r"^```\{\.python \.input\}\n%%tab jax\n(?:.*\n)+?```\n", ""),
    exchange(r"^(```\{\.python \.input\}\n%%tab jax\n)", "```{.python .input}\n%%tab jax\nimport jax\n```\n\n\\1"),
    exchange(r"w_1 x_1", "w_1^2 x_1"),
    exchange(r"img/line", "img/the-line"),
    exchange(r"400px", "500px"),
    exchange(r"(:label:`subsec_\d+-1)`", "\\1-new`"),
    exchange(r"`fit`", "`fit_line`"),
    exchange(r"\\frac\{1\}\{n\}", "\\\\frac{1}{2 n}"),
    exchange(r"#@save", "#@save  "),
)


@QUICK
@given(st.integers(0, 49), st.lists(st.sampled_from(CARRIED), min_size=1, max_size=5, unique=True))
def test_after_sync_a_page_is_clean(number: int, edits: list[Callable[[str], str]]) -> None:
    """What needs no translator is carried over, so the check finds nothing and nothing is left to carry."""
    old, made = make(number)
    new = old
    for edit in edits:
        new = edit(new)
    text = sync.synchronise(compared(marked(made, old), new, old=(old,)))
    after = compared(text, new, old=(old,))
    assert findings(text, new, old=(old,)) == []
    assert not state.of_page(after).is_to_sync
    assert sync.synchronise(after) == text
    assert {block.state for block in state.of_page(after).blocks} <= {"fresh"}
