"""Little pages go in, the files of an index of them come out: Pagefind as a service, for one index after another.

It is asked as by its packages for Node.js and Python: requests and answers are JSON in Base64, each before a comma. The
package for Python is not used, for it looks for an answer every tenth of a second: too seldom for thousands of pages.
"""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

_END = b","
"""Of a request and of an answer; no sign of Base64."""
_AT_ONCE = 1 << 20
"""Bytes read at a time: one answer has all files of an index."""

Payload = Mapping[str, Any]
"""Of a request or an answer; its type says what else is in it."""


class Pagefind:
    """A process of it, which begins with the first index and ends with the `with` block."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: Iterator[Payload] = iter(())
        self._said: IO[bytes] | None = None

    def __enter__(self) -> Pagefind:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
        if self._said:
            self._said.close()

    def index(self, pages: Iterable[tuple[str, str]]) -> dict[str, bytes]:
        """The files of an index of `pages`, which are addresses and HTML; by their paths in the folder of the index.

        Raises `OSError` where Pagefind makes none.
        """
        [new] = self._ask([{"type": "NewIndex"}])
        mine = {"index_id": new["index_id"]}
        self._ask([{"type": "AddFile", "url": address, "file_contents": html} | mine for address, html in pages])
        [got, _] = self._ask([{"type": "GetFiles"} | mine, {"type": "DeleteIndex"} | mine])
        return {file["path"]: base64.b64decode(file["content"]) for file in got["files"]}

    def _ask(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The answers to requests with `payloads`, in their order."""
        told = self._begun()
        requests = b"".join(_written(number, payload) for number, payload in enumerate(payloads, 1))
        # Who writes all before it reads, and is answered meanwhile, waits for ever.
        with ThreadPoolExecutor(1) as writer:
            written = writer.submit(_send, told, requests)
            answers = [answer for _, answer in zip(payloads, self._answers, strict=False)]
            written.result()
        for answer in answers:
            if answer["type"] == "Error":
                raise OSError(0, f"Pagefind made no index: {answer['message']}")
        if len(answers) < len(payloads):
            raise OSError(0, f"Pagefind made no index: {self._last_words() or 'it ended before it had answered'}")
        return answers

    def _begun(self) -> IO[bytes]:
        """Where requests go."""
        if not self._process:
            # Here and not above: most builds index nothing.
            from pagefind_bin import get_executable

            self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
            self._process = subprocess.Popen(
                [str(get_executable()), "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                bufsize=0,
            )
            assert self._process.stdout
            self._answers = _read(self._process.stdout)
        assert self._process.stdin
        return self._process.stdin

    def _last_words(self) -> str:
        assert self._said
        self._said.seek(0)
        return self._said.read().decode(errors="replace").strip()


def _written(number: int, payload: Payload) -> bytes:
    message = json.dumps({"message_id": number, "payload": payload}, ensure_ascii=False)
    return base64.b64encode(message.encode()) + _END


def _send(told: IO[bytes], requests: bytes) -> None:
    left = memoryview(requests)
    with contextlib.suppress(BrokenPipeError):  # That answers are missing says so.
        while left:
            left = left[told.write(left) :]


def _read(heard: IO[bytes]) -> Iterator[Payload]:
    """The payloads of answers, until there are no more."""
    parts: list[bytes] = []
    while some := heard.read(_AT_ONCE):
        *ends, rest = some.split(_END)
        for end in ends:
            yield json.loads(base64.b64decode(b"".join((*parts, end))))["payload"]
            parts.clear()
        parts.append(rest)
