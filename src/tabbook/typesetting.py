"""Typst's own words in, a PDF's or a picture's bytes or what Typst refused out. All fonts come from wheels."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import typst

STANDARD: typst.PDFStandard = "ua-1"
"""PDF/UA-1: tagged, with a language, alternative texts, a title, and no letter without a glyph."""
FONTS = (("noto-cjk-sans-otc", "noto_cjk_sans_otc"), ("noto-cjk-sans-jp-bold", "noto_cjk_sans_jp_bold"))
MATH_FACES = ("New Computer Modern Math", "Noto Sans CJK JP", "Noto Sans CJK KR")
"""The faces of formulas, as in the template."""
_FAULT = re.compile(r"^error: (?P<what>.*(?:\n(?!\s*┌─).*)*?)\n\s*┌─ (?P<file>[^\n]*?):(?P<line>\d+):\d+", re.MULTILINE)
_GLYPH = re.compile(r'the text `"(?P<letters>.*)"` could not be displayed')


@dataclass(frozen=True, slots=True)
class Fault:
    """What Typst says about a line of its source."""

    what: str
    file: str
    line: int
    letters: str = ""
    """The letters that no font has, where it is about these."""


class Refused(Exception):
    """Typst could not make a PDF; carries its faults, all of those of one kind."""

    def __init__(self, message: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(message)
        self.faults = faults


def versions() -> str:
    """What a PDF depends on beside its source."""
    return " ".join(f"{name} {version(name)}" for name in ("typst", *(name for name, _ in FONTS)))


@cache
def fonts() -> typst.Fonts:
    """The faces we may use: those in Typst, and Japanese and Korean ones."""
    # The packages are only found, never imported.
    folders = [str(Path(str(spec.origin)).parent) for _, name in FONTS if (spec := find_spec(name))]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def compile_pdf(folder: Path) -> bytes:
    """The PDF of `main.typ` in `folder`. Raises `Refused`."""
    return _compiled(folder / "main.typ", folder)


def draw(folder: Path, width: int) -> bytes:
    """The only page of `main.typ` in `folder`, one inch wide, as a PNG `width` points wide. Raises `Refused`."""
    return _drawn(folder, float(width))


def picture_as_pdf(content: bytes, ending: str) -> bytes:
    """A picture as a PDF of just its size, vectors where it has them. Raises `Refused`."""
    with tempfile.TemporaryDirectory() as name:
        _lay_out(content, ending, Path(name))
        return _compiled(Path(name) / "main.typ", Path(name), [])


def picture_as_png(content: bytes, ending: str, sharpness: float) -> bytes:
    """A picture as a PNG with `sharpness` pixels for one of a page on a screen. Raises `Refused`."""
    with tempfile.TemporaryDirectory() as name:
        _lay_out(content, ending, Path(name))
        return _drawn(Path(name), 96 * sharpness)


def _lay_out(content: bytes, ending: str, folder: Path) -> None:
    """Write a page of just the size of a picture."""
    (folder / f"picture.{ending}").write_bytes(content)
    alone = f'#set page(width: auto, height: auto, margin: 0pt); #image("picture.{ending}")'
    (folder / "main.typ").write_text(alone)


def _drawn(folder: Path, dots: float) -> bytes:
    """The only page of `main.typ` with so many dots an inch."""
    compiler = typst.Compiler(folder / "main.typ", root=folder, font_paths=fonts(), ignore_system_fonts=True)
    try:
        made = compiler.compile(format="png", ppi=dots)
    except typst.TypstError as error:
        raise Refused(error.message, _faults(error))
    assert isinstance(made, bytes)
    return made


def check(source: str) -> tuple[Fault, ...]:
    """What Typst refuses in `source`, which needs no file: one fault, or all those of letters without a glyph."""
    try:
        _compiled(source.encode(), None)
    except Refused as refused:
        return refused.faults or (Fault(str(refused), "", 0),)
    return ()


def _compiled(
    source: Path | bytes, root: Path | None, standards: typst.PDFStandard | list[typst.PDFStandard] = STANDARD
) -> bytes:
    moment = os.environ.get("SOURCE_DATE_EPOCH", "")
    timestamp = int(moment) if moment.isdigit() else None
    if isinstance(source, Path):
        compiler = typst.Compiler(source, root=root, font_paths=fonts(), ignore_system_fonts=True)
    else:
        compiler = typst.Compiler(source, font_paths=fonts(), ignore_system_fonts=True)
    try:
        made = compiler.compile(format="pdf", pdf_standards=standards, timestamp=timestamp)
    except typst.TypstError as error:
        raise Refused(error.message, _faults(error))
    assert isinstance(made, bytes)
    return made


def _faults(error: typst.TypstError) -> tuple[Fault, ...]:
    found = []
    for match in _FAULT.finditer(error.diagnostic):
        glyph = _GLYPH.search(match["what"])
        letters = _unescaped(glyph["letters"]) if glyph else ""
        found.append(Fault(match["what"].strip(), match["file"].rpartition("/")[2], int(match["line"]), letters))
    return tuple(found)


def _unescaped(letters: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), letters)
