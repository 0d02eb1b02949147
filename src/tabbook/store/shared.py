"""The address of a store that others read too, in; its runs, checked, out; runs put there where that is allowed.

The one door to fsspec. The layout is that of `folder.py`. What is read is data that others wrote: it is looked at
before it is used, and names no file elsewhere.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from tabbook.files import write_whole
from tabbook.store.folder import entry_path, picture_path
from tabbook.store.foreign import check_foreign
from tabbook.store.packed import Corrupted, is_whole, pack, unpack
from tabbook.store.ran import Key, Ran

EXTRAS = {"http": "http", "https": "http", "s3": "s3"}
"""What has to be installed with tabbook for an address."""
PROTOCOLS = ("file", "http", "https", "s3", "memory")
"""No others: a book's config must not make fsspec unpack, mount or write something."""
CONNECT_LIMIT = 10
"""Seconds that a host may take to answer at all."""
READ_LIMIT = 30
"""Seconds that it may be silent later on."""
ENTRY = re.compile(r"(?:\A|/)[0-9a-f]{2}/(?P<name>[0-9a-f]{64})\.json\Z")

_T = TypeVar("_T")


class Unreachable(Exception):
    """Raised where a shared store cannot be read or written; says why and what to do."""

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


class Shared:
    """A store that others read too; its methods may be called from any thread.

    After its first fault all others follow at once: an unreachable host is waited for once, not once a page.
    """

    def __init__(self, address: str, files: Any, root: str, *, is_folder: bool, writes: bool) -> None:
        self.address = without_password(address)
        self.writes = writes
        """Whether it may be changed."""
        self._files = files
        self._root = root.rstrip("/")
        self._is_folder = is_folder
        self._fault: Unreachable | None = None

    def read(self, key: Key) -> Ran | None:
        """The run stored for `key`; `None` where there is none.

        Raises `Corrupted` where the entry is damaged, and drops it where it may; `Unreachable` where nobody can know.
        """
        for name in (key.tree, key.exact):
            try:
                ran = self.examine(name)
            except FileNotFoundError:
                continue
            except Corrupted:
                if self.writes:
                    self.drop(name)
                raise
            if ran.fits(key):
                return ran
        return None

    def examine(self, name: str) -> Ran:
        """The entry of that name, damaged or not left where it is; raises as `Store.examine`, and `Unreachable`."""
        ran = unpack(name, self.told(name), self.content)
        check_foreign(ran)
        return ran

    def told(self, name: str) -> bytes:
        """An entry as it lies there; raises `FileNotFoundError` where there is none."""
        return self._get(entry_path(name))

    def content(self, file: str) -> bytes:
        """What is in the file of a picture; raises `FileNotFoundError` where there is none."""
        return self._get(picture_path(file))

    def names(self) -> Iterator[str]:
        """What the entries are stored under, in order; nothing where the host lists no folders."""
        if not self._ask(lambda: self._files.exists(self._root)):
            raise Unreachable("there is nothing there")
        found = self._ask(lambda: self._files.find(self._root))
        return (match["name"] for path in sorted(found) if (match := ENTRY.search(path)))

    def place(self, name: str) -> str:
        """Where an entry lies, for people."""
        return f"{self.address.rstrip('/')}/{entry_path(name)}"

    def written(self, name: str) -> float | None:
        """When an entry was written, in seconds since 1970; `None` where the host does not tell."""
        with contextlib.suppress(Exception):
            return float(self._files.modified(self._at(entry_path(name))).timestamp())
        return None

    def drop(self, name: str) -> None:
        """Forget an entry."""
        with contextlib.suppress(FileNotFoundError):
            self._ask(lambda: self._files.rm_file(self._at(entry_path(name))))

    def write(self, key: Key, ran: Ran) -> None:
        """Put a run for `key` there, whole or not at all; what is there already stays.

        Raises `Unreachable` where it cannot be written.
        """
        name = key.exact if self._has(entry_path(key.tree)) else key.tree
        if self._has(entry_path(name)):
            return
        packed = pack(name, ran)
        for file, content in packed.pictures.items():
            with contextlib.suppress(FileNotFoundError):
                if is_whole(file, self.content(file)):
                    continue
            self._put(picture_path(file), content, mode="overwrite")
        self._put(entry_path(name), packed.told, mode="create")

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _get(self, path: str) -> bytes:
        content: bytes = self._ask(lambda: self._files.cat_file(self._at(path)))
        return content

    def _has(self, path: str) -> bool:
        return bool(self._ask(lambda: self._files.exists(self._at(path))))

    def _put(self, path: str, content: bytes, mode: str) -> None:
        try:
            self._ask(lambda: self._write(path, content, mode))
        except FileNotFoundError:  # A bucket that is not there.
            raise Unreachable("there is nothing there to write to")

    def _write(self, path: str, content: bytes, mode: str) -> None:
        if self._is_folder:
            write_whole(Path(self._at(path)), content)
            return
        # These hosts take a file whole or not at all; another build may have just put the same entry there.
        with contextlib.suppress(FileExistsError):
            self._files.pipe_file(self._at(path), content, mode=mode)

    def _ask(self, ask: Callable[[], _T]) -> _T:
        """What the host answers."""
        if self._fault:
            raise self._fault
        try:
            return ask()
        except FileNotFoundError:
            raise
        except Exception as error:  # Each kind of host has errors of its own.
            self._fault = Unreachable(without_password(_said_by(error)))
            raise self._fault


