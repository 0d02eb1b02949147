"""Numbered books and the runs of their cells in; for each language and framework a folder with a LaTeX file and its
pictures out, as publishers ask for. Where XeLaTeX is found it is compiled too.

Codes: D04 a link to what this file lacks; D05 a picture that is missing or cannot be drawn; D07 what XeLaTeX says where
it gives up.
"""

from tabbook.latex.publish import publish

__all__ = ["publish"]
