"""`config.ini` in, one frozen `Config` out; every key known, with its help."""

from tabbook.config.d2lbook import DROPPED, read_as_d2lbook
from tabbook.config.read import FILE, Found, help_text, place_of, read, read_found
from tabbook.config.repositories import Repository, fields_of, repositories
from tabbook.config.sections import Config, Framework, Language, Library

__all__ = [
    "DROPPED",
    "FILE",
    "Config",
    "Found",
    "Framework",
    "Language",
    "Library",
    "Repository",
    "fields_of",
    "help_text",
    "place_of",
    "read",
    "read_as_d2lbook",
    "read_found",
    "repositories",
]
