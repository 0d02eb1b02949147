"""Pages in, for each framework the program of the page out: its cells, branches resolved. Codes: F01 to F03.

| code | what | cure |
| --- | --- | --- |
| F01 | a cell is not valid Python | mend the code, or begin the cell with its `%%` magic |
| F02 | `tab.selected` stands where it cannot be resolved | use it in the condition of an `if`, with names in quotes |
| F03 | `tab.selected` names an unknown framework | name one of the book's |
"""

from tabbook.frameworks.program import WITHOUT_FRAMEWORKS, existing, programs

__all__ = ["WITHOUT_FRAMEWORKS", "existing", "programs"]
