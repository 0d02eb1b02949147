"""The site: numbered books and the outputs of their cells in, a folder of HTML out, swapped in whole.

Codes: W01 a formula that cannot be typeset, W02 a missing picture, W03 a link to a missing page, W04 a link to a
missing anchor, W05 a link to a missing file, W06 a picture of another host,
W07 a file that `[html]` names and the book has not, W08 a redirect that leads from or to the wrong place.
"""

from typing import TYPE_CHECKING

from tabbook import lazily
from tabbook.website.again import make_again, publish_again
from tabbook.website.known import recall

if TYPE_CHECKING:
    from tabbook.website.early import Begun, begin
    from tabbook.website.unwritten import search_of
    from tabbook.website.whole import Made, make, publish
else:  # An edit needs nothing of what only a whole site has.
    __getattr__ = lazily.parts(__name__, early="Begun begin", unwritten="search_of", whole="Made make publish")

__all__ = ["Begun", "Made", "begin", "make", "make_again", "publish", "publish_again", "recall", "search_of"]
