"""The notebooks that a site carries, and where its pages offer them."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from browser import NewReader, serve
from tabbook import notebooks, website
from tabbook.config.sections import Colab
from website import little_book

PAGE = "guide/parameters"
REPOSITORIES = "pytorch, little/pytorch-colab\nmxnet, little/mxnet-colab"
LINK = re.compile(r'<li data-framework="(\w+)"><a href="([^"]+)" download="([^"]+)">')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little book's site and notebooks; of JAX's no notebook was built in Korean."""
    root = tmp_path_factory.mktemp("notebooks")
    shutil.copytree(little_book.FOLDER / "static", root / "static")
    config = replace(little_book.config(root), colab=Colab(github_repo=REPOSITORIES, exclusions="**/hooks.html"))
    books, outputs = little_book.read()
    assert notebooks.publish(books, outputs, config, root / "build" / "notebooks") == ()
    (root / "build" / "notebooks" / "ko" / "jax" / f"{PAGE}.ipynb").unlink()
    assert website.publish(books, outputs, config, root / "build" / "website") == ()
    return root / "build" / "website"


def test_a_page_offers_the_notebooks_that_were_built(site: Path) -> None:
    """Each page with code offers each of its notebooks, which is the one that was built; none that was not."""
    for language, frameworks in (("en", little_book.FRAMEWORKS), ("ko", ("pytorch", "tensorflow", "mxnet"))):
        page = site / language / f"{PAGE}.html"
        found = LINK.findall(page.read_text())
        assert [framework for framework, *_ in found] == list(frameworks)
        for framework, address, name in found:
            carried = (page.parent / address).read_bytes()
            assert carried == (site.parent / "notebooks" / language / framework / f"{PAGE}.ipynb").read_bytes()
            assert name == f"parameters-{framework}.ipynb"
    assert LINK.findall((site / "en" / "guide" / "hooks.html").read_text())[0][0] == "pytorch"
    assert LINK.findall((site / "en" / "references.html").read_text()) == []


def test_colab_is_offered_where_the_book_names_a_repository(site: Path) -> None:
    """Only frameworks with a repository have a link to Colab, and no page that the config excludes."""
    colab = re.compile(r'href="https://colab\.research\.google\.com/github/([^"]+)"')
    assert colab.findall((site / "en" / f"{PAGE}.html").read_text()) == [
        f"little/{framework}-colab/blob/master/{PAGE}.ipynb" for framework in ("pytorch", "mxnet")
    ]
    assert colab.findall((site / "ja" / f"{PAGE}.html").read_text())[0].endswith(f"/master/ja/{PAGE}.ipynb")
    assert colab.findall((site / "en" / "guide" / "hooks.html").read_text()) == []


@pytest.mark.browser
def test_the_offer_follows_the_choice(new_reader: NewReader, site: Path) -> None:
    """Shown are the chosen framework's links, and none where its notebook was not built."""
    with serve(site) as host:
        page = new_reader().goto(f"{host}/ko/{PAGE}.html?framework=mxnet")
        links = page.locator(".notebooks a:visible")
        assert links.all_inner_texts() == ["MXNet 노트북", "Colab"]
        page.locator(".choice[data-framework=tensorflow]").click()
        assert links.all_inner_texts() == ["TensorFlow 노트북"]
        with page.expect_download() as download:
            links.first.click()
        assert download.value.suggested_filename == "parameters-tensorflow.ipynb"
        page.locator(".choice[data-framework=jax]").click()
        assert links.count() == 0
