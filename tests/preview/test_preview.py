"""`tabbook serve` as an author has it: the real command, a real browser, files saved."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser import NewReader, Reader
from execute.little_programs import link_kernels
from tabbook.preview.shown import words_for

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)

CONFIG = """\
[project]
title = A Book
[build]
tabs = pytorch, jax
[languages]
source = en
[execute]
warm = False
"""
CODE = """
```{.python .input}
%%tab pytorch
print("torch", 6 * 7)
```

```{.python .input}
%%tab jax
print("jax", 6 * 7)
```
"""
SECTIONS = "\n".join(f"## Section {number}\n\n{'Words of it. ' * 60}\n\nEnd {number}.\n" for number in range(12))
PAGE = f"# A Page\n:label:`sec_page`\n\nThe first words.\n{CODE}\n{SECTIONS}"
INDEX = "# Start\n\n```toc\n:numbered:\n\npage\n```\n"


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview that goes on."""

    root: Path
    process: subprocess.Popen[str]
    address: str

    @property
    def file(self) -> Path:
        return self.root / "chapters" / "en" / "page.md"

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def ask(self, method: str, path: str, **headers: str) -> tuple[int, str]:
        """Status and body of an answer; the path and the headers go as they are."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


def start(root: Path, *options: str) -> tuple[subprocess.Popen[str], list[str]]:
    """The command, and what it said up to its first build."""
    command = [str(Path(sys.executable).with_name("tabbook")), "serve", *options]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    said: list[str] = []
    while not said or not said[-1].startswith("built"):
        said.append(process.stdout.readline())
        assert said[-1], said
    return process, said


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = tmp_path_factory.mktemp("previewed") / "book"
    link_kernels(root)
    (root / "config.ini").write_text(CONFIG)
    (root / "chapters" / "en").mkdir(parents=True)
    (root / "chapters" / "en" / "index.md").write_text(INDEX)
    (root / "chapters" / "en" / "page.md").write_text(PAGE)
    process, said = start(root, "--port", "8760")
    yield Preview(root, process, next(line.strip() for line in said if line.startswith("http")))
    with process:
        process.kill()


@pytest.fixture
def page(preview: Preview, new_reader: NewReader) -> Iterator[Page]:
    """The page in a browser of its own; at the end its file is as it was, and the browser complained about nothing."""
    preview.file.write_text(PAGE)
    reader: Reader = new_reader()
    page = reader.goto(f"{preview.address}en/page.html")
    expect(page.locator("article")).not_to_contain_text("changed")
    yield page
    assert reader.complaints == []
    assert {address.split("/")[2] for address in reader.requests} == {f"127.0.0.1:{preview.port}"}


def top_of(page: Page, words: str) -> float:
    box = page.get_by_text(words, exact=True).bounding_box()
    assert box
    return box["y"]


def test_a_saved_edit_appears_where_one_reads(preview: Preview, page: Page) -> None:
    """What is read stays in its place whatever grows above it; the chosen framework stays too."""
    page.locator(".choice", has_text="JAX").click()
    page.evaluate("document.querySelectorAll('h2')[7].scrollIntoView({ behavior: 'instant' })")
    before = top_of(page, "End 7.")
    preview.file.write_text(PAGE.replace("The first words.", "Words that changed.\n\n" * 9))
    page.get_by_text("Words that changed.").first.wait_for(state="attached")
    page.wait_for_load_state()
    assert abs(top_of(page, "End 7.") - before) < 3
    assert page.locator("html").get_attribute("data-framework") == "jax"
    preview.file.write_text(PAGE)
    page.get_by_text("The first words.").wait_for(state="attached")
    page.wait_for_load_state()
    preview.file.write_text(PAGE.replace("End 7.", "End 7, changed. See :numref:`sec_page`."))
    page.get_by_text("End 7, changed. See").wait_for(state="attached")
    page.wait_for_load_state()
    page.evaluate("window.stays = true")
    preview.file.write_text(PAGE.replace("End 7.", "End 7, now changed. See :numref:`sec_page`."))
    page.get_by_text("End 7, now changed. See").wait_for(state="attached")
    assert page.evaluate("window.stays")
    edited = page.locator("p", has_text="End 7, now changed.")
    assert abs(edited.evaluate("edited => edited.getBoundingClientRect().top") - before) < 3
    page.locator("a.reference").hover()
    expect(page.locator("#preview")).to_contain_text("A Page")


def test_a_problem_stands_on_the_page_until_it_is_mended(preview: Preview, page: Page) -> None:
    """The last good page stays, below it file, line and cure; axe finds no fault with that, in light and dark."""
    preview.file.write_text(PAGE.replace("The first words.", "```text"))
    problem = page.locator(".preview-error")
    expect(problem).to_contain_text("chapters/en/page.md:4")
    expect(problem).to_contain_text("[S05]")
    expect(page.locator("article")).to_contain_text("The first words.")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page, ".preview-bar").response["violations"] == []
    (preview.root / "config.ini").write_text(CONFIG + "wrong = 1\n")
    expect(problem).to_contain_text("config.ini:9")
    (preview.root / "config.ini").write_text(CONFIG)
    preview.file.write_text(PAGE)
    expect(problem).to_have_count(0)


def test_what_was_saved_last_is_found(preview: Preview, page: Page) -> None:
    """The search of the preview needs no index: a word that was written just now is found, and leads there."""
    preview.file.write_text(PAGE.replace("End 7.", "End 7 with rhubarb."))
    page.get_by_text("rhubarb").wait_for(state="attached")
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("rhubarb")
    expect(page.locator(".hit strong")).to_have_text("1.8 Section 7")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/page.html?framework=*#section-7")


def test_the_bar_speaks_the_pages_language() -> None:
    """The words of the bar are those of the page's language; no language lacks one, and others are read in English."""
    said = {
        name: json.loads(unescape(words_for(f'<html data-preview lang="{name}">'.encode())))
        for name in ("en", "ja", "eo")
    }
    said["ko"] = json.loads(unescape(words_for(b'<html lang="ko" data-frameworks="">')))
    assert [said[name]["run"] for name in ("en", "ja", "ko", "eo")] == ["Run", "実行", "실행", "Run"]
    for name in ("ja", "ko"):
        assert said[name].keys() == said["en"].keys()
        assert not set(said[name].values()) & set(said["en"].values())


