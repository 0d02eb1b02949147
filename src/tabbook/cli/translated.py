"""States, tasks and reviewed pages in, lines for a translator out."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tabbook.cli.told import count
from tabbook.translation import BlockState, PageState, Reviewed, Task, in_order

_LINES = 12
"""So much of a block is shown."""


def _console() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=True, emoji=False)


def show_pages(states: Sequence[PageState]) -> None:
    """Each page of a language, what is soon done first, what is done last."""
    if not states:
        return
    opened = in_order(states)
    done = [page for page in states if page not in opened]
    table = Table(box=box.SIMPLE_HEAD, title=states[0].language, title_justify="left", pad_edge=False)
    for name in ("page", "state"):
        table.add_column(name, overflow="fold")
    table.add_column("translated", justify="right")
    for page in (*opened, *done):
        table.add_row(page.path, _badge(page), f"{page.per_cent} %" if page.is_there else "")
    console = _console()
    console.print(table)
    console.print(f"{len(done)} of {count(len(states), 'page')} done")


def _badge(page: PageState) -> str:
    return page.badge + (", code to sync" if page.is_to_sync else "")


def show_page(page: PageState) -> None:
    """What is behind on a page, old and new English side by side."""
    console = _console()
    console.print(f"{page.file}: {_badge(page)}, {page.per_cent} % translated")
    if not page.is_there:
        console.print(f"begin it: tabbook translate start {page.language} {page.path}")
    if page.origin == "unknown":
        console.print(f"nobody has the English version {page.blob[:12]}; what is fresh cannot be told")
    for block in page.behind:
        show_block(page, block)
    if page.is_to_sync:
        console.print("tabbook translate sync --write carries changed code, labels and formulas over")
    if page.is_there and page.blob != page.newest:
        console.print(f"today's English is <!-- translated-from: {page.newest} -->")


def show_block(page: PageState, block: BlockState) -> None:
    """A block with its English before and after, and its translation."""
    console = _console()
    why = f" ({block.why})" if block.why else ""
    console.print(
        f"\n{page.file}:{block.line}: {block.kind}, {block.state}{why}; {page.english_file}:{block.english_line}"
    )
    if block.why in ("changed", "removed"):
        table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
        table.add_column("English, as translated", ratio=1, overflow="fold")
        table.add_column("English today", ratio=1, overflow="fold")
        table.add_row(Text(_short(block.old)), Text(_short(block.new)))
        Console(highlight=False, markup=False, emoji=False).print(table)
    else:
        console.print(_short(block.new or block.old))
    if block.made and block.made not in (block.new, block.old):
        console.print(_short(block.made))
    if block.why == "removed":
        console.print("delete it: the English has it no more")
    elif block.state == "stale":
        console.print(f"once it says this, or if it does already: <!-- en: {block.fingerprint} --> above it")


def _short(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(lines[:_LINES]) + ("\n…" if len(lines) > _LINES else "")


def show_task(task: Task | None) -> None:
    """The one thing to do."""
    console = _console()
    if task is None:
        console.print("everything is up to date")
        return
    line = task.block.line if task.block else 1
    console.print(f"{task.page.file}:{line}: {task.what}")
    if task.block:
        left = len(task.page.behind)
        show_block(task.page, task.block)
        more = f"{count(left, 'paragraph')} behind on this page; " if left > 1 else ""
        console.print(f"\n{more}when all is done: tabbook translate bump {task.page.language}/{task.page.path}")
        console.print(f"beside its English, in a browser: tabbook serve --translate {task.page.language}")


def show_checked(reviewed: Sequence[Reviewed], names_markers: bool) -> None:
    """How much was looked at, and the first line that each page gets once it is up to date."""
    console = _console()
    silenced = sum(one.silenced for one in reviewed)
    clean = "" if any(one.findings for one in reviewed) else ", nothing found"
    hidden = f", {count(silenced, 'finding')} silenced" if silenced else ""
    console.print(f"{count(len(reviewed), 'page')} checked{clean}{hidden}")
    for one in reviewed if names_markers else ():
        if one.page.cut.origin != one.page.english.blob:
            console.print(f"{one.page.made.file}: once it says what the English says today, its first line is")
            console.print(one.page.marker)
