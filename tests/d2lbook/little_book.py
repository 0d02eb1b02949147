"""A folder in, a book as d2lbook has it out: two tabs, a chapter, a picture, a library, keys of every kind."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from tabbook.cli.d2lbook.commands import app
from tabbook.errors import BookError

SETTINGS = """\
# A book as d2lbook has it.
[project]
name = little
title = A Little Book
release = 1.2.3

[build]
notebooks = *.md */*.md
tabs = pytorch, jax
resources = img/ little.bib
# what the old tool wants
sphinx_configs = x = 1
depedencies = setup.py

[html]
favicon = img/dot.svg

[pdf]
bibfile = little.bib

[library]
version_file = lib/__init__.py

[library-pytorch]
lib_file = lib/torch.py

[colab]
github_repo = pytorch, somebody/little-colab

[slides]
top_right = <img height=20px src='img/dot.svg'/>
"""
INDEX = """\
# A Little Book

![A dot.](img/dot.svg)

```toc
:numbered:

chapter_dots/index
```
"""
CHAPTER = """\
# Dots
:label:`chap_dots`

```toc
page
```
"""
PAGE = """\
# Two Dots
:label:`sec_two`

[**See :numref:`chap_dots`**] and :cite:`one`.

![Another dot.](../img/dot.svg)
:label:`fig_dot`

```{.python .input}
#@save
def twice(x):
    return 2 * x

twice(21)
```

```{.python .input  n=2}
%%tab jax
print('jax', 1 + 1)
```
"""
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="8"/></svg>\n'
WORKS = "@article{one, title={One}, author={A. Writer}, year={2020}, journal={J}}\n"
FILES = {
    "config.ini": SETTINGS,
    "index.md": INDEX,
    "chapter_dots/index.md": CHAPTER,
    "chapter_dots/page.md": PAGE,
    "img/dot.svg": DOT,
    "little.bib": WORKS,
    "lib/__init__.py": 'import os\n__version__ = "0"\n',
}


def write(root: Path, **changed: str) -> Path:
    """The book in `root`; of `changed`, each the text of the file whose name begins so."""
    for file, text in FILES.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(changed.get(Path(file).stem, text), encoding="utf-8")
    return root


def d2lbook(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as an author types it, in the book's folder."""
    command = [sys.executable, "-c", "from tabbook.cli.d2lbook import main; main()", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=500, check=False)


def run_here(root: Path, *arguments: str) -> str:
    """The same in this process, where it takes no time to begin; gives what it prints."""
    printed = io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(printed):
        app(arguments, standalone_mode=False)
    return printed.getvalue()


def refusal(root: Path, *arguments: str) -> str:
    """What the command says in place of doing anything."""
    with pytest.raises(BookError) as caught:
        run_here(root, *arguments)
    return str(caught.value)
