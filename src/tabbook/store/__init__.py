"""What runs printed, kept by key: in a folder, each run one file, written whole or not at all, checked when read.

The pictures of the runs are files of their own beside them. A second store, shared with others, has the same layout.
"""

from typing import TYPE_CHECKING

from tabbook import lazily

if TYPE_CHECKING:
    from tabbook.store.entries import Entry, prune, read_entries, show, size_of, verify
    from tabbook.store.folder import Store
    from tabbook.store.packed import Corrupted
    from tabbook.store.ran import Key, Ran, digest
    from tabbook.store.shared import Shared, Unreachable, open_shared, without_password
else:  # An edit of prose neither lists nor shares what is kept.
    __getattr__ = lazily.parts(
        __name__,
        entries="Entry prune read_entries show size_of verify",
        folder="Store",
        packed="Corrupted",
        ran="Key Ran digest",
        shared="Shared Unreachable open_shared without_password",
    )

__all__ = [
    "Corrupted",
    "Entry",
    "Key",
    "Ran",
    "Shared",
    "Store",
    "Unreachable",
    "digest",
    "open_shared",
    "prune",
    "read_entries",
    "show",
    "size_of",
    "verify",
    "without_password",
]
