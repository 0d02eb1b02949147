"""A parsed book in, a numbered one out: sections, figures, tables, equations, references and citations resolved.

Links inside the book read `page:<path of the page>#<anchor>`; each writer turns them into its own addresses.
Codes: N01 undefined label; N02 label defined twice; N03 unknown citation key; N04 the works cited cannot be read;
N05 link to a page that is not in the book; N06 a reference to something without a number; N07 a page without a heading.
"""

from tabbook.numbering.book import Ledger, number, number_again, number_with_ledger

__all__ = ["Ledger", "number", "number_again", "number_with_ledger"]
