"""Numbered books and outputs in; for each language and framework a zip out, with which a newcomer runs the book."""

from tabbook.notebooks.packages.publish import publish_packages

__all__ = ["publish_packages"]
