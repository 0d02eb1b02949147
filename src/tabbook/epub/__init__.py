"""Numbered books and the runs of their cells in; one EPUB 3 for each language and framework out.

Codes: E01 a formula that cannot be typeset; E02 a picture that is missing or that no reader draws; E03 a link to what
this EPUB lacks; E04 a book that pandoc refuses; E05 a cover that cannot be drawn.
"""

from tabbook.epub.publish import publish

__all__ = ["publish"]
