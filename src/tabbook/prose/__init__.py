"""A book's prose in, the same book with a tree on each page out.

Codes: P01 a text pandoc refuses; P02 raw HTML, which is not shown; P03 a mark with nothing above it to speak about;
P04 a picture outside the book; P05 fenced divisions that do not balance; P06 a directive of reStructuredText that is
not shown; P07 one that names no Python source of the book.
"""

from tabbook.prose.ahead import Ahead
from tabbook.prose.markdown import one_line
from tabbook.prose.pages import parse
from tabbook.prose.rst import describes_code

__all__ = ["Ahead", "describes_code", "one_line", "parse"]
