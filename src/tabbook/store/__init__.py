"""What runs printed, kept by key: in a folder, each run one file, written whole or not at all, checked when read."""

from tabbook.store.entries import Entry, prune, read_entries, verify
from tabbook.store.folder import Corrupted, Store
from tabbook.store.ran import Key, Ran, digest

__all__ = ["Corrupted", "Entry", "Key", "Ran", "Store", "digest", "prune", "read_entries", "verify"]
