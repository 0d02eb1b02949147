"""What a book is called in, the picture of its cover out: set by Typst, as the PDF's cover is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from tabbook import typesetting
from tabbook.config import Config
from tabbook.edition import frameworks_of, pictures
from tabbook.epub.manuscript import Manuscript

FILE = "cover.png"
WIDTH = 1200
"""Points across: as stores of books ask for, and three for each of a small reader."""
_TEMPLATE = Path(__file__).with_name("cover.typ")


def draw(whole: Manuscript, said: Mapping[str, str], config: Config, folder: Path) -> bytes:
    """A PNG; `folder` is one to work in. Raises `Refused`."""
    logo = pictures.read(config.root, config.pdf.latex_logo) if config.pdf.latex_logo else None
    facts = {
        **said,
        "language": whole.book.language.partition("-")[0],
        "index": frameworks_of(config).index(whole.framework),
        "logo": pictures.name_of(config.pdf.latex_logo, logo) if logo else "",
    }
    folder.mkdir()
    shutil.copyfile(_TEMPLATE, folder / "main.typ")
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    if logo:
        (folder / str(facts["logo"])).write_bytes(logo)
    return typesetting.draw(folder, WIDTH)
