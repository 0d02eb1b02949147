"""What a cell printed in, as nbformat has it; what a page without scripts can show of it out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Output = Mapping[str, Any]

_ESCAPE_CODE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that a cell drew."""

    ending: str
    """Of its file's name."""
    content: bytes
    said: tuple[str, ...]
    """The words in it, where it tells them."""


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


def picture_of(output: Output) -> Drawn | None:
    """The picture of an output that has one."""
    data = output.get("data", {})
    for kind, ending in _PICTURES.items():
        if kind in data:
            source = text_of(data[kind])
            if ending == "svg":
                return Drawn(ending, source.encode(), _words_in_svg(source))
            return Drawn(ending, base64.b64decode(source), ())
    return None


def html_of(output: Output) -> str:
    """The HTML of an output that is a table and has no picture; empty for others."""
    data = output.get("data", {})
    html = text_of(data.get("text/html", "")) if not any(kind in data for kind in _PICTURES) else ""
    return html if "<table" in html else ""


def printed(output: Output) -> str:
    """An output as text, without colours and control characters; empty where there is nothing to see."""
    match output["output_type"]:
        case "stream":
            text = text_of(output["text"])
        case "error":
            trace = "".join(f"{line}\n" for line in output.get("traceback", ()))
            # IPython draws a line above, which no page has room for.
            text = re.sub(r"^-{40,}\n", "", trace) or f"{output.get('ename')}: {output.get('evalue')}"
        case _:
            text = text_of(output.get("data", {}).get("text/plain", ""))
    text = _CONTROL.sub("", _ESCAPE_CODE.sub("", text)).strip("\n").expandtabs(8)
    return text if text.strip() else ""


def is_error(output: Output) -> bool:
    return bool(output["output_type"] == "error")


def _words_in_svg(source: str) -> tuple[str, ...]:
    """The words that matplotlib leaves in comments beside the drawn letters."""
    words = (text.strip() for text in re.findall(r"<!--\s*(.*?)\s*-->", source, re.DOTALL))
    return tuple(dict.fromkeys(text for text in words if re.search(r"[^\W\d_]", text) and "\\" not in text))[:12]


def name_of(ending: str, content: bytes) -> str:
    """The file name of a picture: the same for the same bytes."""
    return f"{hashlib.sha256(content).hexdigest()[:24]}.{ending}"


def text_of(value: Any) -> str:
    """nbformat writes a text as one string or as a list of its lines."""
    return value if isinstance(value, str) else "".join(value)
