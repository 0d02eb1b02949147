"""The contents that pandoc made, all chapters and pages alike, in; contents as deep as the book out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

_STEP = re.compile(r'<(?P<list>/?ol)\b[^>]*>|<a href="(?P<address>[^"]*)">(?P<words>.*?)</a>', re.DOTALL)
_CONTENTS = re.compile(r'<nav epub:type="toc".*?</nav>', re.DOTALL)
_LANDMARKS = re.compile(r'<nav epub:type="landmarks".*?</nav>', re.DOTALL)
_PAGE = re.compile(r"#p(\d+)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the contents."""

    depth: int
    address: str
    words: str
    """In HTML."""


def deepened(nav: str, depths: Sequence[int], words: Mapping[str, str]) -> str:
    """The file of contents; `depths` are those of the pages, in reading order."""
    found = _CONTENTS.search(nav)
    entries = list(_entries(found[0], depths)) if found else []
    title = f'<h1 id="toc-title">{escape(words["contents"])}</h1>'
    contents = f'<nav epub:type="toc" role="doc-toc" id="toc">{title}{_listed(entries)}</nav>'
    start = next((entry.address for entry in entries), "text/title_page.xhtml")
    nav = _CONTENTS.sub(lambda _: contents, nav)
    return _LANDMARKS.sub(lambda _: _landmarks(start, words), nav)


def _entries(html: str, depths: Sequence[int]) -> Iterator[Entry]:
    level, depth = 0, 1
    for step in _STEP.finditer(html):
        if step["list"]:
            level += -1 if step["list"] == "/ol" else 1
            continue
        if level == 1 and (page := _PAGE.search(step["address"])):
            depth = depths[int(page[1])]
        yield Entry(depth + level - 1, step["address"], step["words"])


def _listed(entries: Sequence[Entry]) -> str:
    """Lists in lists; an entry deeper than the one before by more than a step is one step deeper."""
    parts: list[str] = []
    open_depths: list[int] = []
    for entry in entries:
        while len(open_depths) > 1 and open_depths[-1] > entry.depth:
            open_depths.pop()
            parts.append("</li></ol>")
        if open_depths and entry.depth <= open_depths[-1]:
            parts.append("</li>")
        else:
            parts.append('<ol class="toc">')
            open_depths.append(entry.depth)
        parts.append(f'<li><a href="{entry.address}">{entry.words}</a>')
    return "".join(parts) + "</li></ol>" * len(open_depths)


def _landmarks(start: str, words: Mapping[str, str]) -> str:
    marks = (
        ("cover", "text/cover.xhtml", words["cover"]),
        ("toc", "#toc", words["contents"]),
        ("bodymatter", start.partition("#")[0], words["start"]),
    )
    items = "".join(
        f'<li><a href="{address}" epub:type="{kind}">{escape(said)}</a></li>' for kind, address, said in marks
    )
    return f'<nav epub:type="landmarks" id="landmarks" hidden="hidden"><ol>{items}</ol></nav>'
