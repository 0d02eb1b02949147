"""The site's style, script, font and marks: the book's needs go in, files named by their content come out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from glob import glob
from importlib.resources import files

from tabbook.config import Config, place_of
from tabbook.website import fonts, panel_rules
from tabbook.website.ahead import Font
from tabbook.website.facts import Needs

STYLES = (
    "colours",
    "type",
    "layout",
    "panels",
    "compare",
    "take",
    "code",
    "outputs",
    "previews",
    "languages",
    "behind",
    "search",
    "print",
)
"""Style sheets, joined in this order."""
EARLY = ("choose", "maths")
"""Scripts that run before the page is painted."""
LATE = (
    "words",
    "place",
    "panels",
    "frameworks",
    "compare",
    "address",
    "menus",
    "take",
    "copy",
    "outputs",
    "previews",
    "reading",
    "originals",
    "same_place",
    "search",
    "offline",
)
"""Scripts that run when the page is there, in this order."""

MARKER_COLOURS = (
    ("#d4480e", "#f08446"),
    ("#0f62c4", "#5f97e6"),
    ("#155f3e", "#45d695"),
    ("#c453a6", "#e8b6d0"),
    ("#7d6608", "#d7b73a"),
    ("#5b57c9", "#a3a0f5"),
)
"""Light and dark colour of each framework in the order of the config; four can be told apart by the colour-blind."""


@dataclass(frozen=True, slots=True)
class Assets:
    """Paths in the site of what every page loads."""

    style: str
    early: str
    late: str
    logo: str
    favicon: str
    manifest: str
    font: str
    """Empty where the book has no formula."""
    more_styles: tuple[str, ...] = ()
    more_scripts: tuple[str, ...] = ()


def write(config: Config, needs: Needs, font: Font) -> Assets:
    """Add every asset to `needs.files`."""
    address = fonts.path_of(font.characters, font.content) if font.content else ""
    if address:
        needs.files[address] = font.content
    logo, favicon = _picture(config, needs, "html_logo", "logo.svg"), _picture(config, needs, "favicon", "favicon.svg")
    style = "\n".join([_joined("css", STYLES), font_face(address), _framework_rules(config.frameworks), rules(needs)])
    return Assets(
        style=_keep(needs, "style.css", style.encode()),
        early=_keep(needs, "choose.js", _joined("js", EARLY).encode()),
        late=_keep(needs, "page.js", _joined("js", LATE).encode()),
        logo=logo,
        favicon=favicon,
        manifest=_keep(needs, "site.webmanifest", _manifest(config, favicon)),
        font=address,
        more_styles=_own(config, needs, "include_css"),
        more_scripts=_own(config, needs, "include_js"),
    )


def _read(name: str) -> bytes:
    return files("tabbook.website").joinpath("assets", name).read_bytes()


def _joined(kind: str, names: Sequence[str]) -> str:
    return "\n".join(_read(f"{name}.{kind}").decode() for name in names)


def _keep(needs: Needs, name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    path = f"assets/{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
    needs.files[path] = content
    return path


def _own(config: Config, needs: Needs, key: str) -> tuple[str, ...]:
    """Files of the book's own, named in `[html]` by path or pattern; none from outside the book."""
    value: str | tuple[str, ...] = getattr(config.html, key)
    kept = []
    for pattern in (value,) if isinstance(value, str) else value:
        found = [config.root / name for name in sorted(glob(pattern, root_dir=config.root, recursive=True))]
        found = [file for file in found if file.is_file() and file.resolve().is_relative_to(config.root)]
        if pattern and not found:
            place = place_of(config, "html", key)
            needs.report(
                "W07", place, f"there is no file `{pattern}` in the book", "mend the path, or take the key away"
            )
        kept += [_keep(needs, file.name, file.read_bytes()) for file in found]
    return tuple(kept)


def _picture(config: Config, needs: Needs, key: str, ours: str) -> str:
    return next(iter(_own(config, needs, key)), "") or _keep(needs, ours, _read(ours))


def _manifest(config: Config, icon: str) -> bytes:
    """What a system that takes the site in among its programs calls it."""
    icons = [{"src": icon.removeprefix("assets/"), "sizes": "any"}]
    title = config.language(config.source_language).title or config.project.name
    return json.dumps({"name": title, "start_url": "../", "display": "browser", "icons": icons}).encode()


def font_face(font: str) -> str:
    if not font:
        return ""
    address = font.removeprefix("assets/")
    return f'@font-face {{ font-family: "Book Math"; src: url("{address}") format("woff2"); font-display: block; }}'


def rules(needs: Needs) -> str:
    return "\n".join(f".{name} {{ {declarations} }}" for name, declarations in sorted(needs.styles.items()))


def _framework_rules(frameworks: Sequence[str]) -> str:
    """The colour of each framework, and what the choice of one shows and hides."""
    return "\n".join([framework_colours(frameworks), panel_rules.rules(frameworks)])


def framework_colours(frameworks: Sequence[str]) -> str:
    """The colour of each framework wherever its name stands as a choice."""
    colours = []
    for index, name in enumerate(frameworks):
        light, dark = MARKER_COLOURS[index % len(MARKER_COLOURS)]
        named = f'[data-framework="{name}"]'
        colours.append(f":is(.panel, .tab, .choice, .found-in){named} {{ --framework: light-dark({light}, {dark}); }}")
    return "\n".join(colours)
