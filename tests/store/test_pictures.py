"""A picture is a file of its own, and comes back as it was or not at all."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from store.pictures import DRAWING, GIF, KEY, PNG, RAN, drawn, encoded
from tabbook.config import Config
from tabbook.store import Corrupted, Key, Ran, Store, prune, read_entries, size_of, verify
from tabbook.store.packed import pack, unpack

DAY = 24 * 60 * 60


def pictures(store: Store) -> list[Path]:
    return [path for path in sorted(store.folder.rglob("*")) if path.is_file() and path.suffix != ".json"]


def written(folder: Path) -> Store:
    store = Store(folder)
    store.write(KEY, RAN)
    return store


def with_checksum(body: bytes) -> bytes:
    return hashlib.sha256(KEY.tree.encode() + body).hexdigest().encode() + b"\n" + body


def test_each_picture_is_one_file(tmp_path: Path) -> None:
    """Three pictures lie there under the names of what is in them, and the entry holds none of their data."""
    store = written(tmp_path)
    assert sorted(path.read_bytes() for path in pictures(store)) == sorted([PNG, GIF, DRAWING.encode()])
    assert all(path.parent.name == path.name[:2] for path in pictures(store))
    told = store.path(KEY.tree).read_text()
    assert encoded(PNG) not in told
    assert "<path" not in told


def test_the_run_comes_back_as_it_was(tmp_path: Path) -> None:
    """The outputs read are those written, each text and the order of an output's kinds too."""
    read = written(tmp_path).read(KEY)
    assert read is not None
    assert json.dumps(read.outputs) == json.dumps(RAN.outputs)
    assert read == Store(tmp_path).read(KEY)


@pytest.mark.parametrize(
    "output",
    [
        drawn(image_png=base64.encodebytes(PNG * 3).decode()),
        drawn(image_png="no base64"),
        drawn(image_png=""),
        drawn(image_png={"file": "x.png"}),
        drawn(image_svg="<svg xmlns='http://www.w3.org/2000/svg'/>"),
        drawn(image_svg=["<svg>\n", "</svg>"]),
        drawn(application_json={"image/png": encoded(PNG)}),
        drawn(image_svg="\ud800" * 3000),
    ],
    ids=["wrapped", "broken", "empty", "no text", "short", "lines", "other", "no Unicode"],
)
def test_what_no_picture_gives_back_stays_text(tmp_path: Path, output: dict[str, Any]) -> None:
    """An output of an odd form comes back equal, in a file or not."""
    ran = Ran([[output]], 1.0, {})
    store = Store(tmp_path)
    store.write(KEY, ran)
    assert store.read(KEY) == ran


def test_an_entry_with_its_pictures_inside_is_read(tmp_path: Path) -> None:
    """What an earlier tabbook stored, with the pictures in the entry, still holds."""
    plain = pack(KEY.tree, Ran([[drawn(image_png="X")]], 1.0, {})).told.partition(b"\n")[2]
    body = plain.replace(b'"X"', json.dumps(encoded(PNG)).encode())
    store = Store(tmp_path)
    store.path(KEY.tree).parent.mkdir()
    store.path(KEY.tree).write_bytes(with_checksum(body))
    assert store.read(KEY) == Ran([[drawn(image_png=encoded(PNG))]], 1.0, {})


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "is damaged"),
        (lambda path: path.write_bytes(b""), "is damaged"),
    ],
    ids=["missing", "cut", "empty"],
)
def test_a_wrong_picture_makes_the_page_run_again(tmp_path: Path, damage: Callable[[Path], object], said: str) -> None:
    """A picture that is not what it was costs its entry, and the next write mends both."""
    store = written(tmp_path)
    damage(pictures(store)[0])
    with pytest.raises(Corrupted, match=said):
        store.read(KEY)
    assert store.read(KEY) is None
    store.write(KEY, RAN)
    assert store.read(KEY) == RAN


