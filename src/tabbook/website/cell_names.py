"""The code of a cell goes in, the name that links use for it comes out.

The name follows from the code alone, without comments and strings: it stays when cells come and go above,
and a cell has one name in every language.
"""

from __future__ import annotations

import hashlib
import io
import tokenize
from functools import lru_cache

_COUNTED = (tokenize.NAME, tokenize.NUMBER, tokenize.OP)


@lru_cache(maxsize=4096)
def name_of(source: str) -> str:
    """Such as `cell-3f9ac1d2`."""
    return "cell-" + hashlib.sha256(_essence(source).encode()).hexdigest()[:8]


def _essence(source: str) -> str:
    """Names, numbers and signs; the text as it is where it is no Python."""
    try:
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        return " ".join(token.string for token in tokens if token.type in _COUNTED)
    except (tokenize.TokenError, SyntaxError):
        return source
