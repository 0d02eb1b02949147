"""d2lbook's `config.ini` in; the settings it comes to here, and what became of each key that is not used, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tabbook.config.read import Found, place_of, read_found
from tabbook.config.sections import Config
from tabbook.errors import BookError, Problem

OUTPUT = "_build"
"""Where d2lbook writes, where nothing else is said."""
OWN = "tabbook"
"""What in it is ours: kernels, stored outputs, and what is laid out from there."""

_TRANSLATORS = "people translate; `tabbook adopt` joins the languages, `tabbook translate` tells what is behind"
_SAVED = "mark blocks with `#@save` and name the module with `lib_file` in [library-…]"
_SPHINX = "no Sphinx is used; style sheets and scripts go into `include_css` and `include_js` of [html]"
_TYPST = "the PDF is typeset without LaTeX; `main_font`, `sans_font`, `mono_font` and `latex_logo` of [pdf] count"
DROPPED: Mapping[tuple[str, str], str] = {
    ("translation", "origin_repo"): _TRANSLATORS,
    ("translation", "origin_lang"): _TRANSLATORS,
    ("translation", "translator"): _TRANSLATORS,
    ("translation", "terminology"): "write the terms to chapters/glossary.<language>.tsv",
    ("build", "origin_repo"): _TRANSLATORS,
    ("build", "rsts"): "write the page in Markdown, with an `eval_rst` fence where it must be reStructuredText",
    ("build", "sphinx_extensions"): _SPHINX,
    ("build", "sphinx_configs"): _SPHINX,
    ("pdf", "post_latex"): _TYPST,
    ("pdf", "style"): _TYPST,
    ("pdf", "latex_url"): _TYPST,
    ("library", "root_dir"): _SAVED,
    ("library", "save_mark"): _SAVED,
    ("library", "save_filename"): _SAVED,
    ("library", "save_patterns"): _SAVED,
    ("library", "version"): "set `release` in [project]",
    ("slides", "github_repo"): "slides are web pages, published with the site",
    ("deploy", "google_analytics_tracking_id"): "the site asks no other host; count visits where it is hosted",
    ("deploy", "other_file_s3urls"): "nothing is sent from here; copy the files where the site is hosted",
}
"""The keys of d2lbook that nothing here reads, and what stands in their place."""


def read_as_d2lbook(root: Path) -> tuple[Config, tuple[Problem, ...]]:
    """The settings of the book in folder `root` as d2lbook takes them, and a warning for each key that is not used.

    What is written lies in `_build`, where the file names no other folder; ours lies in a folder of its own there.
    Raises `BookError` with every other fault of the file.
    """
    found = read_found(root)
    if errors := [problem for problem in found.problems if problem.code != "C02"]:
        raise BookError(errors)
    output = found.given.get(("build", "output_dir"), OUTPUT).strip().rstrip("/")
    build = found.config.build
    build = replace(build, output_dir=f"{output}/{OWN}", exclusions=(*build.exclusions, output))
    ignored = (replace(problem, severity="warning") for problem in found.problems)
    told = sorted((*ignored, *not_used(found)), key=lambda problem: problem.place)
    return replace(found.config, build=build), tuple(told)


def not_used(found: Found) -> tuple[Problem, ...]:
    """A warning for each key of the file that d2lbook read and nothing here does."""
    return tuple(
        Problem("C03", place_of(found.config, *key), f"`{key[1]}` of [{key[0]}] is not used", cure, "warning")
        for key, cure in DROPPED.items()
        if key in found.given
    )
