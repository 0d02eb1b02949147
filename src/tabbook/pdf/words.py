"""A text in, the same as Typst writes it out."""

from __future__ import annotations


def quoted(text: str) -> str:
    """`text` as a string of Typst, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
