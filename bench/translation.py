"""What a translator waits for: the check of one page, and of a language of 192 pages, each a process of its own.

    python bench/translation.py [--pages N]

The pages are those of this book's chapter, copied under other names and labels until there are enough, in a repository
of their own; one in eight has an older English version in its first line. So an average page here has 520 lines.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ("init-param", "looking", "parameters", "index")
TABBOOK = str(Path(sys.executable).with_name("tabbook"))
SETTINGS = (
    "[build]\nnotebooks = */*.md\ntabs = pytorch, tensorflow, jax, mxnet\n[languages]\nsource = en\ntranslations = ja\n"
)


def write_book(folder: Path, count: int) -> None:
    """A book of `count` pages with a Japanese translation, in a repository."""
    (folder / "config.ini").write_text(SETTINGS)
    git(folder, "init", "-q")
    for number in range(count):
        page, chapter = PAGES[number % len(PAGES)], f"chapter-{number // len(PAGES)}"
        for language in ("en", "ja"):
            write_page(folder, language, chapter, page)
        if number % 8 == 0:
            git(folder, "add", "-A")
            git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", str(number))
            english = folder / "chapters" / "en" / chapter / f"{page}.md"
            english.write_text(english.read_text("utf-8").replace("the", "this", 3), "utf-8")
    (folder / "chapters" / "glossary.ja.tsv").write_bytes((ROOT / "chapters" / "glossary.ja.tsv").read_bytes())
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "all")


def write_page(folder: Path, language: str, chapter: str, page: str) -> None:
    text = (ROOT / "chapters" / language / "builders-guide" / f"{page}.md").read_text("utf-8")
    target = folder / "chapters" / language / chapter / f"{page}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    text = text.replace(":label:`", f":label:`{chapter}-").replace("# ", f"# {chapter} ", 1)
    if language == "ja":
        english = git(folder, "hash-object", str(folder / "chapters" / "en" / chapter / f"{page}.md"))
        text = f"<!-- translated-from: {english} -->\n" + text.split("\n", 1)[1]
    target.write_text(text, "utf-8")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def seconds(folder: Path, *arguments: str) -> float:
    """How long the command takes, from its start to its end; the best of three."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run(
            [TABBOOK, "translate", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        times.append(time.perf_counter() - start)
        assert "Traceback" not in done.stderr, done.stderr
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=192)
    count = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_book(folder, count)
        page = "chapters/ja/chapter-1/parameters.md"
        print(f"check of one page:        {seconds(folder, 'check', page):6.2f} s  (to be under 2 s)")
        print(f"check of {count} pages:       {seconds(folder, 'check'):6.2f} s  (to be under 15 s)")
        print(f"status of {count} pages:      {seconds(folder, 'status', 'ja'):6.2f} s")
        print(f"next, of {count} pages:       {seconds(folder, 'next', 'ja'):6.2f} s")


if __name__ == "__main__":
    main()
