"""The model that travels between the rooms: books, pages, blocks, programs, trees. Data only, all of it frozen."""

from tabbook.document.blocks import (
    Block,
    Code,
    Formula,
    Listing,
    Mark,
    Origin,
    Piece,
    Prose,
    Role,
    Rst,
    Selector,
    SlideMark,
    StoredOutput,
    TabLine,
    Text,
    Toc,
    TocEntry,
    Verbatim,
)
from tabbook.document.book import Book, Heading, Page
from tabbook.document.programs import Cell, Outputs, Program
from tabbook.document.tree import Node, Tree

__all__ = [
    "Block",
    "Book",
    "Cell",
    "Code",
    "Formula",
    "Heading",
    "Listing",
    "Mark",
    "Node",
    "Origin",
    "Outputs",
    "Page",
    "Piece",
    "Program",
    "Prose",
    "Role",
    "Rst",
    "Selector",
    "SlideMark",
    "StoredOutput",
    "TabLine",
    "Text",
    "Toc",
    "TocEntry",
    "Tree",
    "Verbatim",
]
