"""What `config.ini` wants in the upper corners in; harmless HTML that carries the book's own pictures out."""

from __future__ import annotations

import base64
import mimetypes
import re

from tabbook.config import Config, place_of
from tabbook.files import file_in
from tabbook.website.facts import Needs
from tabbook.website.sanitise import sanitise

_SOURCE = re.compile(
    r"""
    (?P<before> <img\b [^>]*? \s src \s* = \s* )
    (?P<quote> ["']? ) (?P<target> (?!data:) [^"'\s>]+ ) (?P=quote)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def corners(config: Config, needs: Needs) -> tuple[str, str]:
    """The left and the right one; a picture that slides cannot carry is told and left out."""
    return _corner("top_left", config, needs), _corner("top_right", config, needs)


def _corner(key: str, config: Config, needs: Needs) -> str:
    def carried(found: re.Match[str]) -> str:
        file = file_in(config.root, found["target"])
        kind = mimetypes.guess_type(file.name)[0] if file else ""
        if file and kind:
            return f'{found["before"]}"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"'
        place, target = place_of(config, "slides", key), found["target"]
        if "://" in target:
            what, cure = f"a picture of another host, `{target}`", "copy it into the book's folder"
            needs.report("W06", place, what, cure, is_error=False)
        else:
            cure = "add the file, or mend the path"
            needs.report("W02", place, f"there is no picture `{target}`", cure, is_error=False)
        return found[0]

    return sanitise(_SOURCE.sub(carried, getattr(config.slides, key))) or ""
