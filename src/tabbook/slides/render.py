"""The slides of a page in, the HTML file that reveal.js shows them from out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from tabbook.slides.drafts import Slide
from tabbook.slides.paging import Part, is_picture
from tabbook.website import cells, outputs
from tabbook.website.addresses import relative
from tabbook.website.descriptions import Around, Read, describe, words_in_svg
from tabbook.website.render import POLICY


@dataclass(frozen=True, slots=True)
class Assets:
    """Paths below the slides of what every file loads."""

    styles: tuple[str, ...]
    paper: str
    scripts: tuple[str, ...]
    speaker_script: str
    speaker_style: str
    picture: str
    """The picture of the browser's tab."""


@dataclass(frozen=True, slots=True)
class Deck:
    """The slides of a page in one framework, their prose as HTML."""

    address: str
    """Path below the slides."""
    language: str
    """Of the text."""
    words: Mapping[str, str]
    title: str
    """Plain, with its number."""
    title_html: str
    book: str
    framework: str
    label: str
    edition: str
    """What stands at the foot of the first slide: who wrote the book, and its release."""
    corners: tuple[str, str]
    """HTML of the book's own for the upper corners."""
    was_run: bool
    slides: tuple[tuple[Slide, str, str, str], ...]
    """Each with the HTML of its heading, its statement and its notes."""
    texts: Mapping[int, str] = field(default_factory=dict)
    """HTML of each text among the parts, by the identity of the part."""


def page(deck: Deck, assets: Assets, keep: outputs.Keep) -> str:
    """The whole file."""
    sections = []
    bare = not deck.was_run
    for number, (slide, heading, statement, notes) in enumerate(deck.slides, 1):
        if slide.heading < 0:
            inside = _title(deck)
        else:
            parts = _parts(deck, slide, keep, bare)
            bare = bare and not any(part.code for part in slide.sheet.parts)
            inside = f'<p class="kicker">{heading}</p>{_statement(slide, statement)}{parts}'
        foot = "" if slide.heading < 0 else _foot(deck, number)
        aside = f'<aside class="notes">{notes}</aside>' if notes.strip() else ""
        kind = _kind(slide)
        sections.append(f'<section class="{kind}">\n{inside}\n{foot}{aside}</section>')
    body = _CORNERS.format(*deck.corners) if any(deck.corners) else ""
    shown = "\n".join(sections)
    body += f'<div class="reveal"><div class="slides">\n{shown}\n</div></div>'
    words = {name: deck.words[name] for name in ("previous_slide", "next_slide", "speaker_refused")}
    data = "".join(f' data-{name.replace("_", "-")}="{escape(word)}"' for name, word in words.items())
    speaker = relative(speaker_address(deck.address.split("/")[0]), deck.address)
    scripts = [relative(script, deck.address) for script in assets.scripts]
    head = "".join(f'<script src="{script}" defer></script>\n' for script in scripts)
    paper = relative(assets.paper, deck.address)
    head += f'<link rel="stylesheet" href="{paper}" media="print" id="paper">\n'
    head += f'<noscript><link rel="stylesheet" href="{paper}"></noscript>\n'
    opened = f'<html lang="{deck.language}" class="print-pdf" data-speaker="{speaker}"{data}>'
    return _file(opened, f"{deck.title} · {deck.label} · {deck.book}", deck.address, assets, head, body)


_CORNERS = '<div class="corner left">{}</div><div class="corner right">{}</div>'


