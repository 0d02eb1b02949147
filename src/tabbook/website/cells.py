"""A page's code cells and their runs go in; each framework's view of a cell, and a view's HTML, come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from tabbook.document import Code, Outputs, Page
from tabbook.source import hidden_in
from tabbook.website import highlight, outputs
from tabbook.website.groups import CodeCell, View


def views_of(page: Page, runs: Outputs, frameworks: Sequence[str]) -> dict[int, CodeCell]:
    """Each cell that anyone sees, by its block's index; hiding marks are obeyed here."""
    views: dict[int, dict[str, View]] = {}
    for framework in frameworks:
        program = runs.program(page.language, page.path, framework)
        is_rest_hidden = False
        is_bare = program is not None and not program.was_run
        for cell in program.cells if program else ():
            hidden = hidden_in(cell.source)
            is_rest_hidden = is_rest_hidden or "all" in hidden
            if is_rest_hidden or {"code", "outputs"} <= hidden:
                continue
            block = page.blocks[cell.block]
            views.setdefault(cell.block, {})[framework] = View(
                block=cell.block,
                source=cell.source,
                outputs=() if "outputs" in hidden else tuple(map(_uncounted, cell.outputs)),
                language=block.language if isinstance(block, Code) else "python",
                is_code_shown="code" not in hidden,
                is_first_bare=is_bare,
                alt=dict(block.attributes).get("alt", "") if isinstance(block, Code) else "",
            )
            is_bare = False
    return {block: CodeCell(by_framework) for block, by_framework in views.items()}


def _uncounted(output: outputs.Output) -> outputs.Output:
    """An output without its count: frameworks that printed the same agree, however many cells ran before."""
    return {key: value for key, value in output.items() if key != "execution_count"}


def to_html(
    view: View, identifier: str, words: Mapping[str, str], keep: outputs.Keep, describe: outputs.Describe
) -> str:
    """A cell: its code, then its outputs, or a word that these are missing."""
    code = listing(view.source, view.language) if view.is_code_shown else ""
    shown = outputs.to_html(view.outputs, words, keep, describe)
    if view.is_first_bare:
        shown = f'<p class="bare">{escape(words["bare"])}</p>'
    return f"{highlight.CELL.format(escape(identifier))}{code}{shown}</div>"


def listing(source: str, language: str) -> str:
    """Code or a listing, highlighted."""
    return highlight.LISTING.format(highlight.to_html(source, language))
