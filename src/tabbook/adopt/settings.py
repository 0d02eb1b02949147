"""d2lbook's `config.ini` in; that of the new book out, its comments kept, what is not used any more commented out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from tabbook import config
from tabbook.adopt.folders import Folder
from tabbook.frameworks import WITHOUT_FRAMEWORKS
from tabbook.kernels import JUPYTER
from tabbook.source import patterns

MOVED = {
    ("build", "source_dir"): "pages lie in chapters/<language>/",
    ("build", "output_dir"): "everything is written to build/",
    ("build", "html_dir"): "the site is written to build/website/",
}
"""Keys that would lead to the places of before, and where things are now."""


@dataclass(slots=True)
class _Lines:
    """The lines of the file, to be changed key by key."""

    lines: list[str]
    changes: dict[int, list[str]] = field(default_factory=dict)
    """What stands in place of a line."""

    def span(self, section: str, key: str) -> range:
        """The lines of a key and its value, or, where `key` is empty, of a section's heading."""
        inside = False
        for number, line in enumerate(self.lines):
            if heading := re.match(r"\[(.+)\]", line):
                inside = heading[1] == section
                if inside and not key:
                    return range(number, number + 1)
            elif inside and key and re.match(rf"{re.escape(key)}\s*[=:]", line, re.IGNORECASE):
                return range(number, self._end(number + 1))
        return range(0)

    def _end(self, number: int) -> int:
        """After the indented lines that go on with a value."""
        end = number
        for at in range(number, len(self.lines)):
            if re.match(r"[ \t]+\S", self.lines[at]):
                end = at + 1
            elif self.lines[at].strip() and self.lines[at][0] not in "#;":
                break
        return end

    def comment_out(self, span: range, reason: str) -> None:
        for at in span:
            self.changes[at] = [f"# {self.lines[at]}".rstrip()]
        if span:
            self.changes[span[0]].insert(0, f"# Not used by tabbook: {reason}.")

    def put(self, span: range, text: str) -> None:
        for at in span:
            self.changes[at] = []
        if span:
            self.changes[span[0]] = text.split("\n")

    def text(self) -> str:
        return "\n".join(line for at, old in enumerate(self.lines) for line in self.changes.get(at, [old]))


def rewrite(folders: Sequence[Folder], resources: Sequence[str], bibliography: str, redirects: Sequence[str]) -> str:
    """The `config.ini` of the book made of `folders`, the original first.

    `resources` are those that lie where they lay, `bibliography` is the new place of the BibTeX file.
    """
    original = folders[0]
    content = (original.root / config.FILE).read_text(encoding="utf-8-sig")
    lines = _Lines(content.replace("\r\n", "\n").rstrip("\n").split("\n"))
    for (section, key), reason in _unused(original).items():
        lines.comment_out(lines.span(section, key), reason)
    lines.put(lines.span("build", "resources"), f"resources = {' '.join(resources)}".rstrip())
    index = f"{PurePosixPath(original.settings.build.index).with_suffix('')}.md"
    wanted = original.settings.build.notebooks
    if not patterns.read(wanted).match(index):
        lines.put(lines.span("build", "notebooks"), f"notebooks = {' '.join((index, *wanted))}")
    if bibliography:
        lines.put(lines.span("pdf", "bibfile"), f"bibfile = {bibliography}")
    led = ["# Where d2lbook put the pages.", "redirects =", *(f"    {line}" for line in redirects)] if redirects else []
    if heading := lines.span("website", ""):
        lines.put(heading, "\n".join(["[website]", *led]))
        led = []
    return "\n".join((lines.text(), *_added(folders), *(["", "[website]", *led] if led else []))) + "\n"


def _unused(original: Folder) -> Mapping[tuple[str, str], str]:
    """The keys to comment out, and what stands in their place."""
    unused = {key: reason for key, reason in {**config.DROPPED, **MOVED}.items() if key in original.found.given}
    unknown = [problem for problem in original.found.problems if problem.code == "C02"]
    for problem in unknown:
        for section, key in original.found.given:
            place = config.place_of(original.found.config, section, key)
            heading = config.place_of(original.found.config, section)
            if problem.place in (place, heading):
                unused[section, key] = "nobody knows this key"
                if problem.place == heading:
                    unused[section, ""] = "nobody knows this section"
    return {key: reason.replace("\n", " ") for key, reason in unused.items()}


def _added(folders: Sequence[Folder]) -> list[str]:
    """The sections that d2lbook does not have."""
    original, *translated = folders
    added = ["", "# From here on: written by `tabbook adopt`.", "", "[languages]", f"source = {original.language}"]
    if translated:
        added.append(f"translations = {', '.join(folder.language for folder in translated)}")
    for folder in translated:
        if title := folder.settings.project.title:
            added += ["", f"[language-{folder.language}]", f"title = {title.replace('%', '%%')}"]
    known = {section.name for section in original.settings.framework_sections}
    for name in original.settings.frameworks or (WITHOUT_FRAMEWORKS,):
        if name not in known and not (original.root / "kernels" / f"{name}.txt").is_file():
            added += ["", f"[framework-{name}]"]
            added += [
                f"# The kernel that Jupyter has here. Better: pin packages in kernels/{name}.txt, and delete this."
            ]
            added += [f"kernel = {JUPYTER}python3"]
    return added
