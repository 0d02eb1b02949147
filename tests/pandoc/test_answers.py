"""A damaged file of answers costs time only, wherever the damage lies, and is whole after the next build."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tabbook.pandoc import answers

KEPT = {f"{number:064}": f"Answer {number} is 語. " * (1 + number % 40) for number in range(400)}
PAGE = 4096
Damage = Callable[[bytearray, random.Random], None]


def flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def wipe(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) // PAGE) * PAGE
    content[start : start + PAGE] = bytes(PAGE)


def exchange(content: bytearray, chance: random.Random) -> None:
    """Two pages of the file change places."""
    one, other = (chance.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    content[one : one + PAGE], content[other : other + PAGE] = (
        content[other : other + PAGE],
        content[one : one + PAGE],
    )


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


@pytest.mark.parametrize("damage", [flip, wipe, exchange, cut])
def test_what_only_reading_finds_is_made_anew(damage: Damage, tmp_path: Path) -> None:
    """No answer is ever another one; once those that are missing are made and kept, all are there."""
    answers.keep(tmp_path, KEPT)
    whole = (tmp_path / answers.FILE).read_bytes()
    chance = random.Random(1)
    found_less = 0
    for turn in range(12):
        content = bytearray(whole)
        damage(content, chance)
        (tmp_path / answers.FILE).write_bytes(content)
        found = answers.load(tmp_path, list(KEPT))
        assert found.items() <= KEPT.items(), turn
        found_less += len(found) < len(KEPT)
        answers.keep(tmp_path, {key: KEPT[key] for key in KEPT.keys() - found.keys()})
        assert answers.load(tmp_path, list(KEPT)) == KEPT, turn
    assert found_less > 1
