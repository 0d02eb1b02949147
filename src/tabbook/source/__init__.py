"""Files in, a `Book` of blocks out; the dialect is parsed here and nowhere else.

A new construct is one file in `rules/`, one row in a table of `parse.py` or `pieces.py`, and one file of cases.

| code | what | cure |
| --- | --- | --- |
| S01 | a marker or tab line names no framework of the book | name one, see `tabs` in config.ini |
| S02 | an `:end_tab:` closes no tab | delete it, or add its `:begin_tab:` |
| S03 | a tab block is never closed, or not before the next one or a cell | add `:end_tab:` |
| S04 | a tab line is not in its form: indented, without backticks, with other text | give it a line of its own |
| S05 | a fence is never closed, or not before a cell | close it with its own run of backticks |
| S06 | a fence closes nothing | delete it |
| S07 | the fence at the top of the page lost its backticks | write them |
| S08 | a cell has another marker below its first one, or one below code | keep one, as the first line |
| S09 | a marker stands after code on its line | write it as the first line of the cell |
| S10 | a marker or tab line in a book without frameworks | delete it, or set `tabs` in config.ini |
| S11 | a role has an unknown name | write the name it should have |
| S12 | a role has a blank before its name, no value, or no backticks | mend it |
| S13 | an `:eqlabel:` without a display formula directly above it | move it |
| S14 | a formula has a blank line inside | delete the line |
| S15 | a `$$` has no partner | close or delete it |
| S16 | a slide mark has no partner | close it, or escape its bracket |
| S17 | a control character | delete it, or write what stood there |
| S18 | a number that a translation tool left in place of a link or a formula | put back what the original has |
| S19 | stored outputs are no JSON list | mend or delete them |
| S20 | a table of contents has an unknown option | delete it |
| S21 | the marker of a translation is no hash of a file | take the line that `tabbook translate start` writes |
| S22 | a listing looks like a cell that was switched off | make it a cell again, or delete its marker |
| S23 | git left two versions of some lines | keep one |
| S30 | a page is not UTF-8 | save it as UTF-8 |
| S31 | the page that the book begins with is missing | write it |
| S32 | a table of contents lists a page that is not there | write it, name it in `notebooks`, or delete the line |
| S33 | a page is listed twice, or in a circle | delete one of the lines |
| S34 | no table of contents lists a page | list it, or name it in `exclusions` |
| S35 | pages have no translation; readers see the original | copy the original, translate it |
| S36 | a link leads out of the book | put a copy in its place |
| S37 | two pages have one address | rename one |
| S38 | a page is very large | divide it |
"""

from tabbook.source.files import find_pages, read, read_again, read_all
from tabbook.source.hiding import hidden_in
from tabbook.source.originals import fill_in
from tabbook.source.parse import parse
from tabbook.source.switching import mark_cells, switch

__all__ = ["fill_in", "find_pages", "hidden_in", "mark_cells", "parse", "read", "read_again", "read_all", "switch"]
