"""A cell in; out, each SVG among its outputs a second time as a PNG.

JupyterLab shows no SVG of a notebook that its reader has neither run nor trusted, only the text that comes with it,
such as `<Figure size 700x260 with 3 Axes>`; a PNG it shows. Where it may show either, it takes the SVG.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tabbook import typesetting
from tabbook.config import Config
from tabbook.files import read_sealed, write_sealed
from tabbook.notebooks.notebook import NotebookCell

SVG, PNG = "image/svg+xml", "image/png"
SHOWN = frozenset({PNG, "image/jpeg", "image/gif", "image/webp", "text/html"})
"""What JupyterLab always shows; an output that has one of these needs no PNG."""
SHARPNESS = 1.5
"""Pixels of the PNG for one of the page."""


class Drawings:
    """The PNGs that the build folder keeps for the next build, and which of them this one has shown."""

    def __init__(self, config: Config) -> None:
        self.folder = config.build_folder / "drawings"
        self.shown: set[Path] = set()

    def with_pngs(self, cell: NotebookCell) -> NotebookCell:
        """`cell` with a PNG beside each SVG."""
        return replace(cell, outputs=tuple(self._with_png(output) for output in cell.outputs))

    def remove_others(self) -> None:
        """Remove what was not shown: drawings that code made once, or that another Typst drew."""
        for file in set(self.folder.glob("*")) - self.shown:
            file.unlink(missing_ok=True)

    def _with_png(self, output: Mapping[str, Any]) -> Mapping[str, Any]:
        data = output.get("data", {})
        svg = data.get(SVG)
        # Typst leaves HTML in an SVG out: a PNG without its words would be worse than none.
        if not isinstance(svg, str) or SHOWN & data.keys() or "<foreignObject" in svg:
            return output
        png = self._drawn(svg.encode())
        if not png:
            return output
        width, height = (round(pixels / SHARPNESS) for pixels in struct.unpack(">II", png[16:24]))
        metadata = {**output.get("metadata", {}), PNG: {"width": width, "height": height}}
        return {**output, "data": {**data, PNG: base64.b64encode(png).decode()}, "metadata": metadata}

    def _drawn(self, svg: bytes) -> bytes:
        """The PNG; nothing for an SVG that Typst refuses."""
        named = hashlib.sha256(f"{typesetting.versions()} {SHARPNESS}\n".encode() + svg).hexdigest()
        file = self.folder / f"{named[:24]}.png"
        self.shown.add(file)
        if (kept := read_sealed(file)) is not None:
            return kept
        try:
            png = typesetting.picture_as_png(svg, "svg", SHARPNESS)
        except typesetting.Refused:
            png = b""
        write_sealed(file, png)
        return png
