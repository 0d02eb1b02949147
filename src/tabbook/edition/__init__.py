"""A numbered book and the runs of its cells in; the book as the readers of one framework see it, page by page, out.

What is printed or bound shows one framework from cover to cover. PDFs and EPUBs begin here.
"""

from tabbook.edition.cells import Shown
from tabbook.edition.sections import Run, Section, depth_of, frameworks_of, sections_of, tables_in
from tabbook.edition.words import title_of, words_of

__all__ = ["Run", "Section", "Shown", "depth_of", "frameworks_of", "sections_of", "tables_in", "title_of", "words_of"]
