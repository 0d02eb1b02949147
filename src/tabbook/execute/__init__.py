"""Programs in; their outputs out, run once for all languages and kept. The one door to nbclient and to Dask.

Codes: X01 to X17.

| code | what | cure |
| --- | --- | --- |
| X01 | a cell raised an error | mend the cell, or install the package it misses |
| X02 | a cell took longer than its limit | make it quicker, or raise `timeout` in [execute] |
| X03 | a cell ended its kernel | mend the cell, or give it more memory |
| X04 | a kernel did not start | `tabbook kernels --fresh` |
| X05 | stored outputs are damaged; a warning in a build | none: they are made anew |
| X06 | outputs could not be stored | free some space |
| X07 | the system did not let a page run | what it says |
| X08 | a data file that a cell declares is not there | mend its path |
| X09 | the shared store cannot be used, or is damaged; a warning in a build | what it says |
| X10 | a page needs more GPUs than there are and was not run; a warning | build it where there are enough |
| X11 | a cell does not show what it showed; of `tabbook check --outputs` | fix its seeds, or allow it |
| X12 | no worker of the cluster offers what a page needs | start one that does |
| X13 | no Dask scheduler answers, or none any more | start one, mend the address, or install Dask |
| X14 | a worker has other versions than the book | bring it up to date |
| X15 | a mark such as `#@gpu` is not followed by what it must be | what it says |
| X16 | a cell did not raise what its `#@raises` says | mend the cell, or the mark |
| X17 | a cell printed five million letters or more | let it print less |

A cell with the comment `#@depends path` reads that file or folder of the book, whose content then counts.
A cell whose code has the comment `#@stderr` shows what it writes to stderr; of other cells it is kept out of the page.
A cell with the comment `#@gpu 2` says how many GPUs its page needs, whatever the page's code looks like.
A cell with the comment `#@raises ValueError` raises that error, or any where it names none, and its page goes on.
A cell with the comment `#@tolerance 1e-3` may show numbers so far from what they were, when outputs are checked.
"""

from typing import TYPE_CHECKING

from tabbook import lazily
from tabbook.execute.data import Declared, find_declared
from tabbook.execute.marks import raised_in
from tabbook.execute.material import find_faults
from tabbook.execute.recall import recall

if TYPE_CHECKING:
    from tabbook.execute.check import Checked, check_outputs
    from tabbook.execute.outputs import find_causes, run_all, run_prepared, used_names
    from tabbook.execute.prepared import Prepared, find_wanted, prepare
    from tabbook.execute.telling import Progress, progress
    from tabbook.execute.why import Cause
else:  # What runs cells is slow to import, and an edit of prose runs none.
    __getattr__ = lazily.parts(
        __name__,
        check="Checked check_outputs",
        outputs="find_causes run_all run_prepared used_names",
        prepared="Prepared find_wanted prepare",
        telling="Progress progress",
        why="Cause",
    )

__all__ = [
    "Cause",
    "Checked",
    "Declared",
    "Prepared",
    "Progress",
    "check_outputs",
    "find_causes",
    "find_declared",
    "find_faults",
    "find_wanted",
    "prepare",
    "progress",
    "raised_in",
    "recall",
    "run_all",
    "run_prepared",
    "used_names",
]
