"""A page's HTML goes in, its sections come out as text: what all readers see, and what those of one framework see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

_VOID = frozenset({"br", "img", "hr", "wbr", "input", "col", "source", "area", "embed", "track"})
_BLOCKS = frozenset(
    {"blockquote", "dd", "div", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre"}
    | {"section", "summary", "table", "td", "th", "tr"}
)
"""Elements whose text is no part of the word before or after them."""
_LEFT_OUT = frozenset({"template", "svg"})
_LEFT_OUT_CLASSES = frozenset({"tabs", "lacking", "panel-name", "here", "back", "behind"})
"""Names of panels, words about missing ones, signs of links, what the original says: not the text."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_TEXT = re.compile(
    r"<!--.*?--> | <(?P<name>annotation|script|style|button)\b.*?</(?P=name)\s*>", re.DOTALL | re.VERBOSE
)
_SIGNS = re.compile(r"<(?P<name>math|code)\b[^>]*>.*?</(?P=name)>", re.DOTALL)
"""Formulas and code: most of a page's tags stand in them, and say nothing of who sees what."""
_ANY_TAG = re.compile(r"<[^>]*>")
_TAG = re.compile(
    r"""
    ( </?[a-zA-Z] [^>"']*+
      (?: (?: "[^"]*+" | '[^']*+' ) [^>"']*+ )*+    # a value may have a > in it
    > )
    """,
    re.VERBOSE,
)
_END_OF_NAME = re.compile(r"[\s/>]")
_ATTRIBUTE = re.compile(r"""\s([^\s/>="']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")


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
    plain = _SIGNS.sub(lambda found: _ANY_TAG.sub("", found[0]), _NO_TEXT.sub("", html))
    text, *rest = _TAG.split(plain)
    reader.write(text)
    for tag, text in zip(rest[::2], rest[1::2], strict=True):
        reader.pass_by(_tag(tag))
        reader.write(text)
    return reader.sections()


@dataclass(frozen=True, slots=True)
class _Tag:
    """The begin of an element, or its end."""

    name: str
    is_end: bool
    is_left_out: bool = False
    language: str = ""
    framework: str = ""
    anchor: str = ""


@lru_cache(maxsize=4096)
def _tag(tag: str) -> _Tag:
    # A page repeats most of its tags.
    name = _END_OF_NAME.split(tag.lstrip("</"), maxsplit=1)[0].lower()
    if tag.startswith("</"):
        return _Tag(name, is_end=True)
    pairs = {key.lower(): unescape(one or other or bare) for key, one, other, bare in _ATTRIBUTE.findall(tag)}
    classes = pairs.get("class", "").split()
    is_hidden = "hidden" in pairs and pairs["hidden"] != "until-found"
    return _Tag(
        name,
        is_end=False,
        is_left_out=is_hidden or name in _LEFT_OUT or not _LEFT_OUT_CLASSES.isdisjoint(classes),
        language=pairs.get("lang", ""),
        framework=pairs.get("data-framework", "") if "panel" in classes else "",
        anchor=pairs.get("id", ""),
    )


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is not closed yet."""

    name: str
    is_left_out: bool
    framework: str


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        self.stack = [_Open("", False, "")]
        self.titles: list[tuple[str, list[str]]] = [("", [])]
        self.texts: list[list[tuple[str, list[str]]]] = [[]]
        self.is_in_heading = False

    def pass_by(self, tag: _Tag) -> None:
        if tag.name in _VOID:
            self.write(" ")
        elif tag.is_end:
            self.end(tag)
        else:
            self.begin(tag)

    def begin(self, tag: _Tag) -> None:
        if tag.name in _BLOCKS:
            self.write(" ")
        last = self.stack[-1]
        is_left_out = last.is_left_out or tag.is_left_out or (tag.language or self.language) != self.language
        self.stack.append(_Open(tag.name, is_left_out, tag.framework or last.framework))
        if tag.name in _HEADINGS and not is_left_out:
            self.titles.append((tag.anchor, []))
            self.texts.append([])
            self.is_in_heading = True

    def end(self, tag: _Tag) -> None:
        while len(self.stack) > 1 and self.stack.pop().name != tag.name:
            pass
        if tag.name in _HEADINGS:
            self.is_in_heading = False
        if tag.name in _BLOCKS:
            self.write(" ")

    def write(self, text: str) -> None:
        last = self.stack[-1]
        if last.is_left_out or not text:
            return
        if "&" in text:
            text = unescape(text)
        if self.is_in_heading:
            self.titles[-1][1].append(text)
            return
        runs = self.texts[-1]
        if not runs or runs[-1][0] != last.framework:
            runs.append((last.framework, []))
        runs[-1][1].append(text)

    def sections(self) -> tuple[Section, ...]:
        found = [
            Section(
                anchor, _joined(title), tuple(run for name, parts in runs if (run := Run(name, _joined(parts))).text)
            )
            for (anchor, title), runs in zip(self.titles, self.texts, strict=True)
        ]
        return tuple(section for section in found if section.title or section.runs)


def _joined(parts: list[str]) -> str:
    # A word joiner holds a footnote's sign to its word, and a blank without width marks words in Khmer and Burmese;
    # nobody searches for them.
    return " ".join("".join(parts).replace("\u2060", "").replace("\u200b", "").split())
