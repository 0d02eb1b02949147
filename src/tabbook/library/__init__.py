"""Programs in, the helper library of each framework out; and programs with the library's aliases rewritten.

Codes: L01 saved code that is no Python, L02 a method for a class that was not saved, L03 a library section that
cannot be used.
"""

from tabbook.library.collect import collect
from tabbook.library.files import read_heads, write
from tabbook.library.modules import Module
from tabbook.library.rewrite import rewrite

__all__ = ["Module", "collect", "read_heads", "rewrite", "write"]
