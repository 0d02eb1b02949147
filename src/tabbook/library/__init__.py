"""Programs in, the helper library of each framework out; programs with its aliases rewritten; what of it they use.

Codes: L01 saved code that is no Python, L02 a method for a class that was not saved, L03 a library section that
cannot be used.
"""

from tabbook.library.carried import apply, carry
from tabbook.library.cells import tokens
from tabbook.library.collect import collect
from tabbook.library.files import read_heads, write
from tabbook.library.modules import Module
from tabbook.library.rewrite import rewrite
from tabbook.library.uses import Part, Uses, find_uses

__all__ = [
    "Module",
    "Part",
    "Uses",
    "apply",
    "carry",
    "collect",
    "find_uses",
    "read_heads",
    "rewrite",
    "tokens",
    "write",
]
