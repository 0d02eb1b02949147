"""`tabbook build --store` as a person types it: one machine runs and stores, the others take."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import serve
from conftest import tabbook
from execute.little_programs import link_kernels
from store.test_shared import files_in

PAGE = (
    "# Title\n\n```{.python .input}\nfrom IPython.display import SVG\nprint('said in LANGUAGE')\nSVG('DRAWING')\n```\n"
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{\'<g/>\' * 999}</svg>'
CONFIG = "[build]\ntabs = mxnet\n[languages]\nsource = en\ntranslations = ja\n"


def write_book(root: Path, config: str = CONFIG) -> Path:
    """A book of one page that draws, in two languages, with nothing stored."""
    link_kernels(root)
    (root / "config.ini").write_text(config)
    for language in ("en", "ja"):
        file = root / "chapters" / language / "index.md"
        file.parent.mkdir(parents=True)
        file.write_text(PAGE.replace("LANGUAGE", language).replace("SVG('DRAWING')", f"SVG(f'''{DRAWING}''')"))
    return root


def notebooks(root: Path) -> dict[str, bytes]:
    return files_in(root / "build" / "notebooks")


def built(root: Path, *options: str, warned: str = "") -> str:
    """The last line that the build printed, when it warned of nothing else."""
    done = tabbook(root, "build", "notebooks", *options)
    assert (done.returncode, done.stderr) == (0, warned)
    return done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that was built, and put what it ran into the store beside it."""
    root = write_book(tmp_path_factory.mktemp("shared") / "first")
    assert built(root, "--store", "../store", "--store-write").startswith("ran 2 cells in 2 programs")
    return root


def test_a_shared_store_has_what_the_local_one_has(first: Path) -> None:
    """The two folders hold the same files, byte for byte."""
    local = files_in(first / "build" / "cache" / "outputs")
    assert files_in(first.parent / "store") == local
    assert sorted(Path(name).suffix for name in local) == [".json", ".json", ".svg"]


def test_another_machine_runs_nothing(first: Path, tmp_path: Path) -> None:
    """Over http all outputs are taken, the notebooks are the same, and the store keeps every byte."""
    second = write_book(tmp_path / "second")
    before = files_in(first.parent / "store")
    with serve(first.parent / "store") as address:
        assert built(second, "--store", address) == "ran 0 cells in 0 programs, 2 programs (2 cells) from the store"
    assert files_in(first.parent / "store") == before
    assert notebooks(second) == notebooks(first)
    assert built(second) == "ran 0 cells in 0 programs, 2 programs (2 cells) from the store"


def test_a_store_of_the_config_is_only_read(first: Path, tmp_path: Path) -> None:
    """`[execute] store` gives its outputs; a page that is new runs, and nothing of it is put there."""
    second = write_book(tmp_path / "second", CONFIG + f"[execute]\nstore = {first.parent / 'store'}\n")
    before = files_in(first.parent / "store")
    page = second / "chapters" / "en" / "index.md"
    page.write_text(page.read_text().replace("said in", "now said in"))
    dry = tabbook(second, "build", "--dry-run").stdout
    assert dry == "index · mxnet · en: never run\n1 page would run\n"
    assert built(second).startswith("ran 1 cells in 1 programs, 1 programs (1 cells) from the store")
    assert files_in(first.parent / "store") == before


def test_damage_in_the_store_is_one_warning(first: Path, tmp_path: Path) -> None:
    """Pages whose entries are damaged run here; the warning counts them, and the store is left as it is."""
    store = tmp_path / "store"
    for name, content in files_in(first.parent / "store").items():
        (store / name).parent.mkdir(parents=True, exist_ok=True)
        (store / name).write_bytes(content[:-3] if name.endswith("json") else content)
    before = files_in(store)
    second = write_book(tmp_path / "second")
    warned = (
        f"warning: config.ini:1: 2 damaged entries in the shared store {store}; not used; tell who keeps it [X09]\n"
        "0 errors, 1 warning\n"
    )
    assert built(second, "--store", str(store), warned=warned).startswith("ran 2 cells in 2 programs")
    assert files_in(store) == before
    assert notebooks(second) == notebooks(first)
    assert tabbook(second, "store", "verify", "--store", str(store)).stdout == "2 entries, 2 damaged\n"
    assert files_in(store) == before
    assert tabbook(second, "store", "verify", "--store", str(store), "--store-write").returncode == 1
    assert tabbook(second, "store", "list", "--store", str(store)).stdout == "0 entries, 0.0 MB\n"


@pytest.mark.parametrize(
    ("address", "said"),
    [("http://127.0.0.1:9/", "Cannot connect to host 127.0.0.1:9 "), ("memory:://", "no address"), ("s3", "no such")],
)
def test_a_store_that_is_not_there_fails_no_build(tmp_path: Path, address: str, said: str) -> None:
    """A store that cannot be used is one warning, with nothing but it on stderr."""
    done = tabbook(write_book(tmp_path / "book"), "build", "notebooks", "--no-run", "--store", address)
    assert done.returncode == 0
    warning, count = done.stderr.splitlines()
    assert warning.startswith("warning: config.ini:1: the shared store ")
    assert said in warning
    assert count == "0 errors, 1 warning"


def test_what_a_person_types_wrong_is_told(first: Path) -> None:
    """Writing without a store, and a look at one that is not there, are Problems and exit code 1."""
    done = tabbook(first, "build", "--store-write")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "config.ini:1: `--store-write` was asked for, but no shared store is named; "
        "add `--store URL`, or `store` in [execute] of config.ini [X09]",
    )
    for command in ("list", "verify"):
        done = tabbook(first, "store", command, "--store", "nowhere")
        assert (done.returncode, done.stderr.splitlines()[0]) == (
            1,
            f"config.ini:1: the shared store {first / 'nowhere'} cannot be used: there is no such folder; "
            "mend that, then ask again [X09]",
        )
