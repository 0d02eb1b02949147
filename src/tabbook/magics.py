"""A cell's source in, the lines that only IPython understands out: magics, shell lines, help requests; and the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<triple> \"{3} | '{3} )
    | (?P<string> " (?: [^"\\\n] | \\. )*+ "? | ' (?: [^'\\\n] | \\. )*+ '? )
    | (?P<comment> \# [^\n]* )
    | (?P<open> [(\[{] )
    | (?P<close> [)\]}] )
    | (?P<joined> \\ \n )
    | (?P<end> \n )
    """,
    re.VERBOSE | re.DOTALL,
)
_MAGIC = re.compile(
    r"""
    (?P<indent> [ \t]*+ )
    (?: [%!?] .*                                                           # a magic, a line for the shell, ?name
      | (?!\d) [\w*]++ (?: \. [\w*]++ | \[ -?\d+ \] )*+ \?{1,2} [ \t]*     # name?
      | (?P<target> (?: [\w.,*\ \t] | \[ (?: [\w.\ -]* | '[^'"\\\n]+' | "[^'"\\\n]+" ) \] )++ = [ \t]* )
        (?: ! | % [ \t]* [^\W\d] ) .*                                      # files = !ls, files['all'] = %sx ls
    )
    (?= \n | \Z )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Magic:
    """A statement that only IPython understands; it may go on over several lines."""

    start: int
    """Where it begins in the source, after its indentation."""
    end: int
    """Where its last line ends."""
    target: str
    """What takes its result, with the equals sign (`files = `); mostly empty."""
    text: str
    """The magic itself, from its `%`, `!` or `?` on, or the name that is asked about."""


_SIGN = re.compile(r"[%!?]")
"""Every magic has one of them; most cells have none."""


def find(source: str) -> Iterator[Magic]:
    """The magics of `source` in their order; none of them inside a string or brackets, or in a line that goes on."""
    at = depth = 0
    is_start = True
    if not _SIGN.search(source):
        return
    while at < len(source):
        if is_start and depth == 0 and (found := _MAGIC.match(source, at)):
            start, at = found.end("indent"), _magic_end(source, found.end())
            target = found["target"] or ""
            yield Magic(start, at, target, source[start + len(target) : at])
        token = _TOKEN.search(source, at)
        at = token.end() if token else len(source)
        if token and token["triple"]:
            at = _string_end(source, at, token["triple"])
        depth += bool(token and token["open"]) - bool(token and token["close"] and depth)
        is_start = bool(token and token["end"])


def _magic_end(source: str, end: int) -> int:
    """A magic goes on after a backslash at the end of its line."""
    while source[end - 1 : end + 1] == "\\\n":
        next_end = source.find("\n", end + 1)
        end = len(source) if next_end < 0 else next_end
    return end


def _string_end(source: str, at: int, quotes: str) -> int:
    while (end := source.find(quotes, at)) >= 0:
        backslashes = end - len(source[at:end].rstrip("\\")) - at
        if backslashes % 2 == 0:
            return end + 3
        at = end + 1
    return len(source)


def mask(source: str, write: Callable[[Magic], str] = lambda magic: "pass") -> str:
    """`source` with what `write` gives in the place of every magic, as one line; lines keep their numbers."""
    masked: list[str] = []
    at = 0
    for magic in find(source):
        masked += [source[at : magic.start], write(magic), "\n" * source.count("\n", magic.start, magic.end)]
        at = magic.end
    return "".join([*masked, source[at:]])


def has_cell_magic(source: str) -> bool:
    """Whether the cell begins with a magic that takes the whole cell, such as `%%bash`."""
    return source.lstrip().startswith("%%")


def unindent(source: str) -> str:
    """`source` with the indentation of its first line taken from every line that has it, as IPython does."""
    indent = re.match(r"[ \t]*", source)
    if not indent or not indent[0]:
        return source
    return "\n".join(line.removeprefix(indent[0]) for line in source.split("\n"))
