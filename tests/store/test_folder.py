"""The store gives back what was put in, or says that it cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tabbook.store import Corrupted, Key, Ran, Store

KEY = Key("ab" + "0" * 62, "1" * 64)
RAN = Ran([[{"output_type": "stream", "name": "stdout", "text": "重み \ud800\n"}], []], 1.5, {"numpy": "1.0"})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A run comes back equal, also where its text is no valid Unicode."""
    store = Store(tmp_path)
    assert store.read(KEY) is None
    store.write(KEY, RAN)
    assert Store(tmp_path).read(KEY) == RAN


def test_an_entry_is_never_changed(tmp_path: Path) -> None:
    """What another build stored under a key stays byte for byte."""
    store = Store(tmp_path)
    store.write(KEY, RAN)
    before = store.path(KEY.tree).read_bytes()
    store.write(KEY, Ran([], 9.0, {}))
    assert store.path(KEY.tree).read_bytes() == before
    assert store.read(KEY) == RAN


def test_outputs_that_show_lines_hold_for_their_text_only(tmp_path: Path) -> None:
    """Programs that mean the same but read differently each have their own outputs where these show the code."""
    store = Store(tmp_path)
    keys = [Key(KEY.tree, digit * 64) for digit in "123"]
    runs = [Ran([], float(number), {}, key.text) for number, key in enumerate(keys)]
    store.write(keys[0], runs[0])
    assert store.read(keys[1]) is None
    store.write(keys[1], runs[1])
    assert [store.read(key) for key in keys] == [runs[0], runs[1], None]


@pytest.mark.parametrize(
    "damage",
    [
        lambda told: b"",
        lambda told: told[:-1],
        lambda told: told.replace(b"stdout", b"stderr"),
        lambda told: told.partition(b"\n")[2],
        lambda told: b"\xff" * len(told),
    ],
    ids=["empty", "cut", "changed", "no checksum", "noise"],
)
def test_damage_is_found(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """An entry that is not what was once written is never given out."""
    store = Store(tmp_path)
    store.write(KEY, RAN)
    store.path(KEY.tree).write_bytes(damage(store.path(KEY.tree).read_bytes()))
    with pytest.raises(Corrupted):
        store.read(KEY)


def test_an_entry_under_another_key_is_damaged(tmp_path: Path) -> None:
    """A file that was moved to another key is found out."""
    store = Store(tmp_path)
    store.write(KEY, RAN)
    other = Key(KEY.tree[:-1] + "1", KEY.text)
    store.path(KEY.tree).rename(store.path(other.tree))
    with pytest.raises(Corrupted):
        store.read(other)


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    """The only file after a write is the entry, and none after it was found damaged."""
    store = Store(tmp_path)
    store.write(KEY, RAN)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(KEY.tree)]
    store.path(KEY.tree).write_bytes(b"")
    with pytest.raises(Corrupted):
        store.read(KEY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
