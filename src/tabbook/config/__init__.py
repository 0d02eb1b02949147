"""`config.ini` in, one frozen `Config` out; every key known, with its help."""

from tabbook.config.read import help_text, place_of, read
from tabbook.config.repositories import Repository, fields_of, repositories
from tabbook.config.sections import Config, Framework, Language, Library

__all__ = [
    "Config",
    "Framework",
    "Language",
    "Library",
    "Repository",
    "fields_of",
    "help_text",
    "place_of",
    "read",
    "repositories",
]
