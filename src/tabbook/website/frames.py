"""HTML that a cell printed and that needs its own style or script goes in, a page of its own and its frame come out.

The frame is a sandbox: its scripts run, but reach neither the page around it, nor its storage, nor any host.
It is a file and not `srcdoc`, for a frame written into the page would be held to the page's own policy.
"""

from __future__ import annotations

import re
from html import escape

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:;"
    " font-src data:; media-src data:; base-uri 'none'; form-action 'none'"
)
_STYLE = "body{margin:0;padding:8px;background:#fff;color:#1d2126;font:14px/1.5 system-ui,sans-serif}"
_HEIGHT = re.compile(
    r"""
    \b height ["']? \s* [:=] \s* ["']?  # as a style, an attribute or a setting
    (?P<pixels> \d{2,4} ) (?= px | ["';,}\s] )
    """,
    re.VERBOSE,
)
_ELSEWHERE = r"""= \s* ["']? \s* (?: https?: )? // [^"'\s>]* ["']?"""
_FOREIGN_SCRIPT = re.compile(rf"<script \b [^>]* \s src \s* {_ELSEWHERE}", re.VERBOSE | re.IGNORECASE)
_FOREIGN = re.compile(rf"<link\b[^>]*> | \s (?: src | srcset | poster ) \s* {_ELSEWHERE}", re.VERBOSE | re.IGNORECASE)
_ROW, _MARGIN = 30, 24
"""Pixels of a row of a table, and around it."""
_UNKNOWN, _TALLEST = 420, 900


def is_whole(html: str) -> bool:
    """Whether the output brings its scripts along: the site asks no other host for them."""
    return not _FOREIGN_SCRIPT.search(html)


def document(html: str, title: str) -> str:
    """A whole HTML file around what a cell printed."""
    own = _FOREIGN.sub("", html)
    return (
        f'<!doctype html>\n<html>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n{own}\n"
    )


def element(address: str, html: str, title: str) -> str:
    """The frame; its height is known before it is loaded, so nothing moves."""
    return (
        f'<iframe class="output frame-of-output" src="{escape(address)}" sandbox="allow-scripts" loading="lazy"'
        f' height="{height_of(html)}" title="{escape(title)}"></iframe>'
    )


def height_of(html: str) -> int:
    """Pixels: what the output says itself, else by the rows of its tables, else a height that suits most."""
    said = [int(match["pixels"]) for match in _HEIGHT.finditer(html)]
    rows = len(re.findall(r"<tr\b", html, re.IGNORECASE))
    wanted = max(said) + _MARGIN if said else rows * _ROW + _MARGIN if rows else _UNKNOWN
    return min(wanted, _TALLEST)
