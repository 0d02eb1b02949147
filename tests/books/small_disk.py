"""A little book on a disk of its own that fills up, in; what each build said and what it left, out, as JSON.

Run as a script, where possible in a namespace in which it may mount a disk: `unshare -rm python small_disk.py FOLDER`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from execute.little_programs import link_kernels

SIZE = 34_000_000
PAGE = "# Title\n\n```{.python .input}\nprint('LETTER' * NUMBER)\n```\n\n![A picture](picture.png)\n"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="
"""A picture of one point, which may have anything behind its end."""
CONFIG = "[project]\ntitle = Little\n[build]\ntabs = mxnet\n[languages]\nsource = en\n"


class SmallDisk:
    """The book's build folder on its own disk; where none can be mounted, every file has a limit instead."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "build").mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "small", str(root / "build")]
        self.is_mounted = os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0
        (root / "build").rmdir() if not self.is_mounted else None

    def write(self, letter: str, number: int, picture: int) -> None:
        """The page prints `number` letters and shows a picture of `picture` bytes."""
        chapters = self.root / "chapters" / "en"
        chapters.mkdir(parents=True, exist_ok=True)
        (self.root / "config.ini").write_text(CONFIG)
        (chapters / "index.md").write_text(PAGE.replace("LETTER", letter).replace("NUMBER", str(number)))
        (chapters / "picture.png").write_bytes(base64.b64decode(DOT) + b"\0" * picture)

    def build(self, output: str, free: int | None = None) -> dict[str, object]:
        """Build with only `free` bytes left; what was said and what lies there afterwards."""
        filler = self.root / "build" / "filler"
        if free is not None and self.is_mounted:
            with filler.open("wb") as file:
                file.write(b"\0" * (shutil.disk_usage(filler).free - free))
        limit = None if free is None or self.is_mounted else free
        done = subprocess.run(
            [str(Path(sys.executable).with_name("tabbook")), "build", output],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)) if limit else None,
        )
        filler.unlink(missing_ok=True)
        return {"code": done.returncode, "told": done.stdout, "complaint": done.stderr} | self._left()

    def _left(self) -> dict[str, object]:
        build = self.root / "build"
        made = {
            name: {
                path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted((build / name).rglob("*"))
                if path.is_file()
            }
            for name in ("website", "notebooks")
        }
        half = [
            str(path)
            for path in (build / "cache").rglob("*")
            if path.is_file() and path.suffix not in (".json", ".svg")
        ]
        half += [str(path) for path in (*build.glob(".*"), *(build / "notebooks").glob(".*"))]
        return {"made": made, "half": half}


def main(root: Path) -> None:
    disk = SmallDisk(root)
    link_kernels(root)
    disk.write("a", 20_000, 1000)
    told = {"good": disk.build("all")}
    disk.write("b", 400_000, 1000)
    told["no room to store"] = disk.build("all", free=150_000)
    told["room to store"] = disk.build("all")
    disk.write("b", 400_000, 1_500_000)
    told["no room for the notebooks"] = disk.build("notebooks", free=1_000_000)
    told["no room for the site"] = disk.build("html", free=1_000_000)
    told["room for all"] = disk.build("all")
    print(json.dumps({"is_mounted": disk.is_mounted, "told": told}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
