"""Links inside the book, as they stand in a tree: a page's path and an anchor of it in, a target out, and back."""

from __future__ import annotations

from urllib.parse import quote, unquote

_SCHEME = "page:"


def page_link(path: str, anchor: str = "") -> str:
    """The target of a link to `anchor` of the page at `path`, or to the page itself.

    The path is encoded: a file's name may have the `#` in it that parts it from the anchor.
    """
    return _SCHEME + quote(path) + (f"#{anchor}" if anchor else "")


def is_page_link(target: str) -> bool:
    return target.startswith(_SCHEME)


def path_and_anchor(target: str) -> tuple[str, str]:
    """What the target of a link to a page was made from; the anchor is empty where it leads to the page itself."""
    path, _, anchor = target.removeprefix(_SCHEME).partition("#")
    return unquote(path), anchor
