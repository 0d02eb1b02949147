"""A cell's source in; what its author hides of it out."""

from __future__ import annotations

import re

_HIDE = re.compile(
    r"""
    \#@hide_(?P<all>all) \b
    | (?: \#@hide_(?P<code>code) | \#\ Hide\ (?P<said_code>code) ) \b
    | (?: \#@hide_(?P<outputs>outputs?) | \#\ Hide\ (?P<said_outputs>outputs) ) \b
    | \#@(?P<both>hide) \b (?!_)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def hidden_in(source: str) -> set[str]:
    """What a cell's marks hide: `code`, `outputs` or both; `all` where the rest of the page is hidden with it."""
    found = {name for match in _HIDE.finditer(source) for name, text in match.groupdict().items() if text}
    found = {name.removeprefix("said_") for name in found}
    return found | {"code", "outputs"} if "both" in found else found
