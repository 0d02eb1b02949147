"""Programs in; the cells out that write, beside the notebook, the code which its page imports from other pages.

So a notebook that was downloaded alone, without the book and without a network, runs as it did in the book.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from tabbook.document import Program
from tabbook.notebooks.notebook import NotebookCell


def library_cells(programs: Iterable[Program]) -> tuple[NotebookCell, ...]:
    """One cell for each module that one of `programs` imports."""
    modules = {file: text for program in programs for file, text in program.library.items()}
    return tuple(NotebookCell("code", _writing(file, text), is_folded=True) for file, text in modules.items())


def _writing(file: str, text: str) -> str:
    """Python that writes `text` to `file` and shows nothing."""
    folders = [folder.as_posix() for folder in reversed(PurePosixPath(file).parents) if folder.name]
    lines = [
        f"# This page imports what other pages of the book define. Here it is, for {file}.",
        "import importlib, os",
        "",
    ]
    lines += [f"os.makedirs({folders[-1]!r}, exist_ok=True)"] if folders else []
    # Also an installed package of that name steps back behind these folders.
    lines += [f"open({f'{folder}/__init__.py'!r}, 'a').close()" for folder in folders]
    lines += [f"with open({file!r}, 'w', encoding='utf-8') as module:", f"    module.write({_quoted(text)})"]
    lines += ["importlib.invalidate_caches()"]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A string as Python reads it, with its lines as they are where that is possible."""
    is_plain = "'''" not in text and not text.endswith(("'", "\\")) and "\r" not in text
    return f"r'''{text}'''" if is_plain else repr(text)
