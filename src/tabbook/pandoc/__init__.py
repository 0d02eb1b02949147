"""The one door to pandoc: Markdown to trees, trees to text, formulas to MathML and Typst, keys to citations,
books to EPUBs.

Every function that takes a cache folder takes a whole book's worth at once and starts pandoc once a core, `Reader` as
soon as it is given the first texts; what was asked before is read from there.
"""

from tabbook.pandoc.citations import Citations, cite, keys_of
from tabbook.pandoc.epub import bind, version
from tabbook.pandoc.formulas import mathml, rows_aligned
from tabbook.pandoc.process import begin, dismiss
from tabbook.pandoc.texts import JOINING, WHOLE_HTML, Given, PandocError, Question, Reader, parse, question, write
from tabbook.pandoc.typst import typst_formulas

__all__ = [
    "JOINING",
    "WHOLE_HTML",
    "Citations",
    "Given",
    "PandocError",
    "Question",
    "Reader",
    "begin",
    "bind",
    "cite",
    "dismiss",
    "keys_of",
    "mathml",
    "parse",
    "question",
    "rows_aligned",
    "typst_formulas",
    "version",
    "write",
]
