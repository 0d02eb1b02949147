"""A node of raw HTML in, what a page keeps of it out: `[html] raw_html` says whether it keeps any.

HTML in the middle of a line is kept where it is a plain element for text; a block is kept whole, and the site shows
what is harmless in its place and everything else in a closed frame.
"""

from __future__ import annotations

import re

from tabbook.document import Node
from tabbook.document.tree import div

PLAIN = re.compile(r"</?(?:b|br|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|strong|sub|sup|u|var)\s*/?>")
CURE = "write it in Markdown, or show it with `raw_html = True` in [html] of config.ini"
"""What to do where a page has HTML that it would keep."""


def kept(node: Node) -> list[Node]:
    """`node` as the page has it; empty where it cannot stand there."""
    if node["t"] == "RawBlock" and node["c"][0] == "html":
        return [div([node], classes=["raw-html"])]
    return [node] if PLAIN.fullmatch(node["c"][1].strip()) else []
