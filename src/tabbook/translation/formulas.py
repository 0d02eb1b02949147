"""The TeX of a formula in; what may not differ between languages, and its words, out."""

from __future__ import annotations

import functools
import re

_WORDS = re.compile(
    r"""
      \\ (?: text | textrm | textbf | textit | textsf | texttt | mbox ) \s* \{ (?P<text> [^{}]* ) \}
    | \\ (?: mathrm | operatorname ) \s* \{ (?= [\x00-\x7a\x7c\x7e\x7f]* [^\x00-\x7f] ) (?P<other> [^{}]* ) \}
    """,
    re.VERBOSE,
)
_UPRIGHT = re.compile(r"\\(?:mathrm|operatorname)\s*\{[^{}]*\}")
"""Letters that may be a word; in another script they are one."""
_LAYOUT = re.compile(
    r"""
      \\ [,;:!\ ]
    | \\ (?: left | right | [bB]igg? [lr]? | displaystyle | q?quad | limits | nolimits ) (?! [a-zA-Z] )
    | (?<! \d ) \. | \. (?! \d )  # one between digits belongs to a number
    | [\s,;~&] | [。、，．；]
    """,
    re.VERBOSE,
)
_SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"\\geq?(?![a-zA-Z])", r"\\ge "),
        (r"\\leq?(?![a-zA-Z])", r"\\le "),
        (r"\\neq?(?![a-zA-Z])", r"\\ne "),
        (r"\\(?:to|rightarrow)(?![a-zA-Z])", r"\\to "),
        (r"\\(?:ldots|dots|cdots|dotsc|dotsb)(?![a-zA-Z])", r"\\dots "),
        (r"\\(?:[lr]?vert|mid)(?![a-zA-Z])", "|"),
        (r"\\[lr]?Vert(?![a-zA-Z])", r"\\|"),
        (r"\\[dt]frac(?![a-zA-Z])", r"\\frac "),
        (r"\\(?:lbrace(?![a-zA-Z])|\{)", "<"),
        (r"\\(?:rbrace(?![a-zA-Z])|\})", ">"),
        (r"\\ast(?![a-zA-Z])", "*"),
        (r"([_^])\{([^{}\\\s])\}", r"\1\2"),
        (r"\{(\\words)\}", r"\1"),
    )
)
"""What reads alike."""


@functools.lru_cache(maxsize=20_000)
def shape(source: str) -> str:
    """The formula without its words, its blanks and punctuation, each spelling made one."""
    text = _WORDS.sub(lambda _: r"\words ", source)
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return _LAYOUT.sub("", text)


def words(source: str) -> tuple[str, ...]:
    """What its `\\textrm{}` and their like say."""
    return tuple((match["text"] or match["other"] or "").strip() for match in _WORDS.finditer(source))


def is_same(made: str, english: str) -> bool:
    """Whether a formula says the same; its words may be translated, or left as they are."""
    if made == english:
        return True
    if shape(made) != shape(english):
        return not made.isascii() and shape(_UPRIGHT.sub(r"\\words", made)) == shape(_UPRIGHT.sub(r"\\words", english))
    pairs = zip(words(made), words(english), strict=True)
    return all(own == other or not own.isascii() or own.strip("(). ") == other.strip("(). ") for own, other in pairs)
