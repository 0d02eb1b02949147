"""Open in Jupyter: a page of the preview leads to its notebook in a JupyterLab that nobody else reaches."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Page, expect

from browser import NewReader
from conftest import tabbook
from execute.little_programs import link_kernels
from preview.test_preview import CONFIG, INDEX, PAGE, Preview, start

pytestmark = pytest.mark.browser
expect.set_options(timeout=120_000)


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """A preview of a book whose notebooks were built, without running their code."""
    root = tmp_path / "book"
    link_kernels(root)
    (root / "config.ini").write_text(CONFIG)
    (root / "chapters" / "en").mkdir(parents=True)
    (root / "chapters" / "en" / "page.md").write_text(PAGE)
    (root / "chapters" / "en" / "index.md").write_text(INDEX)
    assert tabbook(root, "build", "notebooks", "--no-run").returncode == 0
    process, said = start(root, "--port", "8790")
    yield Preview(root, process, next(line.strip() for line in said if line.startswith("http")))
    with process:
        process.kill()


@pytest.mark.timeout(500)
def test_open_in_jupyter(preview: Preview, new_reader: NewReader) -> None:
    """The chosen framework's notebook is opened with its kernel; nobody else is let in; it ends with the preview.

    There are the book's kernels and no other, and what shows their widgets.
    """
    page = new_reader().goto(f"{preview.address}en/page.html?framework=jax")
    page.locator(".take summary").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in Jupyter").locator("visible=true").click()
    lab: Page = opened.value
    expect(lab.locator(".jp-Notebook h1", has_text="A Page")).to_be_visible()
    expect(lab.get_by_text("JAX (tabbook)").first).to_be_visible()
    told = json.loads(lab.locator("#jupyter-config-data").text_content() or "")
    assert "@jupyter-widgets/jupyterlab-manager" in [extension["name"] for extension in told["federated_extensions"]]
    address = urlsplit(lab.url)
    specs = lab.request.get(f"http://{address.netloc}/api/kernelspecs").json()
    assert (specs["default"], sorted(specs["kernelspecs"])) == ("tabbook-pytorch", ["tabbook-jax", "tabbook-pytorch"])
    # Its path follows what JupyterLab shows at the moment.
    assert address.hostname == "127.0.0.1"
    port = address.port or 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port))
    stranger = new_reader().page
    stranger.goto(f"http://127.0.0.1:{port}/lab/tree/en/jax/page.ipynb")
    assert urlsplit(stranger.url).path == "/login"
    _ask_as_strangers(preview)
    family = psutil.Process(preview.process.pid).children(recursive=True)
    assert any("jupyterlab" in " ".join(process.cmdline()) for process in family)
    preview.process.kill()
    assert psutil.wait_procs(family, timeout=120)[1] == []


def test_a_notebook_that_was_opened_has_nothing_to_save(preview: Preview, new_reader: NewReader) -> None:
    """It says already what JupyterLab writes into it when its kernel answers, be it of one framework or of all."""
    for name in ("jax", "all"):
        path = f"/-/jupyter?notebook=en/{name}/page.ipynb"
        _, told = preview.ask("POST", path, Origin=preview.address.rstrip("/"))
        lab = new_reader().goto(json.loads(told)["address"])
        expect(lab.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first).to_be_visible()
        lab.wait_for_timeout(3000)
        assert lab.locator(".jp-mod-dirty").count() == 0


def _ask_as_strangers(preview: Preview) -> None:
    """What other sites may try gets them neither an address nor a page; a notebook must be one that was built."""
    own, path = {"Origin": preview.address.rstrip("/")}, "/-/jupyter?notebook=en/jax/page.ipynb"
    assert preview.ask("POST", path, Origin="https://example.org")[0] == 403
    assert preview.ask("POST", path)[0] == 403
    assert preview.ask("GET", path, **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    for name in ("../../config.ini", "en/jax/no.ipynb", "", "a%00b.ipynb", f"{'a' * 300}.ipynb"):
        status, told = preview.ask("POST", f"/-/jupyter?notebook={name}", **own)
        assert status == 200
        assert list(json.loads(told)) == ["problem"]
