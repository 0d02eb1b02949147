"""Reads `config.ini`: text in, `Config` out, or every Problem of the file at once."""

from __future__ import annotations

import configparser
import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from tabbook.config.sections import Config, Framework, Language, Library
from tabbook.errors import BookError, Place, Problem

FILE = "config.ini"
FAMILIES: dict[str, tuple[type, str]] = {
    "language": (Language, "language_sections"),
    "framework": (Framework, "framework_sections"),
    "library": (Library, "library_sections"),
}
"""Sections with a name of their own, `[language-ja]`: their type and where they go."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a `config.ini` says."""

    config: Config
    problems: tuple[Problem, ...]
    """Every fault of it; a key that nobody knows has the code C02."""
    given: Mapping[tuple[str, str], str]
    """The text of each key that is not empty, by section and key."""


def read(root: Path) -> Config:
    """The configuration of the book in folder `root`.

    Raises `BookError` with a Problem for each fault of the file.
    """
    found = read_found(root)
    if found.problems:
        raise BookError(found.problems)
    return found.config


def read_found(root: Path) -> Found:
    """The configuration of the book in folder `root`, and its faults beside it.

    Raises `BookError` only where the file cannot be read as sections and keys.
    """
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BookError([_fault(1, f"there is no {FILE} in {root}", "start tabbook in a book's folder, or name it")])
    except UnicodeDecodeError as error:
        raise BookError([_fault(1, f"not UTF-8: {error}", "save the file as UTF-8")])
    parser = configparser.ConfigParser(comment_prefixes=("#", ";"))
    try:
        parser.read_string(text, FILE)
    except configparser.Error as error:
        raise BookError([_unreadable(error, text)])
    reader = _Reader(parser, text)
    config = reader.config(root.resolve())
    given = {
        (section, option): parser.get(section, option, raw=True)
        for section in parser.sections()
        for option in parser.options(section)
        if parser.get(section, option, raw=True).strip()
    }
    return Found(config, tuple(reader.problems), given)


def _unreadable(error: configparser.Error, text: str) -> Problem:
    """What configparser refuses, in an author's words."""
    match error:
        case configparser.DuplicateSectionError():
            return _fault(error.lineno or 1, f"section [{error.section}] is given twice", "join the two")
        case configparser.DuplicateOptionError():
            what = f"key `{error.option}` is given twice in [{error.section}]"
            return _fault(error.lineno or 1, what, "keep one of them")
        case configparser.MissingSectionHeaderError():
            return _fault(
                error.lineno, f"`{error.line.strip()}` stands in no section", "begin with a line like [project]"
            )
        case configparser.ParsingError():
            line = error.errors[0][0]
            what = f"`{text.split(chr(10))[line - 1].strip()}` is neither a section nor `key = value`"
            return _fault(line, what, "mend the line, or indent it to go on with the value above")
    return _fault(1, f"not readable as an INI file: {error}", "mend it")


def _fault(line: int, what: str, cure: str) -> Problem:
    return Problem("C01", Place(FILE, line), what, cure)


class _Reader:
    """Turns parsed sections into dataclasses, and remembers what was wrong."""

    def __init__(self, parser: configparser.ConfigParser, text: str) -> None:
        self.parser = parser
        self.lines = text.split("\n")
        self.problems: list[Problem] = []

    def config(self, root: Path) -> Config:
        types = get_type_hints(Config)
        plain = {field.name: types[field.name] for field in dataclasses.fields(Config)}
        plain = {name: kind for name, kind in plain.items() if dataclasses.is_dataclass(kind)}
        values: dict[str, Any] = {"root": root}
        families: dict[str, Any] = {place: () for _, place in FAMILIES.values()}
        for section in self.parser.sections():
            family, dash, name = section.partition("-")
            if section in plain:
                values[section] = self.section(section, plain[section])
            elif dash and family in FAMILIES:
                kind, place = FAMILIES[family]
                families[place] += (self.section(section, kind, name=name.lower()),)
            else:
                known = [*plain, *(f"{family}-…" for family in FAMILIES)]
                self.unknown("section", section, known, _line_of(self.lines, section))
        config = Config(**values | families)
        self.check(config)
        return config

    def section(self, section: str, kind: type, **given: str) -> Any:
        fields = {field.metadata["name"] or field.name: field for field in dataclasses.fields(kind)}
        types = get_type_hints(kind)
        values: dict[str, Any] = dict(given)
        for option in self.parser.options(section):
            line = _line_of(self.lines, section, option)
            if option not in fields or option in given:
                self.unknown("key", option, [name for name in fields if name not in given], line)
                continue
            try:
                text = self.parser.get(section, option)
                values[fields[option].name] = _convert(text, types[fields[option].name], section, option)
            except configparser.InterpolationError:
                self.problems.append(_fault(line, f"a lone % in `{option}`", "write a literal % as %%"))
            except ValueError as error:
                self.problems.append(_fault(line, f"`{option}` {error}", "mend the value"))
        return kind(**values)

    def check(self, config: Config) -> None:
        for name in config.build.tabs:
            if not re.fullmatch(r"[a-z0-9]+", name):
                line = _line_of(self.lines, "build", "tabs")
                self.problems.append(
                    _fault(line, f"`{name}` cannot be a framework's name", "use letters and digits only")
                )
        tabs = list(config.build.tabs)
        named = [
            *(("framework", tabs, f"framework-{section.name}", section.name) for section in config.framework_sections),
            *(("framework", tabs, f"library-{section.name}", section.name) for section in config.library_sections),
            *(
                ("language", list(config.all_languages), f"language-{section.name}", section.name)
                for section in config.language_sections
            ),
        ]
        for kind, known, section_name, name in named:
            if known and name not in known:
                self.unknown(kind, name, known, _line_of(self.lines, section_name))

    def unknown(self, kind: str, name: str, known: list[str], line: int) -> None:
        near = difflib.get_close_matches(name, known, n=1)
        cure = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
        self.problems.append(Problem("C02", Place(FILE, line), f"there is no {kind} `{name}`", cure))


