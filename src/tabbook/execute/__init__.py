"""Programs in; their outputs out, run once for all languages and kept. The one door to nbclient. Codes: X01 to X09.

| code | what | cure |
| --- | --- | --- |
| X01 | a cell raised an error | mend the cell |
| X02 | a cell took longer than its limit | make it quicker, or raise `timeout` in [execute] |
| X03 | a cell ended its kernel | mend the cell, or give it more memory |
| X04 | a kernel did not start | `tabbook kernels --fresh` |
| X05 | stored outputs are damaged; a warning in a build | none: they are made anew |
| X06 | outputs could not be stored | free some space |
| X07 | the system did not let a page run | what it says |
| X08 | a data file that a cell declares is not there | mend its path |
| X09 | the shared store cannot be used, or is damaged; a warning in a build | what it says |

A cell with the comment `#@depends path` reads that file or folder of the book, whose content then counts.
A cell whose code has the comment `#@stderr` shows what it writes to stderr; of other cells it is kept out of the page.
"""

from tabbook.execute.material import find_missing_files
from tabbook.execute.outputs import find_causes, run_all, used_names
from tabbook.execute.progress import Progress, progress
from tabbook.execute.why import Cause

__all__ = [
    "Cause",
    "Progress",
    "find_causes",
    "find_missing_files",
    "progress",
    "run_all",
    "used_names",
]
