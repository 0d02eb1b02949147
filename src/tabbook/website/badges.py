"""How far pages are in, a small picture that says so out: drawn here, asked of nobody, and never with a date."""

from __future__ import annotations

from html import escape
from unicodedata import east_asian_width

_GROUND = {"fresh": "#2a6f3f", "one": "#8a5a00", "many": "#8a5a00"}
_UNKNOWN = "#565c66"
_LETTER, _WIDE_LETTER = 6.6, 11
"""About how wide a letter of a wide font is at 11 px, and one of Japanese or Korean."""


def badge(language: str, state: str, words: str) -> bytes:
    """The name of `language` on the left, `words` of it on the ground of the state they say."""
    left, right = _width(language), _width(words)
    text, ground = escape(f"{language}: {words}"), _GROUND.get(state, _UNKNOWN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{text}"'
        f' xml:lang="{escape(language)}">'
        f"<title>{text}</title>"
        f'<path fill="#2b3036" d="M4 0h{left - 4}v20H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z"/>'
        f'<path fill="{ground}" d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H{left}z"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{_words(language, left / 2)}{_words(words, left + right / 2)}</g></svg>\n"
    ).encode()


def _words(text: str, middle: float) -> str:
    return f'<text x="{middle:g}" y="14">{escape(text)}</text>'


def _width(text: str) -> int:
    return round(sum(_WIDE_LETTER if east_asian_width(letter) in "WF" else _LETTER for letter in text) + 12)
