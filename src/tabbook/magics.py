"""A cell's source in, the same as plain Python out: magics, shell lines and help requests masked, line by line."""

from __future__ import annotations

import re

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
    (?P<indent> [ \t]* )
    (?: [%!] .*                                              # a magic, or a line for the shell
      | \?{1,2} [\w.%] .*                                    # ?name
      | [\w.%*]+ \?{1,2} [ \t]*                              # name?
      | [\w.,\ \t]+ = [ \t]* [%!] [\w(\[{./~$"'] .*          # files = !ls
    )
    (?= \n | \Z )
    """,
    re.VERBOSE,
)


def mask(source: str) -> str:
    """`source` with `pass` in the place of every line that only IPython understands; lines keep their numbers."""
    masked: list[str] = []
    at = depth = 0
    is_start = True
    while at < len(source):
        if is_start and depth == 0 and (magic := _MAGIC.match(source, at)):
            end = _magic_end(source, magic.end())
            masked.append(magic["indent"] + "pass" + "\n" * source.count("\n", at, end))
            at = end
        token = _TOKEN.search(source, at)
        end = token.end() if token else len(source)
        if token and token["triple"]:
            end = _string_end(source, end, token["triple"])
        masked.append(source[at:end])
        depth += bool(token and token["open"]) - bool(token and token["close"] and depth)
        is_start = bool(token and token["end"])
        at = end
    return "".join(masked)


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


def has_cell_magic(source: str) -> bool:
    """Whether the cell begins with a magic that takes the whole cell, such as `%%bash`."""
    return source.lstrip().startswith("%%")


def unindent(source: str) -> str:
    """`source` with the indentation of its first line taken from every line that has it, as IPython does."""
    indent = re.match(r"[ \t]*", source)
    if not indent or not indent[0]:
        return source
    return "\n".join(line.removeprefix(indent[0]) for line in source.split("\n"))
