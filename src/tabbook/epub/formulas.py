"""The formulas of a book in, MathML as EPUB 3 allows it out: each with its TeX for those who listen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tabbook import pandoc
from tabbook.document.formulas import Key

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_OWN_NAMESPACE = re.compile(r' xmlns="[^"]*"')
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)\w+;")
"""Signs by names that HTML knows and XML does not."""
_STYLES = ("displaystyle", "scriptlevel")
"""What MathML Core lets every element say, and MathML 3 `mstyle` only."""
_STYLED = {"math": _STYLES[:1], "mtable": _STYLES[:1], "mstyle": _STYLES}
_VARIANTS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "monospace"}


def typeset(keys: Sequence[Key], cache: Path | None) -> dict[Key, str | None]:
    """MathML for each formula; `None` for a refused one."""
    written = pandoc.mathml(keys, cache)
    return {key: _allowed(mathml, key[0]) if mathml else None for key, mathml in zip(keys, written, strict=True)}


def _allowed(mathml: str, tex: str) -> str | None:
    """`mathml`, which is MathML Core, in the words of MathML 3."""
    try:
        math = ElementTree.fromstring(_NAMED.sub(lambda name: unescape(name[0]), _OWN_NAMESPACE.sub("", mathml)))
    except ElementTree.ParseError:
        return None
    _restate(math)
    math.attrib = {"xmlns": _NAMESPACE, **math.attrib, "alttext": " ".join(tex.split())}
    return ElementTree.tostring(math, encoding="unicode")


def _restate(element: Element) -> None:
    for index, child in enumerate(list(element)):
        _restate(child)
        if child.tag == "mtext" and len(child):
            element[index] = _in_variants(child)
        elif said := {name: child.attrib.pop(name) for name in _wrong(child)}:
            outer = element[index] = Element("mstyle", said)
            outer.append(child)
            outer.tail, child.tail = child.tail, None


def _wrong(element: Element) -> list[str]:
    return [name for name in _STYLES if name in element.attrib and name not in _STYLED.get(element.tag, ())]


def _in_variants(words: Element) -> Element:
    """Words of a formula, in which HTML says what letters look like, as words that say it themselves."""
    row = Element("mrow")
    row.tail = words.tail
    for text, variant in _spoken(words, ""):
        part = Element("mtext", {"mathvariant": variant} if variant else {})
        part.text = text
        row.append(part)
    return row


def _spoken(element: Element, variant: str) -> Iterator[tuple[str, str]]:
    """Each piece of text below `element`, and the variant it is set in."""
    if element.text:
        yield element.text, variant
    for child in element:
        yield from _spoken(child, _VARIANTS.get(child.tag, variant))
        if child.tail:
            yield child.tail, variant
