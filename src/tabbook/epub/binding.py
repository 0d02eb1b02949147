"""An EPUB as pandoc bound it in; the same with our contents, every file titled, and the same bytes each time, out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape, unescape

from tabbook.epub.contents import deepened
from tabbook.files import packed

_KIND, _NAV, _OPF, _NCX = "mimetype", "EPUB/nav.xhtml", "EPUB/content.opf", "EPUB/toc.ncx"
_TEXTS = "EPUB/text/"
_NAME = re.compile(r' id="([^"]+)"')
_LINK = re.compile(r'href="#([^"]+)"')
_LINE_NAME = re.compile(
    r'<span id="cb\d+-\d+"><a href="#cb\d+-\d+" aria-hidden="true" tabindex="-1"></a>(?P<blanks> *)'
)
_BLOCK_NAME = re.compile(r' id="cb\d+"')
_NO_LETTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""
_TITLE = re.compile(r"<title>[^<]*</title>")
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_OLD = (
    re.compile(r'\s*<item id="ncx"[^>]*/>'),
    re.compile(r' toc="ncx"'),
    re.compile(r"\s*<guide>.*?</guide>", re.DOTALL),
)
"""What only EPUB 2 read: a second table of contents."""
DEEP = 16
"""Blanks before a line of code beyond which it is not indented, but stands below what it goes on with."""
_DATE = re.compile(r"\s*<dc:date\b.*?</dc:date>")


def rebound(made: bytes, title: str, depths: Sequence[int], words: Mapping[str, str], has_date: bool) -> bytes:
    """The whole file; `depths` are those of the pages in the contents."""
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        files = {name: book.read(name) for name in book.namelist() if name != _NCX}
    texts = {name: content.decode() for name, content in files.items() if name.endswith((".xhtml", ".opf"))}
    texts = _linked(texts)
    texts[_NAV] = deepened(texts[_NAV], depths, words)
    for name, text in texts.items():
        files[name] = (_told(text, has_date, texts[_NAV]) if name == _OPF else _titled(text, title)).encode()
    # What the file is stands first, as the standard asks.
    order = sorted(files, key=lambda name: (name != _KIND, name))
    return packed({name: files[name] for name in order}, stored=_KIND)


def _linked(texts: Mapping[str, str]) -> dict[str, str]:
    """The files with the links of their notes: pandoc leaves those as they were before it made files of the book."""
    names = {found: name.rpartition("/")[2] for name, text in texts.items() for found in _NAME.findall(text)}

    def linked(text: str) -> str:
        own = set(_NAME.findall(text))
        return _LINK.sub(lambda link: link[0] if link[1] in own else f'href="{names.get(link[1], "")}#{link[1]}"', text)

    return {name: linked(text) if name.startswith(_TEXTS) else text for name, text in texts.items()}


def _titled(xhtml: str, title: str) -> str:
    """A file of the book under the name of its first heading; no line of code is named."""
    xhtml = _BLOCK_NAME.sub("", _LINE_NAME.sub(_line, _NO_LETTER.sub("", xhtml)))
    heading = _HEADING.search(xhtml)
    said = " ".join(unescape(_TAG.sub("", heading[1])).split()) if heading else title
    return _TITLE.sub(lambda _: f"<title>{escape(said, quote=False)}</title>", xhtml, count=1)


def _line(name: re.Match[str]) -> str:
    """The opening of a line of code; where it is too long, it goes on four letters further in than it begins."""
    if not name["blanks"]:
        return "<span>"
    blanks = name["blanks"]
    further = 0.6 * (min(len(blanks), DEEP) + 4)
    # Further in, a phone has little room for a whole word.
    inner = f'<span class="indent">{blanks}</span>' if len(blanks) <= DEEP else blanks
    return f'<span style="padding-left:{further:.1f}em;text-indent:-{further:.1f}em">{inner}'


def _told(opf: str, has_date: bool, nav: str) -> str:
    """What the book says of itself; a day that nobody named is not said."""
    for old in _OLD if has_date else (*_OLD, _DATE):
        opf = old.sub("", opf)
    if "<math" in nav:
        opf = opf.replace('properties="nav"', 'properties="nav mathml"')
    return opf
