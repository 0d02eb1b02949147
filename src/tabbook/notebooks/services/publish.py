"""Numbered books and outputs in; a folder of the notebooks that a service opens out, and which of them run there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tabbook.config import Config
from tabbook.document import Book, Outputs
from tabbook.errors import Problem
from tabbook.files import write_whole
from tabbook.notebooks import folder as folders
from tabbook.notebooks.drawings import Drawings
from tabbook.notebooks.notebook import Kernel
from tabbook.notebooks.plan import ALL, Plan, plans
from tabbook.notebooks.prose import Places
from tabbook.notebooks.publish import beside_each_other
from tabbook.notebooks.services.addresses import colab_address, picture_address, site_address
from tabbook.notebooks.services.first import first_parts
from tabbook.notebooks.services.needs import needs_of
from tabbook.notebooks.services.service import Service, kernel_of, service
from tabbook.notebooks.written import written

OFFERS = "offers.json"
"""The notebooks that run on the service, in a file beside them: the others only say why they do not."""


def publish_colab(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the notebooks for Colab and Binder to `folder`, and give what was wrong with them."""
    return _publish(service("colab"), books, outputs, config, folder)


def publish_sagemaker(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the notebooks for SageMaker to `folder`, and give what was wrong with them."""
    return _publish(service("sagemaker"), books, outputs, config, folder)


def _publish(
    at: Service, books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path
) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    offered: list[str] = []

    def made() -> Iterator[tuple[str, str]]:
        for book in books.values():
            planned = list(_plans(at, book, outputs, config, problems, offered))
            yield from written(book, planned, _places_of(at, planned, config), config, problems, Drawings(config))

    folders.fill(folder, made())
    write_whole(folder / OFFERS, json.dumps(offered, indent=1, ensure_ascii=False).encode())
    return tuple(dict.fromkeys(problems))


def _plans(
    at: Service, book: Book, outputs: Outputs, config: Config, problems: list[Problem], offered: list[str]
) -> Iterator[Plan]:
    """The notebooks whose pages ran without error, each with its beginning; those that run here go into `offered`."""
    for plan in plans(book, outputs, config):
        program = outputs.program(plan.page.language, plan.page.path, plan.variant)
        if plan.variant == ALL or (program and not program.was_run):
            continue
        own = program if program and program.cells else None
        needs = needs_of(own, at, config) if own else None
        if needs:
            problems += needs.problems
            offered += [] if needs.last_python else [plan.file]
        first = tuple(first_parts(plan, own, needs, at, config))
        kernel = Kernel(kernel_of(at, config, plan.variant), "Python 3")
        yield replace(plan, parts=(*first, *plan.parts), kernel=kernel, metadata=_metadata(at, plan, config))


def _metadata(at: Service, plan: Plan, config: Config) -> dict[str, Any]:
    """That tabbook wrote it, and on Colab which machine it needs."""
    told: dict[str, Any] = {"tabbook": {"service": at.name}}
    if at.name == "colab":
        told["colab"] = {"provenance": []}
        if any(config.colab.gpu_pattern in cell.source for cell in plan.code.values()):
            told |= {"accelerator": "GPU", "colab": {"gpuType": "T4", "provenance": []}}
    return told


def _places_of(at: Service, planned: Sequence[Plan], config: Config) -> Callable[[Plan], Places]:
    """In Jupyter one notebook opens the next; Colab opens what the repository has. What neither has is on the site."""
    present = {(plan.variant, plan.page.path) for plan in planned}
    beside = beside_each_other(planned)

    def places_of(plan: Plan) -> Places:
        language, framework, next_to = plan.page.language, plan.variant, beside(plan).page_at

        def on_site(path: str, anchor: str) -> str:
            site = site_address(config, language, path)
            return f"{site}#{anchor}" if site and anchor else site

        def page_at(path: str, anchor: str) -> str:
            if at.name != "colab":
                return next_to(path, anchor) or on_site(path, anchor)
            # Without the anchor: Colab takes what stands behind a hash for a mark of its own.
            found = colab_address(config, framework, language, path) if (framework, path) in present else ""
            return found or on_site(path, anchor)

        return Places(page_at, lambda target: picture_address(config, target), names_anchors=at.name == "colab")

    return places_of
