"""A site's pages go in; what finds words in them, all in one file, and what keeps them without a network come out.

They are made beside what else is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Self

from tabbook import forks, timeline
from tabbook.config import Config
from tabbook.website import archive, offline, search
from tabbook.website.index import Found

Files = dict[str, bytes | Path]
"""Bytes, or the file to copy, by the path in the site."""


class ForReaders:
    """Makes what finds words in a site, and what keeps it for readers without a network, beside what else is done."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.config, self.folder = config, folder
        # They wait for Pagefind and for what compresses files most of their time.
        self.pool = ThreadPoolExecutor(2, "search")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()

    def begin(self, found: Mapping[str, Sequence[Found]]) -> None:
        """Index what is found of the pages of each language."""
        self.plan = search.plan(found, self.config)
        self.new = search.clear(self.plan, self.config)
        # In a process of its own: each of a thousand little files would wait for the pages that are written meanwhile.
        waits = forks.begin(partial(search.write, self.plan, self.config, self.new), is_worth=len(self.new) > 1)
        self.index = self.pool.submit(timeline.span("search index")(waits))

    def there(self) -> Files:
        """What finds words in the pages of which an index was there; one that is damaged is made anew now."""
        self.others = search.write(self.plan, self.config, [key for key in self.plan.keys if key not in self.new])
        return search.files_of(self.others, self.config)

    def pack(self, made: Files, last: archive.Digests | None = None) -> None:
        """Zip the site with the files `made`; `last` are the digests of the zip in the last good site, if known."""
        self.scripts, self.found = search.scripts(self.plan)
        self.packed = self.pool.submit(archive.pack, {**made, **self.scripts}, self.config, self.folder, last or {})

    def digests(self) -> archive.Digests:
        """Of what the zip holds."""
        return self.packed.result().digests

    def end(self, signs: Mapping[str, offline.Sign]) -> Files:
        """The search, but for what was `there`, the zip and the service worker; `signs` are of all other files."""
        new = self.index.result()
        indexes = {key: (new if key in new else self.others)[key] for key in self.plan.keys}
        digests = dict(chain.from_iterable(names.items() for names in indexes.values()))
        own = {name: offline.sign_of(name, content) for name, content in self.scripts.items()}
        all_signs = {**signs, **own, **{name: offline.Sign.of(digest) for name, digest in digests.items()}}
        worker = offline.worker(all_signs, self.plan.pages)
        zipped = {archive.zip_name(self.config): self.packed.result().content}
        return {**self.scripts, **search.files_of(new, self.config), offline.WORKER: worker, **zipped}
