"""What a notebook for a service is made of: what the config says, what the page needs, what its run was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from notebooks.test_notebooks import _code, _config, _outputs, _page, _program
from tabbook import notebooks
from tabbook.config import Config
from tabbook.config.sections import Colab, Languages, Project, Sagemaker, Website
from tabbook.document import Book, Outputs

PAGE = """
# Here

![Dot](static/dot.svg) See [Section 2](page:guide/there#sec-x), [Section 3](page:guide/lost) and *균등(uniform)*이라는.

::: {.cell block=0}
:::

::: {.cell block=1}
:::
"""
SOURCES = {
    0: "%matplotlib inline\nimport torch.nn as nn, os\nfrom own.torch import plot\nfrom numpy import array",
    1: "# not an import: import pandas\nimport unheard_of\ngpu = 1",
}
COLAB = Colab(
    github_repo="pytorch, owner/torch, main",
    libs="pytorch, numpy, -U numpy==RELEASE\n  jax, torch, wrong",
    replace_svg_url="static, https://pictures.example/book",
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "dot.svg").write_text("<svg/>")
    (tmp_path / "kernels").mkdir()
    pins = "torch==2.13.0\nmatplotlib==3.10.0  # as Colab has it\nnumpy==2.4.6\nunused==1.0\n"
    (tmp_path / "kernels" / "pytorch.txt").write_text(pins)
    settings = replace(_config(tmp_path), languages=Languages(source="ja"), project=Project(title="A *Book*"))
    return replace(settings, colab=COLAB, website=Website(url="https://site.example/"))


def _book() -> tuple[dict[str, Book], Outputs]:
    """A page that ran, one whose code failed, and one without code; as if they were Japanese."""
    blocks = tuple(_code(source) for source in SOURCES.values())
    pages = (_page("guide/here", PAGE, blocks), _page("guide/there", "# There {#sec-x}"), _page("guide/lost", "Lost."))
    ran = replace(_program("pytorch", SOURCES), ran_on="2026-11-20", versions={"python": "3.11.7", "torch": "2.13.0+x"})
    ran = replace(ran, library={"own/torch.py": "import matplotlib.pyplot as plt\n"})
    lost = replace(_program("pytorch", {0: "1 / 0"}, "guide/lost"), was_run=False)
    programs = (ran, _program("pytorch", {}, "guide/there"), lost)
    japanese = [replace(program, language="ja") for program in programs]
    return {"ja": Book("ja", tuple(replace(page, language="ja") for page in pages))}, _outputs(*japanese)


def _cells(file: Path) -> list[Any]:
    return list(nbformat.read(file, as_version=4).cells)  # type: ignore[no-untyped-call]


def test_what_stands_in_it(config: Config) -> None:
    """Date and versions of the run, only what is imported and lacking, links and pictures by whole addresses."""
    folder = config.root / "out"
    problems = notebooks.publish_colab(*_book(), config, folder)
    assert [str(problem) for problem in problems] == [
        "chapters/en/guide/here.md:1: the page imports `unheard_of`, which no pinned requirement brings, so its Colab"
        " notebook lacks it; add it to kernels/pytorch.txt, or a line to `libs` in [colab] [B02]"
    ]
    file = folder / "ja" / "pytorch" / "guide" / "here.ipynb"
    first, install, prose, carried, *_ = (cell.source for cell in _cells(file))
    assert first.startswith(
        "このノートブックは『A \\*Book\\*』の1ページ（PyTorch版）である。 2026-11-20に、Python 3.11.7（"
    )
    assert "（matplotlib 3.10.0, torch 2.13.0）で最後まで実行し" in first
    assert first.endswith("[サイトでこのページを読む](https://site.example/ja/guide/here.html)")
    assert install == "%pip install --quiet torch==2.13.0\n%pip install --quiet -U numpy==0.0.1"
    assert '<img src="https://pictures.example/book/dot.svg" alt="Dot">' in prose
    assert "(https://colab.research.google.com/github/owner/torch/blob/main/guide/there.ipynb)" in prose
    assert "[Section 3](https://site.example/ja/guide/lost.html) and <em>균등(uniform)</em>이라는." in prose
    assert carried.startswith("# This page imports")
    assert nbformat.read(file, as_version=4).metadata.accelerator == "GPU"  # type: ignore[no-untyped-call]
    assert not (file.parent / "lost.ipynb").exists()
    assert [cell.cell_type for cell in _cells(file.parent / "there.ipynb")] == ["markdown", "markdown"]


def test_on_sagemaker(config: Config) -> None:
    """Its own kernel and sentence; in a clone one notebook opens the next; the same book gives the same bytes."""
    section = Sagemaker(kernel="pytorch, conda_pytorch", libs_header="まず次のセルを実行する。")
    config, folder = replace(config, sagemaker=section), config.root / "out"
    file = folder / "ja" / "pytorch" / "guide" / "here.ipynb"
    notebooks.publish_sagemaker(*_book(), config, folder)
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    notebooks.publish_sagemaker(*_book(), config, folder)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    first, install, prose, *_ = (cell.source for cell in _cells(file))
    assert "まず次のセルを実行する。" in first
    assert install == "%pip install --quiet matplotlib==3.10.0 torch==2.13.0 numpy==2.4.6"
    assert "(there.ipynb#sec-x)" in prose
    metadata = nbformat.read(file, as_version=4).metadata  # type: ignore[no-untyped-call]
    assert metadata.kernelspec.name == "conda_pytorch"
    assert "accelerator" not in metadata
