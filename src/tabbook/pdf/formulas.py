"""The formulas of a book in, Typst's mathematics out, each one tried in Typst; `None` for a refused one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from tabbook import pandoc, typesetting
from tabbook.document.formulas import Key
from tabbook.files import read_sealed, write_sealed


def typeset(keys: Sequence[Key], cache: Path | None, tried: Path | None) -> dict[Key, str | None]:
    """Typst for each formula; `tried` is the folder that remembers what Typst said."""
    written = dict(zip(keys, pandoc.typst_formulas(keys, cache), strict=True))
    refused = _refused(sorted({typst for typst in written.values() if typst is not None}), tried)
    return {key: None if typst in refused else typst for key, typst in written.items()}


def _refused(formulas: Sequence[str], tried: Path | None) -> set[str]:
    """Those that Typst does not understand."""
    said = json.dumps([typesetting.versions(), *formulas], ensure_ascii=False).encode()
    file = tried / f"{hashlib.sha256(said).hexdigest()[:24]}.json" if tried else None
    if file and (told := read_sealed(file)):
        return set(json.loads(told))
    refused = find_refused(formulas)
    if file:
        write_sealed(file, json.dumps(sorted(refused), ensure_ascii=False).encode())
    return refused


_SET = '#set document(title: "-"); #set math.equation(alt: "-"); #show math.equation: set text(font: {faces})'


def find_refused(formulas: Sequence[str]) -> set[str]:
    """Those of `formulas` that Typst does not understand, or has no glyphs for; it tells one at a time."""
    opening = _SET.format(faces="(" + ", ".join(f'"{face}"' for face in typesetting.MATH_FACES) + ")")
    left = list(formulas)
    refused: set[str] = set()
    while left:
        faults = typesetting.check("\n".join([opening, *(f"$ {formula} $" for formula in left)]))
        guilty = {fault.line - 2 for fault in faults if 1 < fault.line <= len(left) + 1}
        if not guilty:
            break
        refused |= {left[index] for index in guilty}
        left = [formula for index, formula in enumerate(left) if index not in guilty]
    return refused
