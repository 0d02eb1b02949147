"""Pictures of a book and of its cells in; files that LaTeX can include out: what is SVG becomes PDF, as vectors."""

from __future__ import annotations

from pathlib import Path

from tabbook import typesetting
from tabbook.edition import pictures
from tabbook.edition.outputs import Output, name_of, picture_of
from tabbook.errors import Place, Problem


class Drawings:
    """The pictures of one LaTeX file, taken one by one; `files` is what lies beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, bytes] = {}
        self.problems: list[Problem] = []

    def take_file(self, target: str, place: Place) -> str:
        """A picture of the book; gives its name beside the LaTeX file, or nothing where there is none."""
        content = pictures.read(self.root, target)
        if content is None:
            self.problems.append(pictures.missing("D05", target, place))
            return ""
        return self.take(target.rpartition(".")[2].lower(), content, place)

    def take_output(self, output: Output, place: Place) -> str:
        """The picture of an output; gives its name, or nothing where it has none."""
        drawn = picture_of(output)
        return self.take(drawn.ending, drawn.content, place) if drawn else ""

    def take(self, ending: str, content: bytes, place: Place) -> str:
        if ending not in ("svg", "gif", "webp"):
            name = name_of(ending, content)
            self.files[name] = content
            return name
        name = name_of("pdf", content)
        if name not in self.files:
            try:
                self.files[name] = typesetting.picture_as_pdf(content, ending)
            except typesetting.Refused as refused:
                what = f"a picture that cannot be drawn: {refused}"
                self.problems.append(Problem("D05", place, what, "mend it, or show another", "warning"))
                return ""
        return name
