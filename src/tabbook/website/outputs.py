"""What a cell printed goes in as nbformat outputs, HTML and the picture files it shows come out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from tabbook.website import frames, pictures
from tabbook.website.sanitise import sanitise
from tabbook.website.words import number

Output = Mapping[str, Any]
Keep = Callable[[str, bytes], str]
"""Takes a file's name in the site and its bytes, gives its address on the page."""
Describe = Callable[[str], str]
"""Takes a drawing as SVG, or nothing for another picture, gives what is read out in its place."""

_ESCAPE_CODE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_LOUD = re.compile(
    r"""
    ^ (?: -+&gt;\ .*                                                  # the line that failed
        | [\w.]* (?: Error | Exception | Exit | Interrupt ) (?= : | \s | $ )  # the name of the error
      )
    """,
    re.VERBOSE | re.MULTILINE,
)
_RULE = re.compile(r"^-{40,}\n", re.MULTILINE)
"""What IPython draws above a traceback; a page has its own frame, and a phone no room for the line."""
_LONG = 24
"""Text of more lines is folded; the style sheet then shows the first sixteen."""
_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


def to_html(outputs: Iterable[Output], words: Mapping[str, str], keep: Keep, describe: Describe) -> str:
    """All `outputs` of a cell, in order, in one element; empty where there is nothing to see."""
    parts = [part for output in _streams_joined(outputs) if (part := _one(output, words, keep, describe))]
    if not parts:
        return ""
    return f'<div class="outputs" role="group" aria-label="{escape(words["output"])}">{"".join(parts)}</div>'


def _streams_joined(outputs: Iterable[Output]) -> list[Output]:
    """Neighbouring pieces of one stream made one output."""
    joined: list[Output] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream" == last.get("output_type") and output.get("name") == last.get("name"):
            joined[-1] = {**last, "text": _text(last["text"]) + _text(output["text"])}
        else:
            joined.append(output)
    return joined


def _one(output: Output, words: Mapping[str, str], keep: Keep, describe: Describe) -> str:
    match output["output_type"]:
        case "stream":
            return _plain(_text(output["text"]), words)
        case "error":
            trace = _text([line + "\n" for line in output.get("traceback", ())])
            return _error(trace or f"{output.get('ename')}: {output.get('evalue')}", words)
        case _:
            return _data(output, words, keep, describe)


def _data(output: Output, words: Mapping[str, str], keep: Keep, describe: Describe) -> str:
    """The richest form of an output that can be shown safely."""
    data, metadata = output.get("data", {}), output.get("metadata", {})
    for kind, ending in _PICTURES.items():
        if kind in data:
            return _picture(_text(data[kind]), ending, metadata.get(kind, {}), keep, describe)
    if html := _text(data.get("text/html", "")):
        harmless = sanitise(html)
        if harmless is None and frames.is_whole(html):
            return _frame(html, words, keep)
        if harmless:
            return f'<div class="output rich">{harmless}</div>'
    return _plain(_text(data.get("text/plain", "")), words)


def html_of_page(html: str, words: Mapping[str, str], keep: Keep) -> str:
    """Raw HTML that an author wrote: in its place where it is harmless, else in a frame."""
    harmless = sanitise(html)
    return _frame(html, words, keep) if harmless is None else f'<div class="raw-html">{harmless}</div>'


def _frame(html: str, words: Mapping[str, str], keep: Keep) -> str:
    content = frames.document(html, words["output"]).encode()
    address = keep(f"assets/outputs/{hashlib.sha256(content).hexdigest()[:16]}.html", content)
    return frames.element(address, html, words["output"])


def _picture(source: str, ending: str, wanted: Mapping[str, Any], keep: Keep, describe: Describe) -> str:
    content = source.encode() if ending == "svg" else base64.b64decode(source)
    address = keep(f"assets/outputs/{hashlib.sha256(content).hexdigest()[:16]}.{ending}", content)
    alt = describe(source if ending == "svg" else "")
    size = pictures.shown_size(pictures.size_of(content), {name: f"{value}px" for name, value in wanted.items()})
    return f'<div class="output picture">{pictures.element(address, alt, size)}</div>'


def _plain(text: str, words: Mapping[str, str]) -> str:
    """Printed text; a long one behind a button that says how many lines there are."""
    text = _ESCAPE_CODE.sub("", text).strip("\n")
    if not text.strip():
        return ""
    box = f'<pre class="output">{escape(text, quote=False)}</pre>'
    lines = text.count("\n") + 1
    if lines <= _LONG:
        return box
    both = (
        f"<span>{escape(words['unfold'].format(lines=number(lines, words)))}</span><span>{escape(words['fold'])}</span>"
    )
    return f'<div class="fold">{box}<button type="button" class="unfold" aria-expanded="false">{both}</button></div>'


def _error(text: str, words: Mapping[str, str]) -> str:
    """An error with its traceback: where it happened and what it is called stand out."""
    text = escape(_RULE.sub("", _ESCAPE_CODE.sub("", text)).strip("\n"), quote=False)
    text = _LOUD.sub(lambda line: f"<b>{line[0]}</b>", text)
    name = escape(words["error"])
    return f'<div class="error" role="group" aria-label="{name}"><pre class="output">{text}</pre></div>'


def _text(value: Any) -> str:
    """nbformat writes a text as one string or as a list of its lines."""
    return value if isinstance(value, str) else "".join(value)
