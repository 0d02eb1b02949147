"""A page in; where its notebook, its own page and its pictures are found on the network out, as the config says."""

from __future__ import annotations

from urllib.parse import quote

from tabbook.config import Config, repositories

COLAB = "https://colab.research.google.com/github"
BINDER = "https://mybinder.org/v2/gh"


def colab_address(config: Config, framework: str, language: str, path: str) -> str:
    """Where Colab opens the notebook; empty where the book names no repository for the framework."""
    repository = repositories(config, "colab").get(framework)
    if not repository:
        return ""
    file = quote(repository.file_of(config, language, path))
    return f"{COLAB}/{quote(repository.name)}/blob/{quote(repository.branch)}/{file}"


def binder_address(config: Config, framework: str, language: str, path: str) -> str:
    """Where Binder opens the notebook; empty without a repository that is the framework's own."""
    repository = repositories(config, "colab").get(framework)
    if not repository or repository.folder:
        return ""
    file = quote(repository.file_of(config, language, path), safe="")
    return f"{BINDER}/{quote(repository.name)}/{quote(repository.branch, safe='')}?labpath={file}"


def site_address(config: Config, language: str, path: str) -> str:
    """Where the site has the page; empty where the config does not say where the site lies."""
    name = "index" if path == config.build.index else path
    return f"{config.website.url}{language}/{quote(name)}.html" if config.website.url else ""


def picture_address(config: Config, target: str) -> str:
    """Where `[colab] replace_svg_url` has the picture; empty where it says nothing of its folder."""
    prefix, _, address = (part.strip() for part in config.colab.replace_svg_url.partition(","))
    folder = prefix.strip("/") + "/"
    path = target.removeprefix("./")
    return f"{address.rstrip('/')}/{quote(path.removeprefix(folder))}" if address and path.startswith(folder) else ""
