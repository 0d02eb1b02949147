"""Numbered books and the runs of their cells in, slides for each language, framework and page out.

They are the site's own text, code and outputs, cut to slides and shown by reveal.js, which is in `reveal/`: version
5.2.1, as its authors publish it. What the site says about a page is not said again here.
"""

from tabbook.slides.deck import SlideCell, deck
from tabbook.slides.publish import publish

__all__ = ["SlideCell", "deck", "publish"]
