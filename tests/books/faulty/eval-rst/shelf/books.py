"""Books on shelves."""

raise RuntimeError("nobody imports this")


def shelve(book, *, at: int = 0, label="``new``") -> None:
    """Put `book` on the shelf.

    The first place is 0.
    """


dust = lambda shelf, times=1: shelf  # noqa: E731


class Shelf(list):
    """Holds books.

    Defined in :numref:`sec_shelf`"""

    def __init__(self, width=80):
        super().__init__()

    def take(self, title: str) -> str:
        """Take a book away."""
        return title

    @staticmethod
    def measure(book): ...

    def _hidden(self): ...
