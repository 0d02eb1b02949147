"""A page whose code was not run says so to its reader, once, in the reader's language."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from browser import NewReader, choose, serve
from conftest import tabbook
from tabbook import website
from tabbook.document import Outputs
from website import little_book

SAID = {
    "en": "This code has not been run yet: its output is missing here and below.",
    "ja": "このコードはまだ実行されていないため、ここから先の出力はありません。",
    "ko": "이 코드는 아직 실행되지 않아 여기부터 출력이 없습니다.",
}
PAGE = """# Title

```{.python .input}
%%tab all
print(1)
```

Words.

```{.python .input}
%%tab pytorch
print('torch')
```

```{.python .input}
%%tab jax
print('jax')
```
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book in three languages, built with `--no-run` and nothing stored."""
    root = tmp_path_factory.mktemp("bare")
    config = "[build]\ntabs = pytorch, jax\n[languages]\nsource = en\ntranslations = ja, ko\n"
    (root / "config.ini").write_text(config)
    for language in SAID:
        (root / "chapters" / language).mkdir(parents=True)
        (root / "chapters" / language / "index.md").write_text(PAGE)
    done = tabbook(root, "build", "--no-run")
    assert (done.returncode, done.stderr) == (0, "")
    return root


@pytest.mark.browser
@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_reader_is_told_once(root: Path, new_reader: NewReader, language: str, scheme: str, width: int) -> None:
    """Below the first code stands one sentence, whatever framework is chosen, and it fits the screen."""
    with serve(root / "build" / "website") as host:
        reader = new_reader(width=width, color_scheme=scheme)
        page = reader.goto(f"{host}/{language}/index.html")
        for label in ("PyTorch", "JAX"):
            choose(page, label)
            notes = page.locator(".bare:visible")
            assert notes.all_text_contents() == [SAID[language]]
            assert notes.first.evaluate("note => note.previousElementSibling.textContent").startswith("print(1)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert reader.complaints == []


def test_notebooks_mark_each_cell(root: Path) -> None:
    """A cell that was not run has no count, no outputs, and says so in its metadata; prose says nothing."""
    for variant, number in (("pytorch", 2), ("jax", 2), ("all", 3)):
        notebook = json.loads((root / "build" / "notebooks" / "ja" / variant / "index.ipynb").read_text())
        cells = [cell for cell in notebook["cells"] if "select_tab" not in "".join(cell["source"])]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert len(code) == number
        assert all(cell["metadata"] == {"tabbook": {"executed": False}} for cell in code)
        assert all((cell["execution_count"], cell["outputs"]) == (None, []) for cell in code)
        assert all(cell["metadata"] == {} for cell in cells if cell["cell_type"] == "markdown")


def test_only_the_framework_that_was_not_run_says_so(little_root: Path, tmp_path: Path) -> None:
    """Readers of the others see their outputs and no note; on the page of JAX it stands in its panels once."""
    books, outputs = little_book.read()
    bare = {
        address: replace(program, was_run=False, cells=tuple(replace(cell, outputs=()) for cell in program.cells))
        if address[2] == "jax"
        else program
        for address, program in outputs.programs.items()
    }
    website.publish(books, Outputs(bare), little_book.config(little_root), tmp_path / "website")
    html = (tmp_path / "website" / "en" / "guide" / "parameters.html").read_text()
    panels = re.split(r'(?=<div class="panel)', html)
    assert [re.findall(r'data-framework="(\w+)"', panel)[0] for panel in panels if 'class="bare"' in panel] == ["jax"]
    assert html.count('class="bare"') == 1
