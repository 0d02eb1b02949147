"""Folders made for d2lbook in, an original and its translations; one book of tabbook out, and what is left to people.

| code | what | cure |
| --- | --- | --- |
| M10 | there is something where the book is to go | name a folder that is not there |
| M11 | the language of a folder is not known, or is that of another | write it before the folder: ja=FOLDER |
| M12 | a folder is a book of tabbook already, or none at all | name one with d2lbook's config.ini |
| M13 | the commit that a translation was made from is not there | name one of the original's clone |
"""

from tabbook.adopt.adopting import REPORT, adopt
from tabbook.adopt.folders import Source, read
from tabbook.adopt.report import Adopted, report

__all__ = ["REPORT", "Adopted", "Source", "adopt", "read", "report"]
