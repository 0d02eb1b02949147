"""Kernels that start warm: forked from a process that has imported the framework. Knows Jupyter, and no book."""

from tabbook.warm.servers import close_all

__all__ = ["close_all"]
