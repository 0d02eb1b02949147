"""How far pages are in, a small picture that says so out: drawn here, asked of nobody, and never with a date."""

from __future__ import annotations

from html import escape

from tabbook.document import Standing

_GROUND = {"done": "#2a6f3f", "open": "#8a5a00", "unknown": "#565c66"}
_LETTER = 6.6
"""About how wide a letter is at 11 px."""


def said(standing: Standing) -> str:
    """A page in three words."""
    if not standing.is_there:
        return "not translated"
    if standing.base != "known":
        return "unknown base"
    return counted(len(standing.behind))


def counted(behind: int) -> str:
    return f"{behind} paragraph{'s' * (behind > 1)} behind" if behind else "fresh"


def badge(name: str, words: str) -> bytes:
    """`name` on the left, `words` on the ground of their kind."""
    kind = "done" if words == "fresh" else "open" if words.endswith("behind") else "unknown"
    left, right = (round(len(text) * _LETTER + 12) for text in (name, words))
    text = escape(f"{name}: {words}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{text}">'
        f"<title>{text}</title>"
        f'<path fill="#2b3036" d="M4 0h{left - 4}v20H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z"/>'
        f'<path fill="{_GROUND[kind]}" d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H{left}z"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{_words(name, left / 2, left)}{_words(words, left + right / 2, right)}</g></svg>\n"
    ).encode()


def _words(text: str, middle: float, width: int) -> str:
    """Letters fitted to their room, whatever font draws them."""
    return f'<text x="{middle:g}" y="14" textLength="{width - 12}">{escape(text)}</text>'
