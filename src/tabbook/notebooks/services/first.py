"""A page's plan and its needs in; what its notebook begins with out: a word to the reader, and a cell that installs."""

from __future__ import annotations

from collections.abc import Iterator

from tabbook.config import Config
from tabbook.document import Node, Program
from tabbook.document.tree import link, text
from tabbook.notebooks.notebook import NotebookCell
from tabbook.notebooks.parts import ProseRun
from tabbook.notebooks.plan import Plan
from tabbook.notebooks.services.addresses import binder_address, site_address
from tabbook.notebooks.services.needs import Needs
from tabbook.notebooks.services.service import Service
from tabbook.notebooks.words import words_of


def first_parts(
    plan: Plan, program: Program | None, needs: Needs | None, service: Service, config: Config
) -> Iterator[ProseRun | NotebookCell]:
    """What stands above the page's own text; of a page without code only where it is from."""
    words, said = words_of(plan.page.language), [_origin(plan, config)]
    if program and needs:
        said[0] += [{"t": "Space"}, *text(_last_run(plan, program, needs))]
        said += list(_below(plan, needs, service, config))
    if site := site_address(config, plan.page.language, plan.page.path):
        said.append([link(text(words["on_site"]), site)])
    yield ProseRun(tuple({"t": "Para", "c": sentences} for sentences in said))
    if needs and needs.lines:
        yield NotebookCell("code", "\n".join(f"%pip install --quiet {line}" for line in needs.lines))


def _origin(plan: Plan, config: Config) -> list[Node]:
    words, book = words_of(plan.page.language), config.language(plan.page.language).title or config.project.name
    if not config.frameworks:
        return text(words["of_book_alone"].format(book=book))
    return text(words["of_book"].format(book=book, framework=config.framework(plan.variant).label))


def _last_run(plan: Plan, program: Program, needs: Needs) -> str:
    """When, and with which versions, the outputs that the notebook shows were made."""
    words = words_of(plan.page.language)
    versions = {name: program.versions.get(name, version) for name, version in needs.versions.items()}
    # Without what a build for one machine adds to it.
    named = ", ".join(f"{name} {version.partition('+')[0]}" for name, version in versions.items())
    sentence = words["last_run" if program.ran_on else "last_run_some_day"]
    return sentence.format(day=program.ran_on, python=program.versions.get("python", ""), versions=named or "—")


def _below(plan: Plan, needs: Needs, service: Service, config: Config) -> Iterator[list[Node]]:
    """What to do on this service."""
    words, section = words_of(plan.page.language), config.colab if service.name == "colab" else config.sagemaker
    label = config.framework(plan.variant).label
    if needs.last_python:
        said = words["cannot"].format(
            service=service.label, framework=label, last=needs.last_python, python=service.python
        )
        yield text(said)
        if binder := binder_address(config, plan.variant, plan.page.language, plan.page.path):
            yield [link(text(words["binder"]), binder)]
    elif needs.lines:
        yield text(section.libs_header or words["installs"].format(service=service.label))
    else:
        yield text(words["has_all"].format(service=service.label))
