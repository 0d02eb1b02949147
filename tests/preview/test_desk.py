"""`tabbook serve --translate ja` as a translator has it: the real command, a real browser, files saved."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import tabbook
from tabbook.desk import Desk
from tabbook.desk.words import choose, words_of
from tabbook.errors import BookError
from translation.little_history import History, begin, swap

expect.set_options(timeout=60_000)
HOSTILE = """# <script>alert(1)</script> Hostile <img src=x onerror=alert(1)>

<script>alert(2)</script>

[a link](javascript:alert(3)) and ![a picture](../../../../../etc/passwd.svg) and ![one](//evil.example/x.svg) of them.

A {#text .top .row onclick="alert(4)" style="position:fixed"} [span]{#text .top onclick="alert(5)"} in the way.

```{.python .input}
%%tab pytorch
print("</code><script>alert(6)</script>")
```

$\\text{<script>alert(7)</script>}$ and `<script>alert(8)</script>` and :numref:`"><script>alert(9)</script>`.
"""
REPOSITORY = "[website]\nrepository = https://github.com/someone/book\n"


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A desk that is open."""

    book: History
    port: int

    def address(self, page: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/-/desk/ja/{page}"

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of an answer; the path and the headers go as they are."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.putrequest("GET", path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtDesk]:
    """A page that is ahead of its translation in four ways, one that nobody began, and one that is out to hurt."""
    book = begin(tmp_path_factory.mktemp("desk") / "book")
    (book.root / "chapters" / "img").mkdir()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'
    (book.root / "chapters" / "img" / "loss.svg").write_text(drawing)
    with (book.root / "config.ini").open("a") as settings:
        settings.write(REPOSITORY)
    for name, text in (("new", "# Brand New\n\nNobody has begun this page.\n"), ("hostile", HOSTILE)):
        book.file("en", name).write_text(text, encoding="utf-8")
    book.file("ja", "hostile").write_text(HOSTILE, encoding="utf-8")
    edits = (
        swap("We take 12 points", "We take 40 points, no fewer"),
        swap("x = 1  #", "x = 3  #"),
        swap("A point may be drawn twice.\n\n", ""),
        swap("This loss", "The value is never negative, for it is a square.\n\nThis loss"),
    )
    book.edit("en", *edits)
    command = [str(Path(sys.executable).with_name("tabbook")), "serve", "--translate", "ja", "--port", "8790"]
    with subprocess.Popen(
        command,
        cwd=book.root,
        env=os.environ | {"TABBOOK_EDITOR": "vscode://file{path}:{line}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        said = iter(process.stdout.readline, "")
        address = next(line for line in said if "/-/desk/ja/" in line)
        yield AtDesk(book, int(re.findall(r":(\d+)/", address)[0]))
        process.kill()


@pytest.fixture(scope="module")
def place(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser for all tests, which speaks English and may fill the clipboard."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(place: BrowserContext, desk: AtDesk) -> Iterator[Page]:
    """A page that complains of nothing and asks no other host."""
    page = place.new_page()
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    yield page
    page.close()
    assert complaints == []
    assert hosts == {f"127.0.0.1:{desk.port}"}


def row(page: Page, words: str) -> str:
    """The selector of the row whose English says `words`."""
    name = page.locator(".row[id]", has_text=words).first.get_attribute("id")
    return f"#{name}"


@pytest.mark.browser
def test_what_is_behind_stands_beside_its_english(desk: AtDesk, page: Page) -> None:
    """Each row has both languages, its places, its state, old and new English with the changed words marked."""
    page.goto(desk.address("loss"))
    stale = page.locator(row(page, "We take 40 points"))
    expect(stale.locator(".side").nth(0)).to_contain_text("We take 40 points, no fewer for it.")
    expect(stale.locator(".side").nth(1)).to_contain_text("点は12個とる。")
    assert stale.locator("del").all_text_contents() == ["12"]
    assert "".join(stale.locator("ins").all_text_contents()).replace(" ", "") == "40,nofewer"
    line = next(n for n, text in enumerate(desk.book.file("ja").read_text("utf-8").split("\n"), 1) if "12個" in text)
    side = stale.locator(".side").nth(1)
    expect(side.locator(".copy")).to_have_attribute("data-copy", f"chapters/ja/loss.md:{line}")
    editor, web = side.locator(".opens").all()
    expect(editor).to_have_attribute("href", f"vscode://file{quote(str(desk.book.file('ja')))}:{line}")
    expect(web).to_have_attribute("href", f"https://github.com/someone/book/edit/main/chapters/ja/loss.md#L{line}")
    side.locator(".copy").click()
    expect(page.locator(".told")).to_contain_text(f"chapters/ja/loss.md:{line}")
    assert page.evaluate("navigator.clipboard.readText()") == f"chapters/ja/loss.md:{line}"
    labels = page.locator(".todo b").all_text_contents()
    assert labels == ["Not translated", "Behind", "Behind"]
    expect(page.locator(".row.behind", has_text="同じ点を")).to_contain_text("delete it")
    expect(page.locator(row(page, "x = 3"))).to_contain_text("Carried over by a command")
    page.locator(".doing summary").click()
    commands = page.locator(".commands code").all_text_contents()
    assert commands == [
        f"tabbook translate {deed}"
        for deed in ("check chapters/ja/loss.md", "sync --write chapters/ja/loss.md", "bump ja/loss")
    ]
    assert page.locator("math").count() == 2
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")


@pytest.mark.browser
def test_a_saved_page_is_shown_where_it_is_read(desk: AtDesk, page: Page) -> None:
    """The row on the screen stays in its place while a row above grows; what the keyboard is on keeps its attention."""
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto(desk.address("loss"))
    here = page.locator(row(page, "Noise remains"))
    here.scroll_into_view_if_needed()
    here.locator(".copy").first.focus()
    before = here.bounding_box()
    text = desk.book.file("ja").read_text(encoding="utf-8")
    desk.book.edit("ja", swap("大きな誤差は", "**「大きな」**誤差は、" + "とても長い文である。" * 40 + "大きな誤差は"))
    expect(page.locator(".todo .error")).to_contain_text("will print its asterisks")
    after = here.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2
    assert page.evaluate("document.activeElement.dataset.copy").startswith("chapters/en/loss.md:")
    desk.book.file("ja").write_text(text, encoding="utf-8")
    expect(page.locator(".todo .error")).to_have_count(0)


@pytest.mark.browser
def test_the_list_begins_with_what_next_names(desk: AtDesk, page: Page) -> None:
    """Pages come in the order of `tabbook translate next`; one that nobody began says how, and changes when it is."""
    page.goto(desk.address())
    expect(page.locator("tbody tr")).to_have_count(3)
    told = tabbook(desk.book.root, "translate", "next", "ja").stdout
    assert told.startswith(f"chapters/ja/{page.locator('.next a').inner_text()}.md:")
    page.locator("tbody a", has_text="new").click()
    expect(page.locator("h1")).to_have_text("new")
    expect(page.locator(".commands code")).to_have_text("tabbook translate start ja new")
    assert tabbook(desk.book.root, "translate", "start", "ja", "new").returncode == 0
    expect(page.locator(".badge").first).to_have_text("1 paragraph behind")
    desk.book.file("ja", "new").unlink()
    expect(page.locator(".badge").first).to_have_text("not begun")
    settings = (desk.book.root / "config.ini").read_text()
    (desk.book.root / "config.ini").write_text(settings + "wrong = 1\n")
    expect(page.locator(".problems")).to_contain_text("[C")
    (desk.book.root / "config.ini").write_text(settings)
    expect(page.locator(".problems")).to_have_count(0)


@pytest.mark.browser
def test_axe_finds_nothing_in_any_language(desk: AtDesk, chromium: Browser) -> None:
    """The desk speaks the browser's language, and axe finds no fault with it, in light and dark."""
    for locale, scheme in (("en-GB", "light"), ("ja-JP", "dark"), ("ko-KR", "light")):
        language = locale[:2]
        context = chromium.new_context(locale=locale, color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        for path in ("loss", "") if language == "ja" else ("loss",):
            page.goto(desk.address(path))
            assert page.locator("html").get_attribute("lang") == language
            expect(page.locator("body")).to_contain_text(words_of(language)["all_pages"])
            page.evaluate(Axe().axe_script)
            found = page.evaluate("axe.run(document)")["violations"]
            assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        context.close()


@pytest.mark.browser
def test_a_hostile_page_cannot_run_a_script(desk: AtDesk, page: Page) -> None:
    """Whatever a page holds is text: no script, no handler, no style, no class of ours, no address but of this host."""
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(desk.address("hostile"))
    assert (
        page.locator("main script, main [onclick], main [onerror], main [style], main [href^=javascript]").count() == 0
    )
    assert page.locator(".shown [id], .shown .top, .shown .row").count() == 0
    assert page.locator(".shown img").count() == 0
    assert page.locator(".row[id]").count() >= 5


def test_only_this_machine_is_answered_and_only_pictures_are_given(desk: AtDesk) -> None:
    """No other name is answered, no file but the book's pictures, and every answer forbids other scripts."""
    status, headers, _ = desk.ask("/-/desk/ja/loss")
    assert status == 200
    assert "script-src 'self';" in headers["content-security-policy"]
    assert desk.ask("/-/desk/ja/loss", Host="evil.example")[0] == 400
    status, headers, _ = desk.ask("/-/desk/file/chapters/img/loss.svg")
    assert (status, "sandbox" in headers["content-security-policy"]) == (200, True)
    (desk.book.root / "chapters" / "img" / "out.svg").symlink_to("/etc/passwd")
    for path in (
        "file/chapters/img/out.svg",
        "file/config.ini",
        "file/../config.ini",
        "file/%2e%2e/%2e%2e/etc/passwd",
        "ja/none",
    ):
        assert desk.ask(f"/-/desk/{path}")[0] == 404, path
    assert desk.ask("/-/desk/assets/..%2fdesk.py")[0] == 404


def test_paths_that_no_file_can_have_lead_nowhere(desk: AtDesk) -> None:
    """A zero in a name, and one longer than the system allows, are answered as a picture that is not there."""
    for name in ("a%00b.svg", f"{'a' * 300}.svg"):
        assert desk.ask(f"/-/desk/file/{name}")[0] == 404, name


def test_wrong_wishes_are_told(desk: AtDesk) -> None:
    """A language that the book has not, and an editor that is a script, are Problems."""
    for wishes, code in ((("fr", ""), "T30"), (("ja", "javascript:{path}"), "V03"), (("ja", "code"), "V03")):
        with pytest.raises(BookError) as caught:
            Desk(desk.book.root, *wishes)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_the_words_of_all_languages_are_there() -> None:
    """Every language has the same words with the same gaps; a browser's wishes are weighed."""
    words = {language: words_of(language) for language in ("en", "ja", "ko")}
    gaps = {
        language: {name: re.findall(r"\{\w*\}", text) for name, text in own.items()} for language, own in words.items()
    }
    for language in ("ja", "ko"):
        assert list(words[language]) == list(words["en"])
        assert {name: sorted(found) for name, found in gaps[language].items()} == {
            name: sorted(found) for name, found in gaps["en"].items()
        }
    for accepted, language in (
        ("fr, ko;q=0.8, ja;q=0.9", "ja"),
        ("", "en"),
        ("de", "en"),
        ("ko-KR,en;q=0.5", "ko"),
        ("q;;,=", "en"),
    ):
        assert choose(accepted) == language
