"""Numbered books and outputs in, notebooks out: one for each page, language and framework, and one for all frameworks.

Codes: B01 a picture that is not there.
"""

from tabbook.notebooks.publish import publish

__all__ = ["publish"]
