"""A folder in; in it an English book in d2lbook's layout, with a history, and two translations of it that drifted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from generated import generated_book

SETTINGS = """\
[project]
name = generated
title = {title}
; the language of this folder
lang = {language}

[build]
tabs = pytorch, tensorflow, jax, mxnet
notebooks = *.md */*.md
exclusions = */*_origin.md
resources = img/ refs.bib
    tools/
eval_notebook = False
output_dir = _build
rsts = api/*.rst

[pdf]
bibfile = refs.bib
"""
DRIFTED = ("chapter-00/page-000", "chapter-00/page-002")
"""Pages whose English went on after they were translated."""
ADDED = "The English says more today than it did when this page was translated.\n"


def git(folder: Path, *arguments: str) -> str:
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | names | quiet, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def write(root: Path, pages: int = 5) -> str:
    """The folders `en`, `ja` and `ko` below `root`; gives the commit of `en` that `ko` was made from.

    Every page of `ja` lies beside a copy of its English as it was; `ko` has none, and lacks a page.
    """
    generated_book.write(root / "made", pages, languages=3)
    for language, title in (("en", "A Book"), ("ja", "本"), ("ko", "책")):
        _lay_out(root / "made", root / language, language, title)
    english, japanese = root / "en", root / "ja"
    git(english, "init", "-q", "-b", "main")
    git(english, "add", "-A")
    git(english, "commit", "-q", "-m", "as it was translated")
    for page in sorted(japanese.rglob("*.md")):
        shutil.copyfile(english / page.relative_to(japanese), page.with_name(f"{page.stem}_origin.md"))
    for path in DRIFTED:
        page = english / f"{path}.md"
        page.write_text(f"{page.read_text(encoding='utf-8')}\n{ADDED}", encoding="utf-8")
    (root / "ko" / "chapter-00" / "page-001.md").unlink()
    (root / "ko" / "SUMMARY.md").write_text("# 목차\n", encoding="utf-8")
    commit = git(english, "rev-parse", "HEAD")
    git(english, "commit", "-q", "-a", "-m", "the English goes on")
    shutil.rmtree(root / "made")
    return commit


def _lay_out(made: Path, folder: Path, language: str, title: str) -> None:
    """The generated pages of a language as d2lbook has them: no folder of the language, pictures below `img`."""
    shutil.copytree(made / "chapters" / language, folder)
    shutil.copytree(made / "static", folder / "img")
    shutil.copyfile(made / "chapters" / "refs.bib", folder / "refs.bib")
    for page in folder.rglob("*.md"):
        page.write_text(re.sub(r"(\.\./)+static/", "../img/", page.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "tools").mkdir()
    (folder / "tools" / "release.sh").write_text("echo release\n")
    (folder / "NOTES.txt").write_text("what nobody names\n")
    (folder / "config.ini").write_text(SETTINGS.format(title=title, language=language), encoding="utf-8")
