"""What a reader loads for one page: ours, and d2lbook's of the same source, in this run.

    python bench/page.py

d2lbook is installed under build/bench/ when first asked for. It no longer installs by itself: it needs Python 3.11,
setuptools before 80 (for pkg_resources), pybtex 0.24.0, and pandoc, which comes from our own wheel. It is given the
book's English pages as they are and runs none of them. Its page holds the first framework alone, without outputs:
with `--tab all` it leaves this book's longest page out. What its pages take from other hosts is not counted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pypandoc
from playwright.sync_api import sync_playwright

from tabbook import config

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from browser import (  # noqa: E402
    CHROMIUM,
    FLAGS,
    serve,
)
from weight import Weight, ZippingHandler, weigh  # noqa: E402

FOLDER = REPOSITORY / "build" / "bench"
ENVIRONMENT = FOLDER / "d2lbook"
PINS = ("setuptools<80", "pybtex==0.24.0", "d2lbook==1.0.3")
CONFIG = """[project]
name = book
title = Book
author = Authors
copyright = 2026
release = 0.1.0
lang = en
[build]
notebooks = *.md */*.md
resources = static/
eval_notebook = False
tabs = pytorch, tensorflow, jax, mxnet
[pdf]
bibfile = refs.bib
"""
EARLIER = (("d2lbook", 1097), ("sphinx-book-theme", 2861), ("Furo", 287))
"""Kilobytes of a page of another book, measured before this one was written."""


def install() -> None:
    """d2lbook in an environment of its own."""
    if (ENVIRONMENT / "bin" / "d2lbook").exists():
        return
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT], check=True)
    python = ENVIRONMENT / "bin" / "python"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *PINS], check=True)


def build_with_d2lbook() -> Path:
    """The book's English pages as d2lbook's site."""
    book = FOLDER / "d2lbook-book"
    shutil.rmtree(book, ignore_errors=True)
    shutil.copytree(REPOSITORY / "chapters" / "en", book)
    shutil.copytree(REPOSITORY / "static", book / "static")
    shutil.copy(REPOSITORY / "chapters" / "refs.bib", book)
    (book / "config.ini").write_text(CONFIG, encoding="utf-8")
    pandoc = Path(pypandoc.get_pandoc_path()).resolve().parent
    path = os.pathsep.join([str(ENVIRONMENT / "bin"), str(pandoc), os.environ["PATH"]])
    command = [ENVIRONMENT / "bin" / "d2lbook", "build", "html"]
    done = subprocess.run(
        command, cwd=book, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    site = book / "_build" / "html"
    if done.returncode or not site.is_dir():
        raise SystemExit(f"d2lbook failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return site


def told(name: str, weight: Weight) -> str:
    hosts = ", ".join(weight.elsewhere) or "none"
    return (
        f"  {name:<22}{weight.bytes / 1000:>7.0f} kB + {weight.fonts / 1000:>4.0f} kB of fonts"
        f"{weight.requests:>5} requests, other hosts: {hosts}; layout shift {weight.shift:.3f}"
    )


def main() -> None:
    site = config.read(REPOSITORY).build_folder / "website"
    largest = max((site / "en").rglob("*.html"), key=lambda file: file.stat().st_size).relative_to(site / "en")
    install()
    theirs = build_with_d2lbook()
    print(f"{largest}, at the first visit, zipped as a host does:")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serve(site, ZippingHandler) as host:
            print(told("tabbook, 4 frameworks", weigh(browser, f"{host}/en/{largest}")))
        with serve(theirs, ZippingHandler) as host:
            print(told("d2lbook, 1 framework", weigh(browser, f"{host}/{largest}")))
        browser.close()
    print("earlier, of a page of another book: " + ", ".join(f"{name} {size:,} kB" for name, size in EARLIER))


if __name__ == "__main__":
    main()
