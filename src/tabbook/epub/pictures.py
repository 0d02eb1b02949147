"""A picture's bytes in; its kind as every reader takes it, and bytes that readers may draw, out."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG, LINKED = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
_DRAWN_WITHOUT = ("script", "foreignObject", "metadata")
"""Elements of SVG that draw nothing, or that few readers draw."""


def readied(content: bytes) -> tuple[str, bytes] | None:
    """The ending that the picture's own bytes ask for, and the picture; `None` where it is none."""
    for beginning, ending in _BEGINNINGS.items():
        if content.startswith(beginning):
            return ending, content
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp", content
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError, ValueError):
        return None
    return ("svg", _alone(root)) if root.tag == f"{{{SVG}}}svg" else None


def _alone(root: Element) -> bytes:
    """An SVG that draws itself: no script, nothing of another host, nothing but SVG."""
    for name, prefix in ((SVG, ""), (LINKED, "xlink")):
        ElementTree.register_namespace(prefix, name)
    taken: set[str] = set()
    _clean(root, taken)
    drawn: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn


def _clean(element: Element, taken: set[str]) -> None:
    for name, value in list(element.attrib.items()):
        is_foreign = name.startswith("{") and not name.startswith((f"{{{LINKED}}}", "{http://www.w3.org/XML/"))
        is_link = name.rpartition("}")[2] == "href"
        is_elsewhere = is_link and not value.startswith(("#", "data:image/"))
        is_act = name.lower().startswith("on")
        is_double = name == "id" and (value in taken or not value[:1].isidentifier())
        if is_foreign or is_elsewhere or is_act or is_double:
            del element.attrib[name]
    taken.add(element.get("id", ""))
    for child in list(element):
        kind = child.tag if isinstance(child.tag, str) else ""
        if kind.startswith(f"{{{SVG}}}") and kind.rpartition("}")[2] not in _DRAWN_WITHOUT:
            _clean(child, taken)
        else:
            element.remove(child)
