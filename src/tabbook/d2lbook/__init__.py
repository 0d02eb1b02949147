"""A folder as d2lbook has it in; what `d2lbook` does with it out: the same commands, the same folders in `_build`.

| code | what | cure |
| --- | --- | --- |
| M01 | the folder is a book of several languages already | use `tabbook` |
| M02 | a page holds stored outputs | delete the fence |
| M03 | a page was not run as it stands | `d2lbook build eval` |
| M04 | an address of another host does not answer | mend the link |
| M05 | this cannot be done without an account elsewhere, or is done otherwise now | see the message |
| M06 | a file or tab that was named is not there | name one that is |
"""

from tabbook.d2lbook.activate import activate
from tabbook.d2lbook.checks import check_links, check_outputs, check_tabs
from tabbook.d2lbook.making import EACH, OUTPUTS, Wish, make, make_library
from tabbook.d2lbook.settings import read

__all__ = [
    "EACH",
    "OUTPUTS",
    "Wish",
    "activate",
    "check_links",
    "check_outputs",
    "check_tabs",
    "make",
    "make_library",
    "read",
]