def place_of(config: Config, section: str, option: str | None = None, entry: str = "") -> Place:
    """Where a section, a key in it, or an `entry` of that key's lines stands in the book's `config.ini`."""
    lines = (config.root / FILE).read_text(encoding="utf-8-sig").split("\n")
    line = _line_of(lines, section, option)
    below = (number for number, text in enumerate(lines[line - 1 :], line) if entry in text)
    return Place(FILE, next(below, line))


def _line_of(lines: Sequence[str], section: str, option: str | None = None) -> int:
    """Line of a section, or of a key in it, which configparser does not keep; 1 where it is not there."""
    inside = False
    for number, line in enumerate(lines, 1):
        if heading := re.match(r"\[(.+)\]", line):
            inside = heading[1] == section
            if inside and option is None:
                return number
        elif inside and option and re.match(rf"{re.escape(option)}\s*[=:]", line, re.IGNORECASE):
            return number
    return 1


def _convert(text: str, kind: Any, section: str, option: str) -> Any:
    """The value of a key as its field's type.

    Raises `ValueError` with the end of a sentence that begins with the key's name.
    """
    if kind is bool:
        if text.lower() not in configparser.ConfigParser.BOOLEAN_STATES:
            raise ValueError(f"is `{text}`, neither True nor False")
        return configparser.ConfigParser.BOOLEAN_STATES[text.lower()]
    if kind is int:
        if not text.isdecimal() or int(text) == 0:
            raise ValueError(f"is `{text}`, not a whole number above 0")
        return int(text)
    if kind is str:
        if option == "gpus":
            _check_gpus(text)
        if (section, option) == ("website", "url"):
            return _site_address(text.strip())
        return text.strip()
    if option in ("tabs", "translations"):
        return tuple(name.strip().lower() for name in text.split(",") if name.strip())
    return tuple(_lines(text) if option in ("header_links", "redirects") else text.split())


def _check_gpus(text: str) -> None:
    """Raises `ValueError` where `text` is neither a number nor ids of GPUs, each once."""
    ids = text.replace(",", " ").split()
    if len(set(ids)) < len(ids) or not all(re.fullmatch(r"\d+|(GPU|MIG)-[\w/-]+", one) for one in ids):
        raise ValueError(f"is `{text}`, neither a number nor ids of GPUs such as 0, 1")


def _site_address(text: str) -> str:
    """`text` with the slash at its end that addresses below it need.

    Raises `ValueError` where it is no whole address of a folder.
    """
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise ValueError(f"is `{text}`, not an address such as https://example.org/book/")
    return f"{text.rstrip('/')}/" if text else ""


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())


def help_text() -> str:
    """Every section and key with its default and help, as a commented `config.ini`."""
    kinds = {field.name: type(field.default) for field in dataclasses.fields(Config) if field.name != "root"}
    sections = {name: kind for name, kind in kinds.items() if dataclasses.is_dataclass(kind)}
    sections |= {f"{family}-…": kind for family, (kind, _) in FAMILIES.items()}
    lines: list[str] = []
    for section, kind in sections.items():
        lines += [f"[{section}]", f"# {kind.__doc__}"]
        for field in dataclasses.fields(kind):
            default = field.default
            shown = " ".join(default) if isinstance(default, tuple) else str(default)
            name = field.metadata["name"] or field.name
            if name != "name" or section == "project":
                lines.append(f"{name} = {shown}".rstrip() + f"\n    # {field.metadata['help']}")
        lines.append("")
    return "\n".join(lines)
