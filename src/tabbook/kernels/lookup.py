"""A framework's name in; its environment out, be it one of ours or a kernel that Jupyter has here."""

from __future__ import annotations

from tabbook.config import Config
from tabbook.errors import BookError
from tabbook.kernels import borrowed, environment
from tabbook.kernels.environment import Environment


def find(config: Config, framework: str) -> Environment:
    """The environment of `framework`, ready to run.

    Raises `BookError` with one Problem where it is missing, broken or made from other pins.
    """
    if borrowed.is_borrowed(config, framework):
        return borrowed.find(config, framework)
    return environment.find(config, framework)


def recall(config: Config, framework: str) -> Environment | None:
    """The environment as it was last found, though it may be gone: enough to look outputs up, not to run."""
    if not borrowed.is_borrowed(config, framework):
        return environment.recall(config, framework)
    try:
        return borrowed.find(config, framework)
    except BookError:
        return None
