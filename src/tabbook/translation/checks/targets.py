"""Images and links: that their paths and addresses are those of the English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from tabbook.translation.finding import Finding, Spot, everywhere, lacking, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_PARTS = re.compile(r"[^a-z]+")
_COUNTRIES = {"ja": "jp", "ko": "kr", "zh": "cn"}
"""Some addresses name the country where others name the language."""


def check(page: Compared) -> Iterator[Finding]:
    """Images that are missing or have another path, and links that lead elsewhere."""
    known = everywhere(page, _targets)
    for spot in prose(page):
        if spot.is_missing and spot.english[0].kind == "image":
            english = spot.english[0]
            what = f"the image {english.target} is missing"
            yield Finding("T07", spot.line, what, "put it back, with its caption translated", english=english)
        elif spot.english and spot.row.made and any(unit.targets for unit in (*spot.row.made, *spot.english)):
            yield from _changed(spot, known, page.language)


def _targets(unit: Unit) -> Iterable[str]:
    return unit.targets


def _changed(spot: Spot, known: Collection[str], language: str) -> Iterator[Finding]:
    gone = lacking(spot, _targets, (target for unit in spot.near for target in unit.targets))
    for made in spot.row.made:
        odd = [target for target in made.targets if target not in known]
        is_image = made.kind == "image"
        for target in odd:
            wanted = gone.pop(0) if gone else ""
            if is_image or not _is_translated(target, wanted, language):
                what = f"the {'image' if is_image else 'link'} leads to {target}, in English to {wanted or 'nothing'}"
                cure = f"write {wanted}" if wanted else "take it from the English"
                yield Finding("T07", made.line, what, cure, "error" if is_image else "warning", made, spot.english[0])
    for target in gone:
        what = f"the link to {target} is missing"
        yield Finding("T07", spot.line, what, "put it back", "warning", spot.row.made[0], spot.english[0])


def _is_translated(target: str, wanted: str, language: str) -> bool:
    """Whether one address is the other's in this language: `en.wikipedia.org` and `ja.wikipedia.org`."""
    one, other = (address.split("//", 1)[-1].split("/", 1)[0].split(".") for address in (target, wanted))
    is_same_site = bool(wanted) and len(one) > 1 and one[-2:] == other[-2:]
    name = language.split("-")[0].lower()
    parts = _PARTS.split(target.lower())
    return is_same_site and (name in parts or _COUNTRIES.get(name, name) in parts)