def test_cells_run_only_when_asked(preview: Preview, page: Page) -> None:
    """Changed code is bare until the button runs it; a cell that fails shows its Problem, where it stands now."""
    preview.file.write_text(PAGE.replace('print("torch", 6 * 7)', "print(6 * changed)").replace("6 * 7", "6 * 8"))
    expect(page.locator("article")).to_contain_text("print(6 * changed)")
    expect(page.locator(".bare").first).to_be_attached()
    expect(page.locator(".preview-status")).to_contain_text("1 page has changed code.")
    page.get_by_role("button", name="Run").click()
    problem = page.locator(".preview-error")
    expect(problem).to_contain_text("NameError: name 'changed' is not defined")
    expect(problem).to_contain_text("chapters/en/page.md:8")
    expect(page.locator(".panel[data-framework=jax] .output")).to_contain_text("jax 48")
    preview.file.write_text("\n" + preview.file.read_text())
    expect(problem).to_contain_text("chapters/en/page.md:9")
    preview.file.write_text(PAGE.replace("6 * 7", "6 * 8"))
    expect(problem).to_have_count(0)
    expect(page.locator("article")).to_contain_text('print("torch", 6 * 8)')
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".panel[data-framework=pytorch] .output")).to_contain_text("torch 48")
    expect(page.locator(".preview-bar")).to_be_hidden()


def test_pages_come_and_go(preview: Preview, page: Page) -> None:
    """A new page is in the contents at once; one that is gone says so, and is back when its file is."""
    new, index = preview.root / "chapters" / "en" / "new.md", preview.root / "chapters" / "en" / "index.md"
    new.write_text("# Brand New\n")
    index.write_text(INDEX.replace("page\n", "page\nnew\n"))
    link = page.locator(".contents").get_by_text("Brand New")
    expect(link).to_be_attached()
    (preview.root / "config.ini").write_text(CONFIG.replace("A Book", "Another Book"))
    expect(page.locator(".home")).to_contain_text("Another Book")
    (preview.root / "config.ini").write_text(CONFIG)
    expect(page.locator(".home")).not_to_contain_text("Another")
    new.unlink()
    index.write_text(INDEX)
    expect(link).to_have_count(0)


def test_a_page_with_a_sign_of_addresses_in_its_name_is_shown_anew(preview: Preview, page: Page) -> None:
    """A saved edit of it appears as that of any other."""
    sharp, index = preview.file.with_name("c#.md"), preview.file.with_name("index.md")
    sharp.write_text("# Sharp\n\nThe first words.\n")
    index.write_text(INDEX.replace("page\n", "page\nc#\n"))
    page.locator(".contents").get_by_text("Sharp").click()
    expect(page.locator("article")).to_contain_text("The first words.")
    page.evaluate("window.stays = true")
    sharp.write_text("# Sharp\n\nOther words.\n")
    expect(page.locator("article")).to_contain_text("Other words.")
    assert page.evaluate("window.stays")
    sharp.unlink()
    index.write_text(INDEX)


def test_only_this_machine_is_answered(preview: Preview) -> None:
    """No other name, no path out of the site, no listing; another site's page cannot ask for a run."""
    assert preview.ask("GET", "/en/page.html")[0] == 200
    assert preview.ask("GET", "/en/page.html", Host="evil.example")[0] == 400
    for path in ("/../config.ini", "/%2e%2e/config.ini", "/en/../../config.ini", "//etc/passwd", "/assets/", "/en"):
        status, body = preview.ask("GET", path)
        assert (status, "title = A Book" in body) == (404, False), path
    assert preview.ask("POST", "/-/run", Origin="http://evil.example", **{"Content-Length": "0"})[0] == 403
    assert preview.ask("POST", "/-/run", **{"Content-Length": "0"})[0] == 403
    worker = preview.ask("GET", "/worker.js", **{"Service-Worker": "script"})
    assert worker[0] == 200
    assert "unregister" in worker[1]
    with socket.socket() as other, pytest.raises(OSError, match=r"refused|unreachable"):
        other.connect(("127.0.0.2", preview.port))


def test_a_second_preview_takes_the_next_port_and_ends_at_once(preview: Preview) -> None:
    """It says which; Ctrl-C ends it with 130, without a traceback and without a process left."""
    process, said = start(preview.root, "--port", str(preview.port))
    assert process.stdout
    assert said[0] == f"port {preview.port} is in use; taking {preview.port + 1}\n"
    assert said[1] == f"http://127.0.0.1:{preview.port + 1}/\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    with process:
        assert re.fullmatch(r"(built in .* s\n)*", process.stdout.read())
    children = subprocess.run(["ps", "--ppid", str(process.pid)], capture_output=True, text=True, check=False)
    assert len(children.stdout.splitlines()) == 1