@pytest.mark.parametrize("file", ["../../secret.png", "/etc/passwd", "x", "0" * 64 + ".py"])
def test_an_entry_names_no_file_elsewhere(file: str) -> None:
    """A picture's name is a digest and an ending that is known; nothing else is even opened."""
    told = pack(KEY.tree, RAN).told.partition(b"\n")[2]
    body = json.dumps(json.loads(told) | {"pictures": [[0, 0, "image/png", file]]}).encode()
    with pytest.raises(Corrupted, match="no name of a picture"):
        unpack(KEY.tree, with_checksum(body), lambda name: pytest.fail(f"opened {name}"))


def test_pages_that_draw_the_same_are_stored_at_once(tmp_path: Path) -> None:
    """Two threads that keep one picture do not get in each other's way."""
    store = Store(tmp_path)
    keys = [Key(f"{number:064x}", "1" * 64) for number in range(64)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda key: store.write(key, RAN), keys))
    assert [store.read(key) for key in keys] == [RAN] * len(keys)
    assert len(pictures(store)) == 3


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Where a picture does not fit, the write says so, and no part of it nor its entry is there."""
    command = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from pathlib import Path\n"
        "from store.pictures import KEY, RAN\n"
        "from tabbook.store import Store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))\n"
        "try:\n    Store(Path(sys.argv[1])).write(KEY, RAN)\n"
        "except OSError as error:\n    print(error.strerror)"
    )
    tests = str(Path(__file__).parents[1])
    path = os.pathsep.join([tests, os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", command, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("File too large\n", "")
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [PNG]
    assert Store(tmp_path).read(KEY) is None


def make_old(path: Path) -> None:
    then = time.time() - 40 * DAY
    os.utime(path, (then, then))


def test_prune_removes_pictures_that_nobody_shows(tmp_path: Path) -> None:
    """The pictures of a removed entry go unless another shows them; young ones stay, and so do those in use."""
    config = Config(root=tmp_path)
    store = Store.of(config)
    store.write(KEY, RAN)
    other = Key("cd" + "0" * 62, "2" * 64)
    store.write(other, Ran([[drawn(image_gif=encoded(GIF))]], 1.0, {}))
    for path in (*pictures(store), store.path(KEY.tree)):
        make_old(path)
    young = store.picture("f" * 64 + ".png")
    young.parent.mkdir(parents=True, exist_ok=True)
    young.write_bytes(b"being written")
    half = young.with_name("half.12-34")
    half.write_bytes(b"")
    make_old(half)

    assert len(prune(config, {KEY.tree, other.tree}, 30, print, dry_run=False)) == 0
    assert len(pictures(store)) == 4
    assert not half.exists()
    assert len(prune(config, {other.tree}, 30, print, dry_run=True)) == 1
    assert len(pictures(store)) == 4
    assert len(prune(config, {other.tree}, 30, print, dry_run=False)) == 1
    assert sorted(path.read_bytes() for path in pictures(store)) == sorted([GIF, b"being written"])
    assert store.read(other) is not None


def test_a_picture_in_use_again_is_young_again(tmp_path: Path) -> None:
    """A write that finds its picture there keeps it from a `prune` that runs meanwhile."""
    store = written(tmp_path)
    for path in pictures(store):
        make_old(path)
    store.write(Key("cd" + "0" * 62, ""), RAN)
    assert all(time.time() - path.stat().st_mtime < DAY for path in pictures(store))


def test_verify_looks_at_the_pictures(tmp_path: Path) -> None:
    """An entry with a wrong picture is damaged, and dropped together with that picture."""
    config = Config(root=tmp_path)
    store = Store.of(config)
    store.write(KEY, RAN)
    broken = pictures(store)[0]
    broken.write_bytes(b"noise")
    right, problems = verify(config)
    assert right == 0
    assert [problem.what for problem in problems] == [
        f"these stored outputs are damaged: its picture {broken.name[:12]}….{broken.suffix[1:]} is damaged"
    ]
    assert not broken.exists()
    assert list(store.names()) == []


def test_the_size_counts_each_picture_once(tmp_path: Path) -> None:
    """What two entries show both is there once."""
    config = Config(root=tmp_path)
    store = Store.of(config)
    store.write(KEY, RAN)
    store.write(Key("cd" + "0" * 62, ""), RAN)
    assert size_of(read_entries(config)) == sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
