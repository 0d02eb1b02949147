"""`config.ini` in, one frozen `Config` out; every key known, with its help."""

from tabbook.config.read import help_text, place_of, read
from tabbook.config.sections import Config, Framework, Language, Library

__all__ = ["Config", "Framework", "Language", "Library", "help_text", "place_of", "read"]