def open_shared(address: str, folder: Path, *, writes: bool) -> Shared:
    """The store at `address`, a path from `folder` or an address of `PROTOCOLS`; to be written to only if `writes`.

    Raises `Unreachable` where that can be known at once.
    """
    protocol, separator, _ = address.partition("://")
    if not separator:
        protocol, address = "file", f"file://{(folder / Path(address).expanduser()).resolve().as_posix()}"
    if protocol not in PROTOCOLS or "::" in address:
        raise Unreachable(
            "this is no address of a store", "name a folder, or begin with file://, http://, https:// or s3://"
        )
    if writes and protocol in ("http", "https"):
        raise Unreachable("a store is only read over http", "write it by another address")
    from fsspec.core import url_to_fs  # Here and not above: most builds have no shared store.

    try:
        files, root = url_to_fs(address, **_options(protocol))
    except ImportError as error:
        extra = EXTRAS.get(protocol, protocol)
        raise Unreachable(f"{error.name or extra} is not installed", f"install tabbook[{extra}]")
    except Exception as error:
        raise Unreachable(without_password(_said_by(error)))
    if protocol == "file" and not writes and not Path(root).is_dir():
        raise Unreachable("there is no such folder")
    return Shared(address.removeprefix("file://"), files, root, is_folder=protocol == "file", writes=writes)


def _options(protocol: str) -> dict[str, Any]:
    """How long a host is waited for, as its library wants it said; `ImportError` where there is no such library."""
    if protocol in ("http", "https"):
        import aiohttp

        limit = aiohttp.ClientTimeout(total=4 * READ_LIMIT, connect=CONNECT_LIMIT, sock_read=READ_LIMIT)
        return {"client_kwargs": {"timeout": limit, "trust_env": True}}
    if protocol == "s3":
        import s3fs  # noqa: F401

        limits = {"connect_timeout": CONNECT_LIMIT, "read_timeout": READ_LIMIT, "retries": {"max_attempts": 1}}
        return {"config_kwargs": limits}
    return {}


def without_password(text: str) -> str:
    """An address, or a message that names one, without who asks."""
    return re.sub(r"(?<=://)[^/@\s]+@", "", text)


def _said_by(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer"
    # The system's own errors have a file's name and a number around what they say.
    said = error.strerror if isinstance(error, OSError) and type(error).__module__ == "builtins" else ""
    return str(said or error).partition("\n")[0] or type(error).__name__
