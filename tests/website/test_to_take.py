"""What readers take with them: offered is what there is, with its size, in every language and framework."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser import NewReader, serve
from conftest import REPOSITORY
from tabbook import notebooks, website
from tabbook.config import Config
from tabbook.config.sections import Colab, Sagemaker
from website import little_book
from website.test_axe import faults

PAGE = "guide/parameters"
COLAB = "pytorch, little/pytorch-notebooks, main\njax, little/shared\nmxnet, little/shared"
GROUP = re.compile(r'<div role="group" aria-label="[^"]+" data-framework="(\w+)">(.*?)</div>', re.DOTALL)
LINK = re.compile(r'<a href="([^"]+)"')


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little book with its site, notebooks and some of the rest; JAX's notebook was not built in Korean."""
    root = tmp_path_factory.mktemp("take")
    shutil.copytree(little_book.FOLDER / "static", root / "static")
    shutil.copytree(REPOSITORY / "kernels", root / "kernels")
    config, (books, outputs), build = _config(root), little_book.read(), root / "build"
    programs = dict(outputs.programs)
    programs["ja", PAGE, "pytorch"] = replace(programs["ja", PAGE, "pytorch"], was_run=False)
    outputs = replace(outputs, programs=programs)
    notebooks.publish(books, outputs, config, build / "notebooks")
    notebooks.publish_colab(books, outputs, config, build / "colab")
    notebooks.publish_sagemaker(books, outputs, config, build / "sagemaker")
    (build / "notebooks" / "ko" / "jax" / f"{PAGE}.ipynb").unlink()
    for name, size in (("pdf/book-en-jax.pdf", 2_345_678), ("epub/book-ko-mxnet.epub", 1000), ("pdf/other.pdf", 1)):
        (build / name).parent.mkdir(exist_ok=True)
        (build / name).write_bytes(b"x" * size)
    slides = build / "slides" / "en" / "jax" / f"{PAGE}.html"
    slides.parent.mkdir(parents=True)
    slides.write_text("<title>Slides</title>")
    assert website.publish(books, outputs, config, build / "website") == ()
    return root


def _config(root: Path) -> Config:
    services = {"colab": Colab(github_repo=COLAB, exclusions="**/hooks.html"), "sagemaker": Sagemaker("jax, little/sm")}
    return replace(little_book.config(root), **services)  # type: ignore[arg-type]


def _offers(root: Path, page: str) -> dict[str, list[str]]:
    """The addresses that a page of the site offers, by framework."""
    html = (root / "build" / "website" / page).read_text(encoding="utf-8")
    return {framework: LINK.findall(group) for framework, group in GROUP.findall(html)}


def test_a_page_offers_what_there_is(root: Path) -> None:
    """Each thing that was built for the page's language and framework is offered and lies there; nothing else is."""
    site = root / "build" / "website"
    english, korean = _offers(root, f"en/{PAGE}.html"), _offers(root, f"ko/{PAGE}.html")
    own = [address for address in english["jax"] if address.startswith("..")]
    assert own == [
        "../../notebooks/en/jax/guide/parameters.ipynb",
        "../../slides/en/jax/guide/parameters.html",
        "../../downloads/book-en-jax.pdf",
    ]
    assert all((site / "en" / "guide" / address).is_file() for address in own)
    assert "2.3 MB" in (site / "en" / f"{PAGE}.html").read_text()
    assert [address for address in korean["jax"] if address.startswith("..")] == []
    assert korean["mxnet"][-1] == "../../downloads/book-ko-mxnet.epub"
    assert not (site / "downloads" / "other.pdf").exists()


def test_services_are_offered_where_the_notebook_runs(root: Path) -> None:
    """A repository must be named, the page must have run without error, and what it needs must run on the service."""
    english = _offers(root, f"en/{PAGE}.html")
    assert [address for address in english["pytorch"] if address.startswith("https")] == [
        "https://colab.research.google.com/github/little/pytorch-notebooks/blob/main/guide/parameters.ipynb",
        "https://mybinder.org/v2/gh/little/pytorch-notebooks/main?labpath=guide%2Fparameters.ipynb",
    ]
    assert [address for address in english["jax"] if address.startswith("https")] == [
        "https://colab.research.google.com/github/little/shared/blob/master/jax/guide/parameters.ipynb",
        "https://studiolab.sagemaker.aws/import/github/little/sm/blob/master/guide/parameters.ipynb",
    ]
    assert "ko/guide/parameters.ipynb" in _offers(root, f"ko/{PAGE}.html")["pytorch"][1]
    assert english["mxnet"] == ["../../notebooks/en/mxnet/guide/parameters.ipynb"], "its last Python is too old"
    for page, framework in ((f"ja/{PAGE}.html", "pytorch"), ("en/guide/hooks.html", "pytorch")):
        assert [address for address in _offers(root, page)[framework] if address.startswith("https")] == []


def test_the_zip_offers_only_what_is_in_it(root: Path) -> None:
    """Neither downloads nor slides lie in the site's zip, no page in it links to them, and no worker keeps them."""
    site = root / "build" / "website"
    with zipfile.ZipFile(site / "book.zip") as archive:
        names = archive.namelist()
        page = archive.read(f"book/en/{PAGE}.html").decode()
    assert not [name for name in names if "downloads/" in name or "slides/" in name]
    worker = (site / "worker.js").read_text()
    assert [name for text in (page, worker) for name in ("downloads/", "slides/") if name in text] == []
    assert "notebooks/en/jax" in page


@pytest.mark.browser
def test_the_menu(new_reader: NewReader, root: Path) -> None:
    """It follows the chosen framework, opens and closes by keys, moves nothing, and passes every rule of axe."""
    with serve(root / "build" / "website") as host:
        page = new_reader().goto(f"{host}/ko/{PAGE}.html?framework=pytorch")
        heading = page.locator("h1").bounding_box()
        page.locator(".take summary").focus()
        page.keyboard.press("Enter")
        links = page.locator(".take a:visible")
        assert [text.split("\n")[0] for text in links.all_inner_texts()][:2] == ["Jupyter 노트북", "Colab에서 열기"]
        page.evaluate(Axe().axe_script)
        assert faults(page, {"include": ".take"}, {}) == []
        assert page.locator("h1").bounding_box() == heading
        with page.expect_download() as download:
            links.first.click()
        assert download.value.suggested_filename == "parameters-pytorch.ipynb"
        page.keyboard.press("Escape")
        assert links.count() == 0
        page.locator(".choice[data-framework=jax]").click()
        page.locator(".take summary").click()
        assert links.first.inner_text().strip() == "Colab에서 열기"
        page.locator("footer").click()
        assert links.count() == 0
        plain = new_reader(java_script_enabled=False).goto((root / "build/website/en" / f"{PAGE}.html").as_uri())
        plain.locator(".take summary").click()
        assert plain.locator(".take [role=group]:visible").count() == 4
