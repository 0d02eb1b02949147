"""A book and a language in; its translation beside the source, block by block, as HTML pages out.

Nothing is run and no page is written: the desk shows what is behind and what is wrong, and the command or the place in
the translator's own editor where it is mended.
"""

from tabbook.desk.desk import Desk
from tabbook.desk.words import choose as choose_language

__all__ = ["Desk", "choose_language"]
