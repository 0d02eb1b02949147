"""A shared store gives what others stored, takes only what it is allowed to, and is never believed."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from browser import serve
from conftest import BuiltBook
from store.pictures import KEY, PNG, RAN, drawn, encoded
from tabbook.config import Config
from tabbook.config.sections import Execute
from tabbook.execute.sharing import Sharing
from tabbook.store import Corrupted, Key, Ran, Shared, Store, Unreachable, open_shared, read_entries, verify
from tabbook.store import shared as shared_module
from tabbook.store.foreign import check_foreign

OTHER = Key("cd" + "0" * 62, "2" * 64)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file, whatever it is called, and what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with one run."""
    Store(tmp_path / "shared").write(KEY, RAN)
    return tmp_path / "shared"


@pytest.fixture(params=["path", "relative path", "file", "http"])
def reader(request: pytest.FixtureRequest, folder: Path) -> Iterator[Shared]:
    """The same store by each way to it."""
    with ExitStack() as stack:
        address = {
            "path": lambda: str(folder),
            "relative path": lambda: "shared",
            "file": lambda: folder.as_uri(),
            "http": lambda: f"{stack.enter_context(serve(folder.parent))}/shared/",
        }[request.param]()
        yield open_shared(address, folder.parent, writes=False)


def test_what_others_stored_is_read(reader: Shared) -> None:
    """A run comes with its pictures, as it was; what is not there is not there."""
    assert reader.read(KEY) == RAN
    assert reader.read(OTHER) is None
    assert list(reader.names()) == [KEY.tree]


def test_damage_is_found_and_left(reader: Shared, folder: Path) -> None:
    """A damaged entry is never given out, nor touched where nobody allowed it."""
    path = Store(folder).path(KEY.tree)
    path.write_bytes(path.read_bytes()[:-1])
    before = files_in(folder)
    with pytest.raises(Corrupted):
        reader.read(KEY)
    assert files_in(folder) == before


@pytest.mark.parametrize("address", ["shared", "memory://shared"])
def test_what_is_put_there_is_read_by_others(tmp_path: Path, address: str) -> None:
    """Where writing is allowed a run is put there once, and what is there already stays byte for byte."""
    writer = open_shared(address, tmp_path, writes=True)
    writer.write(OTHER, RAN)
    before = writer.told(OTHER.tree)
    writer.write(OTHER, Ran(RAN.outputs, 9.0, {}))
    assert writer.told(OTHER.tree) == before
    assert open_shared(address, tmp_path, writes=True).read(OTHER) == RAN
    if address == "shared":
        assert {Path(name).suffix for name in files_in(tmp_path)} == {".json", ".png", ".gif", ".svg"}
        assert Store(tmp_path / "shared").read(OTHER) == RAN


def test_damage_is_mended_where_that_is_allowed(folder: Path) -> None:
    """A writer drops a damaged entry, and puts entry and picture there anew."""
    next(path for path in folder.rglob("*.png")).write_bytes(b"noise")
    writer = open_shared(str(folder), folder, writes=True)
    with pytest.raises(Corrupted):
        writer.read(KEY)
    assert writer.read(KEY) is None
    writer.write(KEY, RAN)
    assert Store(folder).read(KEY) == RAN


def test_runs_for_other_texts_stand_side_by_side(tmp_path: Path) -> None:
    """Of programs that mean the same each has its own run where outputs show the code."""
    writer = open_shared("shared", tmp_path, writes=True)
    keys = [Key(KEY.tree, digit * 64) for digit in "12"]
    runs = [Ran([], float(number), {}, key.text) for number, key in enumerate(keys)]
    for key, ran in zip(keys, runs, strict=True):
        writer.write(key, ran)
    assert [writer.read(key) for key in keys] == runs


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://host/store", "this is no address of a store"),
        ("simplecache::http://127.0.0.1/store", "this is no address of a store"),
        ("file:///a::http://127.0.0.1/store", "this is no address of a store"),
        ("nowhere", "there is no such folder"),
    ],
)
def test_only_stores_are_opened(tmp_path: Path, address: str, said: str) -> None:
    """A config cannot make fsspec unpack, mount or write anything, and a mistyped folder is told."""
    with pytest.raises(Unreachable, match=said):
        open_shared(address, tmp_path, writes=False)
    assert list(tmp_path.iterdir()) == []


