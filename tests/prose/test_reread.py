"""A page that was edited is read from its edited paragraphs as it is read whole, or is left to be read whole."""

from __future__ import annotations

import pytest

from tabbook import pandoc
from tabbook.document import Tree
from tabbook.pandoc.texts import MARKDOWN
from tabbook.prose.reread import reread

PAGE = """\
# A heading

The first words, *with emphasis*, `code` and $x^2$.

::: {.tab-aa}
Inside a division[^note], a [link][there].
:::

[]{.mark-aa line="9"}

- an item

- another

A [role]{.role-aa line="13"} here.

```
Looks like a paragraph.

Another.
```

The same twice.

The same twice.

| a |
|---|
| b |

: A caption.

[^note]: What it says.

[there]: elsewhere.html
"""

AT_ONCE = {
    "a word": ("first words", "very first words"),
    "a paragraph more": ("words, *with", "words.\n\nAnd *then, with"),
    "a paragraph less": ("The same twice.\n\nThe same twice.", "The same once."),
    "another role": ("A [role]", "No [role]"),
    "a formula": ("$x^2$", "$y$ and $z$"),
    "lines below it": ("The first words,", "The first\nwords\nhere,"),
}
WHOLE = {
    "a heading": ("# A heading", "# Another"),
    "a note": ("Inside a", "Within a"),
    "a note where none was": ("here.", "here[^note]."),
    "a link that is defined": ("A [role]", "The [there] and [role]"),
    "code": ("Looks like", "Looked like"),
    "one of two that are the same": ("same twice.\n\n|", "same thrice.\n\n|"),
    "the end of a division": ("The first words", ":::\nThe first words"),
    "a list": ("The first words", "- The first words"),
    "HTML": ("The first words", "<!-- The first words"),
    "a caption": (": A caption", ": Its caption"),
}


def read(text: str) -> Tree:
    return pandoc.parse([text], "en")[0]


def edited(old: str, new: str) -> tuple[Tree | None, Tree]:
    """The page read again after an edit, and read whole."""
    assert old in PAGE
    after = PAGE.replace(old, new, 1)
    return reread(PAGE, read(PAGE), after, "en", MARKDOWN), read(after)


@pytest.mark.parametrize("edit", AT_ONCE.values(), ids=AT_ONCE)
def test_paragraphs_are_read_alone(edit: tuple[str, str]) -> None:
    """What pandoc makes of the whole page and of its edited paragraphs is the same."""
    again, whole = edited(*edit)
    assert again == whole


@pytest.mark.parametrize("edit", WHOLE.values(), ids=WHOLE)
def test_the_rest_is_left(edit: tuple[str, str]) -> None:
    """Where the meaning of a paragraph may depend on the rest of the page, or changes it, the page is read whole."""
    assert edited(*edit)[0] is None
