"""Numbered books and the runs of their cells in; one PDF for each language and framework out. The one door to Typst.

Codes: D01 a letter that no font has; D02 a formula that pandoc or Typst refuses; D03 a line of code wider than the
page; D04 a link to what this PDF lacks; D05 a picture that is missing or cannot be drawn; D06 a passage that Typst
refuses.
"""

from tabbook.pdf.publish import publish

__all__ = ["publish"]