def test_http_is_only_read(tmp_path: Path) -> None:
    """Writing over http is refused before anything is asked."""
    with pytest.raises(Unreachable, match="only read over http"):
        open_shared("https://127.0.0.1/store", tmp_path, writes=True)


@pytest.mark.parametrize(
    ("address", "package", "extra"), [("s3://bucket", "s3fs", "s3"), ("https://127.0.0.1", "aiohttp", "http")]
)
def test_a_missing_package_is_named(tmp_path: Path, address: str, package: str, extra: str) -> None:
    """Where the library for an address is not installed, the cure says what to install."""
    command = (
        f"import sys; sys.modules['{package}'] = None\n"
        "from pathlib import Path\nfrom tabbook.store import Unreachable, open_shared\n"
        f"try:\n    open_shared('{address}', Path(), writes=False)\n"
        "except Unreachable as error:\n    print(error.what, error.cure, sep='; ')"
    )
    done = subprocess.run([sys.executable, "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"{package} is not installed; install tabbook[{extra}]\n"


def sharing(root: Path, address: str, writes: bool = False) -> Sharing:
    (root / "config.ini").write_text("[build]\ntabs = mxnet\n[execute]\nstore = " + address + "\n")
    return Sharing(Config(root=root, execute=Execute(store=address)), writes=writes)


def keys(number: int) -> list[Key]:
    return [Key(f"{digit:064x}", "1" * 64) for digit in range(number)]


def test_many_are_read_at_once(tmp_path: Path) -> None:
    """All that is there is given, in whatever order the answers come, and nothing else."""
    for key in keys(80)[::2]:
        Store(tmp_path / "shared").write(key, Ran([[]], float(int(key.tree, 16)), {}))
    with serve(tmp_path / "shared") as address:
        taken = sharing(tmp_path, address).take(dict.fromkeys(keys(80), 1))
    assert {key: ran.seconds for key, ran in taken.items()} == {key: int(key.tree, 16) for key in keys(80)[::2]}


class Patient(http.server.SimpleHTTPRequestHandler):
    """Answers nobody before eight have asked."""

    eight = threading.Barrier(8)

    def do_GET(self) -> None:
        self.eight.wait(20)
        super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_nobody_waits_for_the_answer_to_another(tmp_path: Path) -> None:
    """Eight pages ask at the same time: a host that answers none before has heard all still gives each its own."""
    for key in keys(8):
        Store(tmp_path).write(key, Ran([[]], 1.0, {}))
    handler = functools.partial(Patient, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        around = sharing(tmp_path, f"http://127.0.0.1:{server.server_port}")
        assert len(around.take(dict.fromkeys(keys(8), 1))) == 8
        server.shutdown()


def test_a_host_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    """Forty pages whose store refuses the connection are one warning, at the line that names it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://me:secret@127.0.0.1:{taken.getsockname()[1]}/store"
        around = sharing(tmp_path, address)
        assert around.take(dict.fromkeys(keys(40), 1)) == {}
    (problem,) = around.problems()
    assert str(problem).startswith(
        f"config.ini:4: the shared store {address.replace('me:secret@', '')} was not used: Cannot connect to host 127.0"
    )
    assert str(problem).endswith("; mend that, or leave it out [X09]")
    assert not problem.is_error


def test_a_silent_host_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that takes the connection and says nothing ends in the same warning."""
    monkeypatch.setattr(shared_module, "READ_LIMIT", 1)
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:
        around = sharing(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert around.take(dict.fromkeys(keys(40), 1)) == {}
    assert [problem.what.rpartition(": ")[2] for problem in around.problems()] == ["it does not answer"]


def test_a_store_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    """A folder below a file takes nothing; that is a warning, not a fault of the build."""
    (tmp_path / "file").write_text("")
    around = sharing(tmp_path, "file/store", writes=True)
    around.put(dict.fromkeys(keys(3), RAN), Store(tmp_path / "empty"))
    (problem,) = around.problems()
    assert problem.what == "the shared store file/store was not used: Not a directory"
    assert not problem.is_error


def test_nothing_is_put_where_nobody_allowed_it(folder: Path) -> None:
    """Without the right to write, the folder keeps every byte."""
    before = files_in(folder)
    around = sharing(folder.parent, str(folder))
    around.put(dict.fromkeys(keys(3), RAN), Store(folder.parent / "empty"))
    assert (files_in(folder), around.problems()) == (before, [])


def forge(folder: Path, **facts: Any) -> None:
    """An entry under `KEY` that says `facts` and has a right checksum."""
    body = json.dumps(asdict(Ran([[]], 1.0, {})) | facts).encode()
    path = Store(folder).path(KEY.tree)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(hashlib.sha256(KEY.tree.encode() + body).hexdigest().encode() + b"\n" + body)


@pytest.mark.parametrize(
    "facts",
    [
        {"outputs": 3},
        {"outputs": [[{"output_type": "stream"}]]},
        {"outputs": [[drawn(text_html={"a": 1})]]},
        {"outputs": [[drawn(image_png="A")]]},
        {"outputs": [[drawn(image_svg="<svg/>") | {"metadata": {"image/svg+xml": 3}}]]},
        {"outputs": [[drawn(text_plain="\ud800")]]},
        {"outputs": [[], []]},
        {"seconds": "long"},
        {"versions": ["numpy"]},
        {"page": 3},
        {"pictures": [[7, 0, "image/png", "0" * 64 + ".png"]]},
        {"pictures": 7},
    ],
    ids=str,
)
def test_a_forged_entry_is_not_used(tmp_path: Path, facts: dict[str, Any]) -> None:
    """An entry with a right checksum that is no run of the page's one cell is damaged, and ends in no traceback."""
    forge(tmp_path / "shared", **facts)
    around = sharing(tmp_path, "shared")
    assert around.take({KEY: 1, OTHER: 1}) == {}
    (problem,) = around.problems()
    assert str(problem) == "config.ini:4: 1 damaged entry in the shared store shared; not used; tell who keeps it [X09]"


def test_list_and_verify_look_at_a_shared_store(folder: Path) -> None:
    """Its entries are listed with their age; a damaged one is told, and dropped only where that is allowed."""
    config = Config(root=folder.parent)
    Store(folder).write(OTHER, Ran([[drawn(image_png=encoded(PNG))]], 2.0, {}, page="p"))
    path = Store(folder).path(KEY.tree)
    path.write_bytes(b"noise")
    with serve(folder) as address:
        far = open_shared(address, folder, writes=False)
        assert [(entry.name, entry.age, entry.ran is None) for entry in read_entries(config, far)] == [
            (KEY.tree, None, True),
            (OTHER.tree, None, False),
        ]
        right, (problem,) = verify(config, open_shared(address, folder, writes=False))
        assert (right, problem.place.file) == (1, f"{address}/ab/{KEY.tree}.json")
    assert path.exists()
    near = read_entries(config, open_shared(str(folder), folder, writes=False))
    assert all(entry.age is not None for entry in near)
    verify(config, open_shared(str(folder), folder, writes=True))
    assert not path.exists()


def test_all_that_runs_printed_may_come_from_others(built_book: BuiltBook) -> None:
    """Every stored run of the real book is one that would be taken from a shared store."""
    runs = [entry.ran for entry in read_entries(built_book.config)]
    assert runs
    for ran in runs:
        assert ran is not None
        check_foreign(ran)
