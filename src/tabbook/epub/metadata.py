"""A book in; what it says of itself, to its readers and to their libraries, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_OID, uuid5

from tabbook.config import Config
from tabbook.edition import title_of, words_of
from tabbook.epub.manuscript import Manuscript

_FEATURES = ("tableOfContents", "structuralNavigation", "readingOrder", "alternativeText", "displayTransformability")


def said_of(whole: Manuscript, config: Config) -> dict[str, str]:
    """Title, edition, author and release, in the book's language."""
    words = words_of(whole.book.language)
    label = config.framework(whole.framework).label
    return {
        "title": title_of(whole.book, config),
        "edition": words["edition"].format(framework=label),
        "author": config.project.author,
        "release": words["release"].format(release=config.project.release),
        "made": words["made"].format(framework=label),
        "name": config.language(whole.book.language).label,
    }


def metadata_of(whole: Manuscript, said: Mapping[str, str], config: Config, key: str) -> dict[str, str | Sequence[str]]:
    """What pandoc writes into the book; `key` names its content."""
    features = (*_FEATURES, *(("MathML",) if "<math" in str(whole.blocks) else ()))
    is_still = not any(name.endswith(".gif") for name in whole.files)
    return {
        "title": f"{said['title']} – {said['edition']}",
        "author": said["author"],
        "rights": config.language(whole.book.language).copyright,
        "lang": whole.book.language,
        "identifier": f"urn:uuid:{uuid5(NAMESPACE_OID, key)}",
        "accessModes": ("textual", "visual"),
        "accessModeSufficient": ("textual,visual",),
        "accessibilityFeatures": features,
        "accessibilityHazards": ("none" if is_still else "unknown",),
        "accessibilitySummary": words_of(whole.book.language)["accessibility"],
        "book-title": said["title"],
        "edition": said["edition"],
        "release": said["release"],
        "made": said["made"],
    }
