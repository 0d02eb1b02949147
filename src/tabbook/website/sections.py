"""A page's HTML goes in, its sections come out as text: what all readers see, and what those of one framework see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_VOID = frozenset({"br", "img", "hr", "wbr", "input", "col", "source", "area", "embed", "track"})
_BLOCKS = frozenset(
    {"blockquote", "dd", "div", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre"}
    | {"section", "summary", "table", "td", "th", "tr"}
)
"""Elements whose text is no part of the word before or after them."""
_LEFT_OUT = frozenset({"annotation", "script", "style", "template", "button", "svg"})
_LEFT_OUT_CLASSES = frozenset({"tabs", "lacking", "panel-name", "here", "back", "behind"})
"""Names of panels, words about missing ones, signs of links, what the original says: not the text."""
_HEADING = re.compile(r"h[1-6]")
_SIGNS = re.compile(r"<(?P<name>math|code)\b[^>]*>.*?</(?P=name)>", re.DOTALL)
"""Formulas and code: most of a page's tags stand in them, and say nothing of who sees what."""
_TAG = re.compile(r"<annotation\b.*?</annotation> | <[^>]*>", re.DOTALL | re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Run:
    """Text that belongs together."""

    framework: str
    """Whose readers see it; empty where all do."""
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text up to the next one."""

    anchor: str
    """Of the heading; empty for text above the first."""
    title: str
    """With its number."""
    runs: tuple[Run, ...]


def sections_of(html: str, language: str) -> tuple[Section, ...]:
    """The sections of a page's body; what is hidden, or in another language than the page's, is left out."""
    reader = _Reader(language)
    reader.feed(_SIGNS.sub(lambda found: _TAG.sub("", found[0]), html))
    reader.close()
    return reader.sections()


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    tag: str
    is_left_out: bool
    framework: str


class _Reader(HTMLParser):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.stack = [_Open("", False, "")]
        self.titles: list[tuple[str, list[str]]] = [("", [])]
        self.texts: list[list[tuple[str, list[str]]]] = [[]]
        self.is_in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.write(" ")
            return
        pairs = dict(attrs)
        if tag in _BLOCKS:
            self.write(" ")
        last = self.stack[-1]
        classes = (pairs.get("class") or "").split()
        framework = (pairs.get("data-framework") or "") if "panel" in classes else ""
        is_left_out = last.is_left_out or self.has_no_text(tag, pairs, classes)
        self.stack.append(_Open(tag, is_left_out, framework or last.framework))
        if _HEADING.fullmatch(tag) and not is_left_out:
            self.titles.append((pairs.get("id") or "", []))
            self.texts.append([])
            self.is_in_heading = True

    def has_no_text(self, tag: str, pairs: dict[str, str | None], classes: list[str]) -> bool:
        if tag in _LEFT_OUT or not _LEFT_OUT_CLASSES.isdisjoint(classes):
            return True
        is_hidden = "hidden" in pairs and pairs["hidden"] != "until-found"
        return is_hidden or (pairs.get("lang") or self.language) != self.language

    def handle_endtag(self, tag: str) -> None:
        while len(self.stack) > 1 and self.stack.pop().tag != tag:
            pass
        if _HEADING.fullmatch(tag):
            self.is_in_heading = False
        if tag in _BLOCKS:
            self.write(" ")

    def handle_data(self, data: str) -> None:
        self.write(data)

    def write(self, data: str) -> None:
        if self.stack[-1].is_left_out:
            return
        if self.is_in_heading:
            self.titles[-1][1].append(data)
            return
        runs = self.texts[-1]
        framework = self.stack[-1].framework
        if not runs or runs[-1][0] != framework:
            runs.append((framework, []))
        runs[-1][1].append(data)

    def sections(self) -> tuple[Section, ...]:
        found = [
            Section(
                anchor, _joined(title), tuple(run for name, parts in runs if (run := Run(name, _joined(parts))).text)
            )
            for (anchor, title), runs in zip(self.titles, self.texts, strict=True)
        ]
        return tuple(section for section in found if section.title or section.runs)


def _joined(parts: list[str]) -> str:
    # A word joiner holds a footnote's sign to its word; nobody searches for it.
    return " ".join("".join(parts).replace("\u2060", "").split())
