"""Every key that d2lbook knows in, what became of it out: used, or told with what stands in its place."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
from pathlib import Path

from conftest import REPOSITORY
from tabbook import config

PACKAGE = REPOSITORY / "src" / "tabbook"
KEYS = Path(__file__).with_name("d2lbook_keys.ini")


def keys() -> list[tuple[str, str]]:
    parser = configparser.ConfigParser()
    parser.read(KEYS, encoding="utf-8")
    return [(section, key) for section in parser.sections() for key in parser.options(section)]


def test_a_key_is_used_or_told(tmp_path: Path) -> None:
    """A file with all of d2lbook's keys is read; each key that nothing uses is told once, at its line, with a cure."""
    shutil.copy(KEYS, tmp_path / "config.ini")
    settings, problems = config.read_as_d2lbook(tmp_path)
    assert (settings.build.output_dir, settings.build.html_dir) == ("x/tabbook", "x")
    lines = KEYS.read_text(encoding="utf-8").splitlines()
    told = [(problem.place.line, problem.code, problem.severity) for problem in problems]
    named = [re.match(r"`(.+?)` of \[(.+?)\] is not used", problem.what) for problem in problems]
    assert [(name[2], name[1]) for name in named if name] == [key for key in keys() if key in config.DROPPED]
    assert told == [(number, "C03", "warning") for number, _, _ in told]
    assert all(
        lines[line - 1].startswith(f"{name[1]} =") for (line, _, _), name in zip(told, named, strict=True) if name
    )


def test_a_key_that_is_not_told_is_read() -> None:
    """Some code outside of `config/` reads the field of every other key."""
    read = {
        node.attr if isinstance(node, ast.Attribute) else node.value
        for file in PACKAGE.rglob("*.py")
        if "config" not in file.relative_to(PACKAGE).parts[0]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    }
    ours = {"source_dir", "tabs", "lang", "output_dir"}  # what `Config` itself makes folders and names of
    others = (key for section, key in keys() if (section, key) not in config.DROPPED)
    fields = {key.replace("-", "_") for key in others}
    assert sorted(fields - read - ours) == []


def test_the_guide_has_a_line_for_each_key_and_command() -> None:
    """docs/from-d2lbook.md says of every key and command of d2lbook what became of it."""
    guide = (REPOSITORY / "docs" / "from-d2lbook.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in guide.splitlines() if line.startswith("|")]
    sections: dict[str, set[str]] = {}
    section = ""
    for row in rows:
        section = next(iter(re.findall(r"\*\*\[(.+?)\]\*\*", row)), section)
        sections.setdefault(section, set()).update(re.findall(r"`([\w-]+)`", row))
    lacking = [(section, key) for section, key in keys() if key not in sections.get(section.replace("-x", "-TAB"), ())]
    assert lacking == []
    for command in ("build eval", "build lib", "build linkcheck", "clear", "activate", "translate", "deploy", "slides"):
        assert any(f"`d2lbook {command}" in row for row in rows), command