def _file(opened: str, title: str, address: str, assets: Assets, head: str, body: str) -> str:
    links = "".join(f'<link rel="stylesheet" href="{relative(style, address)}">\n' for style in assets.styles)
    return (
        f'<!doctype html>\n{opened}\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(title)}</title>\n'
        f'<link rel="icon" href="{relative(assets.picture, address)}">\n{links}{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _kind(slide: Slide) -> str:
    if slide.heading < 0:
        return "opening"
    return f"scale-{round(slide.sheet.scale * 100)}" if slide.sheet.parts else "alone"


def _title(deck: Deck) -> str:
    return (
        f'<p class="kicker">{escape(deck.book)}</p><h1>{deck.title_html}</h1>'
        f'<p class="choice" data-framework="{escape(deck.framework)}">{escape(deck.label)}</p>'
        f'<p class="edition">{escape(deck.edition)}</p>'
    )


def _foot(deck: Deck, number: int) -> str:
    return f"<footer><span>{escape(deck.title)} · {escape(deck.label)}</span><span>{number}</span></footer>"


def _statement(slide: Slide, html: str) -> str:
    if not html.strip():
        return ""
    # Pandoc wrote one paragraph as such; more of them, or lists and formulas, stand as they are.
    inner = html.strip().removeprefix("<p>").removesuffix("</p>")
    is_line = len(slide.statement) == 1 and html.strip().startswith("<p>")
    name = "statement continued" if slide.is_continued else "statement"
    return f'<h2 class="{name}">{inner}</h2>' if is_line else f'<div class="{name}">{html}</div>'


def _parts(deck: Deck, slide: Slide, keep: outputs.Keep, bare: bool) -> str:
    found = []
    for part in slide.sheet.parts:
        found.append(_part(deck, part, Read(slide.statement).around(), keep, bare))
        bare = bare and not part.code
    return f'<div class="parts">{"".join(found)}</div>' if found else ""


def _part(deck: Deck, part: Part, around: Around, keep: outputs.Keep, bare: bool) -> str:
    if part.text:
        return f'<div class="also">{deck.texts[id(part)]}</div>'
    code = cells.listing(part.code, part.language) if part.code else ""
    shown = outputs.to_html(
        part.outputs, deck.words, keep, lambda drawing: describe(words_in_svg(drawing), around, deck.words)
    )
    if bare and part.code:
        shown = f'<p class="bare">{escape(deck.words["bare"])}</p>'
    name = "cell drawing" if any(map(is_picture, part.outputs)) else "cell"
    name += " beside" if part.is_beside else ""
    # All pictures are loaded at once: the others could be missing on paper.
    return f'<div class="{name}">{code}{shown}</div>'.replace(' loading="lazy"', "")


# ---------------------------------------------------------------------------------------------------------------------


def speaker_address(language: str) -> str:
    return f"{language}/speaker.html"


def speaker(language: str, words: Mapping[str, str], assets: Assets) -> str:
    """The speaker's window: the slide, the next one, the notes, the time."""
    address = speaker_address(language)
    head = f'<link rel="stylesheet" href="{relative(assets.speaker_style, address)}">\n'
    head += f'<script src="{relative(assets.speaker_script, address)}" defer></script>\n'
    now, following, notes = (escape(words[name]) for name in ("this_slide", "next_slide", "speaker_notes"))
    body = (
        f'<header><time id="elapsed" role="timer">0:00:00</time><span id="place"></span>'
        f'<time id="clock"></time></header>\n'
        f'<main><div><h2>{now}</h2><iframe id="now" title="{now}"></iframe></div>\n<div><h2>{following}</h2>'
        f'<iframe id="following" title="{following}"></iframe></div>\n'
        f'<section aria-label="{notes}"><h2>{notes}</h2><div id="notes"></div></section></main>'
    )
    first = replace(assets, styles=assets.styles[:1])
    return _file(f'<html lang="{language}" class="speaker">', notes, address, first, head, body)


def index(
    title: str, groups: Sequence[tuple[str, str, Sequence[tuple[str, str]]]], language: str, assets: Assets
) -> str:
    """A list of all slides: for each language and framework a heading, and addresses with titles."""
    lists = []
    for own, heading, decks in groups:
        items = "".join(f'<li><a href="{escape(address)}">{escape(name)}</a></li>' for address, name in decks)
        lists.append(f'<section lang="{own}"><h2>{escape(heading)}</h2><ul>{items}</ul></section>')
    body = f'<main class="list"><h1>{escape(title)}</h1>{"".join(lists)}</main>'
    first = replace(assets, styles=assets.styles[:1])
    return _file(f'<html lang="{language}">', title, "index.html", first, "", body)
