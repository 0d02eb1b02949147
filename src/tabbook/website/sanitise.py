"""HTML that a cell printed goes in, harmless HTML comes out; `None` where it needs a frame of its own."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_TEXT = ("a", "b", "br", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span")
_MORE_TEXT = ("strong", "sub", "sup", "u", "var", "img")
_BLOCKS = ("blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr")
_LISTS = ("li", "ol", "p", "pre", "ul")
_TABLES = ("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr")
_KEPT = frozenset((*_TEXT, *_MORE_TEXT, *_BLOCKS, *_LISTS, *_TABLES))
_WITHOUT_END = frozenset(("br", "col", "hr", "img"))
_DROPPED_WHOLE = frozenset(("style", "title", "head", "noscript", "template"))
_ALIVE = frozenset(("script", "iframe", "object", "embed", "form", "button", "input", "canvas", "video", "audio"))
"""Elements that make an output a program of its own."""
_ATTRIBUTES = frozenset(("colspan", "rowspan", "scope", "alt", "width", "height", "start", "dir", "lang"))


class _Sanitiser(HTMLParser):
    """Copies what is allowed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.dropping = 0
        self.needs_frame = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # pandas brings a scoped style along with every table; the site has its own for them.
        has_style = tag == "style" and not any(name == "scoped" for name, _ in attrs)
        self.needs_frame = self.needs_frame or tag in _ALIVE or has_style
        self.dropping += tag in _DROPPED_WHOLE
        if self.dropping or tag not in _KEPT:
            return
        pairs = [(name, value or "") for name, value in attrs if _is_allowed(tag, name, value or "")]
        if tag == "img" and not any(name == "src" for name, _ in pairs):
            return
        self.parts.append("<" + " ".join([tag, *(f'{name}="{escape(value)}"' for name, value in pairs)]) + ">")
        if tag not in _WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED_WHOLE:
            self.dropping = max(0, self.dropping - 1)
        elif not self.dropping and tag in self.open:
            while (last := self.open.pop()) != tag:
                self.parts.append(f"</{last}>")
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.parts.append(escape(data, quote=False))

    def result(self) -> str:
        self.close()
        return "".join(self.parts) + "".join(f"</{tag}>" for tag in reversed(self.open))


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return value.startswith(("https://", "http://", "mailto:"))
    if tag == "img" and name == "src":
        # A browser runs no script of a picture, not even of an SVG.
        return value.startswith(tuple(f"data:image/{kind};" for kind in ("png", "jpeg", "gif", "svg+xml")))
    return name in _ATTRIBUTES


def sanitise(source: str) -> str | None:
    """`source` without handlers and addresses that would be loaded; `None` if it needs its own style or script.

    Empty where there is nothing to see.
    """
    sanitiser = _Sanitiser()
    sanitiser.feed(source)
    result = sanitiser.result().strip()
    return None if sanitiser.needs_frame else result
