"""Pages, their English, and the English they were made from in; states, findings and the next thing to do out.

| code | what | cure |
| --- | --- | --- |
| T01 | a page's marker is missing, or names a version that nobody has, or another file | paste the one shown |
| T02 | the marker was moved, and a block that is behind was not touched | bring it up to date, or declare it checked |
| T03 | a fence, a cell or a listing is lost, changed or too many | copy it from the English |
| T04 | a tab line is lost, changed or too many | write it as the English has it |
| T05 | a label or another mark is lost, renamed or there twice | write it as the English has it |
| T06 | a reference or citation is lost, or names another key | write its key |
| T07 | an image or link is lost, or leads elsewhere | write its path |
| T08 | the code of a cell differs beyond comments and strings | take it from the English |
| T09 | a cell is no Python any more | take it from the English |
| T10 | a comment such as `#@save` is gone | put it back |
| T11 | a formula is no TeX any more | take it from the English |
| T12 | a display formula is missing | copy it |
| T13 | a formula is not the English one | compare them |
| T14 | a large part of the page is missing | translate it |
| T15 | a heading is lost, or at another level | begin its line with as many `#` |
| T16 | letters of a script that the language does not use | translate the word |
| T17 | emphasis that will print its asterisks | put brackets outside of it |
| T18 | a list item or the row of a table is lost, or has other columns | put it back |
| T19 | English is left | translate it |
| T20 | a paragraph is missing, or much shorter | translate it |
| T21 | a number of the English is not there | compare the numbers |
| T22 | a variant that the glossary forbids | write the term |
| T23 | a proper name is lost | put it back |
| T24 | inline code is lost or changed | put it back |
| T25 | a slide mark is gone | mark the same words |
| T26 | a string in a cell was changed, but not translated | take it from the English |
| T30 | a file or page was named that is no translation of the book | name one |
| T31 | git cannot do what was asked | see the message |
| T33 | less than 80 % of pages is translated; readers see the original | translate them |
"""

from tabbook.translation.desk import bump, start, synchronise
from tabbook.translation.pages import Shelf, open_shelf
from tabbook.translation.report import annotation, findings_as_json, states_as_json, summary
from tabbook.translation.review import Reviewed, choose, review
from tabbook.translation.standing import stand, stand_all
from tabbook.translation.state import BlockState, PageState
from tabbook.translation.tasks import Task, in_order, read_states
from tabbook.translation.tasks import choose as choose_task

__all__ = [
    "BlockState",
    "PageState",
    "Reviewed",
    "Shelf",
    "Task",
    "annotation",
    "bump",
    "choose",
    "choose_task",
    "findings_as_json",
    "in_order",
    "open_shelf",
    "read_states",
    "review",
    "stand",
    "stand_all",
    "start",
    "states_as_json",
    "summary",
    "synchronise",
]
