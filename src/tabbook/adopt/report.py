"""What adopting found, in; the report for the person who goes on from there, in Markdown, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tabbook.errors import Problem


@dataclass(frozen=True, slots=True)
class Translated:
    """What became of one translation."""

    language: str
    folder: str
    pages: int
    """How many of its pages the original has too."""
    copies: int
    """How many of them had a copy of their original."""
    commit: str
    unmatched: tuple[str, ...]
    """Pages that the original does not have."""
    unknown: tuple[str, ...]
    """Pages of which nobody knows what they were made from."""
    lacking: tuple[str, ...]
    """Pages of the original that are not translated."""
    frameworks: tuple[str, ...]
    """Its own frameworks, where the first is another one than the original's."""
    unknown_frameworks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of all folders."""

    language: str
    folder: str
    pages: int
    written: tuple[str, ...]
    """Pages that were missing and are written now."""
    translations: tuple[Translated, ...]
    settings: tuple[Problem, ...]
    """What is not used of `config.ini`."""
    left: tuple[str, ...]
    """What was left where it is."""
    problems: tuple[Problem, ...] = ()
    """Every fault of the new book's sources."""
    no_history: str = ""
    """Why the book is no repository; empty where it is one."""


def report(adopted: Adopted) -> str:
    """The report, a section for each kind of work that is left."""
    return "\n".join(_lines(adopted)) + "\n"


def _lines(adopted: Adopted) -> Iterator[str]:
    yield "# Adopted from d2lbook"
    yield ""
    yield f"- `{adopted.language}`: {_count(adopted.pages, 'page')} from `{adopted.folder}`"
    for one in adopted.translations:
        yield f"- `{one.language}`: {_count(one.pages, 'page')} from `{one.folder}`; {_origins(one)}"
    yield ""
    yield "Nothing in these folders was changed. When you have done what stands here, delete this file."
    sections = [*_pages(adopted), *_settings(adopted), *_faults(adopted)]
    for title, lines in sections or [("Nothing is left to do", ["Every page and every key found its place."])]:
        yield from ("", f"## {title}", "", *lines)
    yield from ("", "## Next", "", *_next(adopted))


def _origins(one: Translated) -> str:
    by_commit = one.pages - one.copies - len(one.unknown)
    parts = [f"by `_origin.md` for {one.copies}"] if one.copies else []
    parts += [f"by commit `{one.commit}` for {by_commit}"] if by_commit else []
    parts += [f"by nothing for {len(one.unknown)}"] if one.unknown else []
    return f"what they were made from is told {', '.join(parts)}" if parts else "none of them is a translation"


def _pages(adopted: Adopted) -> Iterator[tuple[str, list[str]]]:
    if adopted.written:
        lines = ["The folder had no page to begin the book with. This one lists all pages; put them in their order."]
        yield "A page was written", [*lines, "", *_listed(f"chapters/{adopted.language}", adopted.written)]
    for one in adopted.translations:
        name = f"`{one.language}`"
        if one.unknown:
            lines = [
                "They have no first line that names their original, so nobody can tell what is behind. Compare each",
                "with the original; once it says the same, put the line there that the check prints:",
                f"`tabbook translate check chapters/{one.language}/{one.unknown[0]}.md`.",
            ]
            yield (
                f"{name}: pages whose original is not known",
                [*lines, "", *_listed(f"chapters/{one.language}", one.unknown)],
            )
        if one.unmatched:
            lines = [
                "The original has no such pages. They are in no book; move them to their page's path, or delete them."
            ]
            yield (
                f"{name}: pages that match none of the original",
                [*lines, "", *_listed(f"unmatched/{one.language}", one.unmatched)],
            )
        if one.lacking:
            lines = ["Readers see the original in their place. `tabbook translate start` begins one."]
            yield f"{name}: pages not translated", [*lines, "", *_listed("", one.lacking, "")]
        if one.frameworks or one.unknown_frameworks:
            yield f"{name}: other frameworks", list(_frameworks(one))


def _frameworks(one: Translated) -> Iterator[str]:
    if one.frameworks:
        yield f"`{one.frameworks[0]}` was the first of its tabs, which cells without a marker belong to. Each of these"
        yield "cells has a marker now; compare the cells with those of the original."
    for name in one.unknown_frameworks:
        yield f"`{name}` is no tab of the original. Add it to `tabs` of config.ini, or delete what is for it."


def _settings(adopted: Adopted) -> Iterator[tuple[str, list[str]]]:
    if adopted.settings:
        lines = ["They are commented out in config.ini.", ""]
        yield "Keys that are not used", [*lines, *(f"- {one.what}: {one.cure}" for one in adopted.settings)]
    if adopted.left:
        lines = ["No key of config.ini names them as pages or resources. Copy what you need.", ""]
        yield f"Left in `{adopted.folder}`", [*lines, ", ".join(f"`{name}`" for name in adopted.left)]
    if adopted.no_history:
        lines = [
            f"No repository was made: {adopted.no_history}. Until the texts that the translations were made from are",
            "in the history that this book lies in, `tabbook translate` cannot tell what changed since. Adopt once",
            "more where git is installed, into a folder that lies in no clone.",
        ]
        yield "No history", lines


def _faults(adopted: Adopted) -> Iterator[tuple[str, list[str]]]:
    errors = [problem for problem in adopted.problems if problem.is_error]
    warnings = [problem for problem in adopted.problems if not problem.is_error]
    if errors:
        yield "Faults that stop the build", [f"- {problem}" for problem in errors]
    if warnings:
        yield "Faults that do not", [f"- {problem}" for problem in warnings]


def _next(adopted: Adopted) -> Iterator[str]:
    yield "1. `tabbook check` reads everything again and tells what is left of the faults."
    yield "2. `tabbook build` runs the cells and writes the site, the notebooks and the PDFs to `build/`."
    yield "3. Pin the packages of each framework in `kernels/<framework>.txt`, and delete its `kernel =` line."
    if adopted.translations:
        first = f"`tabbook translate next {adopted.translations[0].language}`"
        yield f"4. `tabbook translate status` tells how far each page is, {first} what to do first."


def _listed(folder: str, paths: Sequence[str], ending: str = ".md") -> list[str]:
    prefix = f"{folder}/" if folder else ""
    return [f"- `{prefix}{path}{ending}`" for path in paths]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
