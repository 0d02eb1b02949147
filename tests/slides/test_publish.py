"""Little books in, their slides out: what stands on them, in what order, and what never leaves its slide."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from browser import NewReader
from slides.measured import OVERFLOWING, to_print
from tabbook import numbering, prose, slides, source
from tabbook.config import Config
from tabbook.config.sections import Build, Project, Slides
from tabbook.document import Book, Cell, Code, Outputs, Page, Program
from tabbook.errors import Place
from tabbook.slides.corners import corners
from tabbook.website.facts import Needs

PRINTED = {"output_type": "stream", "name": "stdout", "text": "printed\n"}


class Slide(HTMLParser):
    """The words of each slide by the element they stand in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.slides: list[dict[str, str]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        classes = (dict(attributes).get("class") or tag).split()
        if tag == "section":
            self.slides.append({})
        if tag not in ("meta", "link", "img", "br"):
            self.open.append(classes[0])

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for name in ("kicker", "statement", "also", "code", "outputs", "notes", "footer", "corner", "bare"):
            if name in self.open and self.slides:
                self.slides[-1][name] = " ".join((self.slides[-1].get(name, "") + data).split(" ")).strip("\n")


def publish(
    root: Path, text: str, outputs: tuple[dict[str, Any], ...] = (PRINTED,), was_run: bool = True, **settings: Any
) -> Path:
    """The slides of a book of one page; its cells, where they hold `print`, have `outputs`."""
    config = Config(root=root, project=Project(title="Book", name="b"), build=Build(tabs=("alpha", "beta")), **settings)
    blocks, _ = source.parse(text, "page.md", config.frameworks)
    page = Page("page", "page.md", "en", blocks, number=(1,))
    book = numbering.number(prose.parse(Book("en", (page,))), config)
    programs = {}
    for framework in config.frameworks:
        cells = tuple(
            Cell(block.place, block.source, index, outputs=outputs if "print" in block.source else ())
            for index, block in enumerate(blocks)
            if isinstance(block, Code) and framework in (block.frameworks or config.frameworks)
        )
        programs["en", "page", framework] = Program("page", "page.md", "en", framework, cells, was_run=was_run)
    folder = root / "build" / "slides"
    assert slides.publish({"en": book}, Outputs(programs), config, folder) == ()
    return folder


def shown(folder: Path, framework: str = "alpha") -> list[dict[str, str]]:
    return Slide((folder / "en" / framework / "page.html").read_text()).slides


PAGE = """# Title
:label:`sec_title`

What the speaker says. [**we see :numref:`sec_more`, and $x^2$.**] More words[^1].

[^1]: A note.

```{.python .input}
%%tab alpha
print(1)  # a reason
```

```{.python .input}
%%tab beta
print(2)
```

Between the cells. (**It goes on:**)

```{.python .input}
%%tab all
#@hide_code
print(3)
```

:begin_tab:`beta`
[**Only beta**]
:end_tab:

## More
:label:`sec_more`

[**$$a = b$$**]
:eqlabel:`eq_a`

(**one**) and (**two**), (~~unseen~~)
"""


def test_what_stands_on_slides(tmp_path: Path) -> None:
    """Each marked text leads its slide, with references as words; what the page says around it is for the speaker."""
    title, first, more = shown(publish(tmp_path, PAGE))
    assert title["kicker"] == "Book"
    assert (first["kicker"].split(), first["statement"]) == (["1", "Title"], "We see Section\u00a01.1, and x2")
    assert (first["code"], first["also"]) == ("print(1)", "It goes on:")
    assert first["outputs"] == "printed" * 2
    assert first["notes"].startswith("What the speaker says. we see Section\u00a01.1, and x2. More words.")
    assert "Between the cells" in first["notes"]
    assert more["kicker"].split() == ["1.1", "More"]
    assert more["statement"].split() == ["a=b"]
    assert more["also"] == "onetwounseen"
    assert [slide.get("statement") for slide in shown(tmp_path / "build" / "slides", "beta")][2] == "Only beta"


def test_a_page_without_marks_has_none(tmp_path: Path) -> None:
    """Where no page marks anything there are no slides, and those of an earlier build go."""
    folder = publish(tmp_path, PAGE)
    assert folder.exists()
    publish(tmp_path, "# Title\n\nNothing is marked.\n")
    assert not folder.exists()


def test_same_bytes(tmp_path: Path) -> None:
    """The same book gives the same bytes."""
    made = [
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (publish(tmp_path / "one", PAGE), publish(tmp_path / "two", PAGE))
    ]
    assert made[0] == made[1]


def test_code_that_was_not_run_says_so(tmp_path: Path) -> None:
    """The first code of a page that was not run says so, once."""
    found = shown(publish(tmp_path, PAGE, was_run=False))
    assert ["bare" in slide for slide in found] == [False, True, False]


HTML = "<table><thead><tr><th>a</th></tr></thead>" + "<tr><td>0.125</td></tr>" * 40 + "</table>"
LONG = "\n".join(f"line_{number} = {'x' * (number * 7)}" for number in range(60))
HUGE = {
    "long code": (f"[**A long cell**]\n\n```{{.python .input}}\n%%tab all\n{LONG}\n```\n", PRINTED),
    "long print": (
        "[**Much printed**]\n\n```{.python .input}\n%%tab all\nprint()\n```\n",
        {**PRINTED, "text": "\n".join("値 " * number for number in range(90))},
    ),
    "long line": (
        "[**A line without an end**]\n\n```{.python .input}\n%%tab all\nprint()\n```\n",
        {**PRINTED, "text": "w" * 5000},
    ),
    "long table": (
        "[**Many rows**]\n\n```{.python .input}\n%%tab all\nprint()\n```\n",
        {"output_type": "display_data", "data": {"text/html": HTML}, "metadata": {}},
    ),
    "long words": (f"[**{'Donaudampfschifffahrtsgesellschaft' * 12}**]\n\n[**{'長い文である。' * 60}**]\n", PRINTED),
}


@pytest.mark.browser
@pytest.mark.parametrize("case", HUGE)
def test_too_much_is_cut_to_slides(tmp_path: Path, new_reader: NewReader, case: str) -> None:
    """Long code and prints go on on the next slide, long lines wrap; only what cannot be cut scrolls."""
    text, output = HUGE[case]
    folder = publish(tmp_path, f"# Title\n\n{text}", (output,))
    page = new_reader().page
    to_print(page, (folder / "en" / "alpha" / "page.html").as_uri())
    found = page.evaluate(OVERFLOWING)
    if case in ("long table", "long words"):
        assert page.locator(".scrolls").count() == 1
    else:
        assert (found, page.locator(".scrolls").count()) == ([], 0)
        words = output["text"] if case != "long code" else LONG
        shown = "".join(page.locator("pre").all_text_contents())
        assert "".join(words.split()) in "".join(shown.split())


def test_corners(tmp_path: Path) -> None:
    """What the book's config wants in the upper corners stands there, without scripts."""
    given = Slides(top_left="<b>left</b><script>1</script>", top_right='<a href="https://example.org">right</a>')
    html = (publish(tmp_path, PAGE, slides=given) / "en" / "alpha" / "page.html").read_text()
    assert '<div class="corner right"><a href="https://example.org">right</a></div>' in html


@pytest.mark.parametrize(("picture", "code"), [("https://example.org/logo.png", "W06"), ("no.svg", "W02")])
def test_a_picture_that_no_corner_can_carry_is_told(tmp_path: Path, picture: str, code: str) -> None:
    """At the key's line; the rest of the corner stays."""
    (tmp_path / "config.ini").write_text("[slides]\ntop_left = …\n")
    needs = Needs()
    wanted = Config(root=tmp_path, slides=Slides(top_left=f"<img height=9 src={picture}> words"))
    assert corners(wanted, needs) == ("words", "")
    assert [(problem.code, problem.place, problem.is_error) for problem in needs.problems] == [
        (code, Place("config.ini", 2), False)
    ]
