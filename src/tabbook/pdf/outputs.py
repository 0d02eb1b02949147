"""What a cell printed goes in as nbformat outputs, Typst comes out, with the pictures it shows."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tabbook.pdf.listings import listing
from tabbook.pdf.words import quoted

Output = Mapping[str, Any]

_ESCAPE_CODE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
_PICTURE_LINES = 18


@dataclass(frozen=True, slots=True)
class Part:
    """One output on the page."""

    typst: str
    lines: int
    """About how many lines of code it is as tall as."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What outputs are written with."""

    words: Mapping[str, str]
    keep: Callable[[str, bytes], str]
    """Takes a picture's ending and its bytes, gives its name beside the text."""
    tables: Mapping[str, str]
    """Typst by the HTML of an output that is a table."""


def joined(outputs: Iterable[Output]) -> list[Output]:
    """Neighbouring pieces of one stream made one output, and counts left out."""
    result: list[Output] = []
    for output in outputs:
        last = result[-1] if result else {}
        if output["output_type"] == "stream" == last.get("output_type") and output.get("name") == last.get("name"):
            result[-1] = {**last, "text": text_of(last["text"]) + text_of(output["text"])}
        else:
            result.append({key: value for key, value in output.items() if key != "execution_count"})
    return result


def html_of(output: Output) -> str:
    """The HTML of an output that is a table and has no picture; empty for others."""
    data = output.get("data", {})
    html = text_of(data.get("text/html", "")) if not any(kind in data for kind in _PICTURES) else ""
    return html if "<table" in html else ""


def to_typst(output: Output, writing: Writing) -> Part | None:
    """An output's richest form that paper can show; `None` where there is nothing to see."""
    match output["output_type"]:
        case "stream":
            return _plain(text_of(output["text"]))
        case "error":
            trace = "".join(f"{line}\n" for line in output.get("traceback", ()))
            return _plain(trace or f"{output.get('ename')}: {output.get('evalue')}")
    data = output.get("data", {})
    for kind, ending in _PICTURES.items():
        if kind in data:
            return _picture(text_of(data[kind]), ending, writing)
    if table := writing.tables.get(html_of(output)):
        return Part(f"#rich[{table}]", table.count("\n") + 3)
    return _plain(text_of(data.get("text/plain", "")))


def _picture(source: str, ending: str, writing: Writing) -> Part:
    content = source.encode() if ending == "svg" else base64.b64decode(source)
    said = _words_in_svg(source) if ending == "svg" else ()
    alt = writing.words["picture"] + (f": {', '.join(said)}" if said else "")
    return Part(f"#drawn({quoted(writing.keep(ending, content))}, alt: {quoted(alt)})", _PICTURE_LINES)


def _words_in_svg(source: str) -> tuple[str, ...]:
    """The words that matplotlib leaves in comments beside the drawn letters."""
    words = (text.strip() for text in re.findall(r"<!--\s*(.*?)\s*-->", source, re.DOTALL))
    return tuple(dict.fromkeys(text for text in words if re.search(r"[^\W\d_]", text) and "\\" not in text))[:12]


def name_of(ending: str, content: bytes) -> str:
    """The file name of a picture: the same for the same bytes."""
    return f"{hashlib.sha256(content).hexdigest()[:24]}.{ending}"


def _plain(text: str) -> Part | None:
    text = _CONTROL.sub("", _ESCAPE_CODE.sub("", text)).strip("\n").expandtabs(8)
    return Part(f"#printed({listing(text)})", text.count("\n") + 2) if text.strip() else None


def text_of(value: Any) -> str:
    """nbformat writes a text as one string or as a list of its lines."""
    return value if isinstance(value, str) else "".join(value)
