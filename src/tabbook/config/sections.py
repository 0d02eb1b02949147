"""Every section and key of `config.ini`, with its default and its help. d2lbook's names are kept."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "label": "English",
        "section_reference": "Section {}",
        "chapter_reference": "Chapter {}",
        "figure_reference": "Fig. {}",
        "table_reference": "Table {}",
    },
    "ja": {
        "label": "日本語",
        "section_reference": "{}節",
        "chapter_reference": "{}章",
        "figure_reference": "図{}",
        "table_reference": "表{}",
    },
    "ko": {
        "label": "한국어",
        "section_reference": "{}절",
        "chapter_reference": "{}장",
        "figure_reference": "그림 {}",
        "table_reference": "표 {}",
    },
}
"""How a language calls itself and the parts of a book; another language starts from English and sets the keys."""

LABELS = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "jax": "JAX", "mxnet": "MXNet", "paddle": "PaddlePaddle"}
"""How the frameworks of d2lbook's readers write themselves; another one is called as its section says."""


WARM = {
    "pytorch": ("torch",),
    "tensorflow": ("tensorflow", "keras"),
    "jax": ("jax", "jax.numpy", "flax.linen"),
    "mxnet": ("mxnet",),
    "paddle": ("paddle",),
}
"""What takes their kernels longest to import; those of it that are installed."""


def key(default: Any, help: str, name: str | None = None) -> Any:
    """A field of a section: its default, its help, and its spelling in the file where that is no Python name."""
    return field(default=default, metadata={"help": help, "name": name})


@dataclass(frozen=True, slots=True)
class Project:
    """The book as a whole."""

    name: str = key("book", "File name of the PDF and the zip.")
    title: str = key("", "Title of the book; the index page's title where empty.")
    author: str = key("", "Who wrote it, for the footer and the PDF.")
    copyright: str = key("", "Copyright line of the footer.")
    release: str = key("0.0.1", "Version of the book.")
    lang: str = key("", "Language of a book without a [languages] section.")


@dataclass(frozen=True, slots=True)
class Languages:
    """Which languages the book is written in."""

    source: str = key("", "The language the others are translated from; [project] lang, or en, where empty.")
    translations: tuple[str, ...] = key((), "Languages it is translated to, separated by commas.")


@dataclass(frozen=True, slots=True)
class Language:
    """How one language names things."""

    name: str = key("", "Set by the section's own name: ja in [language-ja].")
    title: str = key("", "Title of the book in this language; [project] title where empty.")
    copyright: str = key("", "Copyright line in this language; [project] copyright where empty.")
    label: str = key("", "What the language menu calls this language, in the language itself.")
    section_reference: str = key("", "What a reference to a section reads, {} for the number: Section {}.")
    chapter_reference: str = key("", "What a reference to a chapter reads: Chapter {}.")
    figure_reference: str = key("", "What a reference to a figure reads: Fig. {}.")
    table_reference: str = key("", "What a reference to a table reads: Table {}.")


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework: its name on the page and its environment."""

    name: str = key("", "Set by the section's own name: jax in [framework-jax].")
    label: str = key("", "What readers see: PyTorch.")
    kernel: str = key(
        "",
        "Pinned requirement file of the kernel's environment, kernels/<framework>.txt where empty; or jupyter:python3,"
        " a kernel that Jupyter has here.",
    )
    warm: tuple[str, ...] = key((), "Modules that a kernel has imported before its page begins; torch for pytorch.")


@dataclass(frozen=True, slots=True)
class Build:
    """Which files are pages and what happens to them."""

    tabs: tuple[str, ...] = key((), "The frameworks, separated by commas; the first is the default.")
    notebooks: tuple[str, ...] = key(("**/*.md",), "Patterns of pages, separated by blanks; ** crosses folders.")
    exclusions: tuple[str, ...] = key((), "Patterns of pages to leave out.")
    non_notebooks: tuple[str, ...] = key((), "Patterns of pages to leave out of the book.", "non-notebooks")
    rsts: tuple[str, ...] = key((), "reStructuredText files of d2lbook; not used.")
    resources: tuple[str, ...] = key((), "Files and folders that site and packages carry along.")
    dependencies: tuple[str, ...] = key((), "Files whose content counts for every cell of the book.")
    eval_notebook: bool = key(True, "Whether cells are run.")
    index: str = key("index", "The page that begins the book.")
    source_dir: str = key(".", "Folder of the pages in a book without [languages].")
    output_dir: str = key("build", "Folder that everything is written to.")
    html_dir: str = key("", "Folder of the site; website/ in the output folder where empty.")
    warning_is_error: bool = key(
        False, "Whether a warning stops publishing, as an error does; --strict says so for one build."
    )
    sphinx_extensions: tuple[str, ...] = key((), "Sphinx extensions of d2lbook; not used.")
    sphinx_configs: str = key("", "Lines of Sphinx's conf.py; not used.")
    origin_repo: str = key("", "Repository of the original, as in [translation]; not used.")


@dataclass(frozen=True, slots=True)
class Execute:
    """How cells are run."""

    timeout: int = key(1200, "Seconds one cell may take.")
    store: str = key("", "A store of outputs shared with others, read only: a folder, or an address (https://, s3://).")
    warm: bool = key(True, "Whether kernels start as copies of a process that has imported the framework.")
    gpus: str = key("", "How many GPUs pages may hold, or their ids with a comma after each; found out where empty.")


@dataclass(frozen=True, slots=True)
class Html:
    """The site."""

    header_links: tuple[str, ...] = key((), "One link a line: text, address, icon.")
    favicon: str = key("", "Picture of the browser's tab.")
    html_logo: str = key("", "Picture at the top of each page.")
    include_css: tuple[str, ...] = key((), "Style sheets added to the site's own.")
    include_js: tuple[str, ...] = key((), "Scripts added to the site's own.")
    raw_html: bool = key(False, "Whether raw HTML of pages is shown; with style or script, in a closed frame.")


@dataclass(frozen=True, slots=True)
class Website:
    """Where readers find the site."""

    url: str = key("", "Address of the site, https://…; what must name whole addresses is written only with it.")
    repository: str = key("", "Address of the book's repository on GitHub, for links that edit a file there.")
    branch: str = key("main", "The branch that such a link edits.")
    redirects: tuple[str, ...] = key((), "Old addresses, one a line: old.html -> en/new.html, both below the site.")


@dataclass(frozen=True, slots=True)
class Pdf:
    """The PDFs."""

    main_font: str = key("", "Font of the text, tried before our own.")
    sans_font: str = key("", "Font of headings.")
    mono_font: str = key("", "Font of code.")
    bibfile: str = key("", "BibTeX file of the works cited; the site needs it too.")
    latex_logo: str = key("", "Picture on the cover.")
    post_latex: str = key("", "Script that changed d2lbook's LaTeX; not used.")
    style: str = key("", "Publisher's LaTeX style of d2lbook; not used.")
    latex_url: str = key("", "Where d2lbook fetched that style; not used.")


@dataclass(frozen=True, slots=True)
class LibraryVersion:
    """The helper library as a whole."""

    version_file: str = key("", "File whose __version__ line follows [project] release.")
    version: str = key("", "Version in SageMaker notebooks.")
    root_dir: str = key("", "Dead in d2lbook; not used.")
    save_mark: str = key("", "Dead in d2lbook; not used.")
    save_filename: str = key("", "Dead in d2lbook; not used.")
    save_patterns: str = key("", "Dead in d2lbook; not used.")


@dataclass(frozen=True, slots=True)
class Library:
    """The helper library of one framework."""

    name: str = key("", "Set by the section's own name: jax in [library-jax].")
    lib_file: str = key("", "The module to write: d2l/torch.py.")
    lib_name: str = key("", "What replaces d2l in simple aliases: torch.")
    simple_alias: str = key("", "Names, or name -> name, separated by commas or line ends.")
    fluent_alias: str = key("", "Functions written as methods, likewise.")
    args_alias: str = key("", "Calls with their arguments renamed, one a line.")
    alias: str = key("", "Lines copied to the end of the module.")
    reverse_alias: str = key("", "Regular expression -> text, one a line.")


@dataclass(frozen=True, slots=True)
class Colab:
    """Notebooks for Colab."""

    github_repo: str = key("", "One line a framework: framework, repository, branch (master where left out).")
    libs: str = key("", "One line a package: framework, import name, pip arguments.")
    libs_header: str = key("", "Sentence above the install cell.")
    gpu_pattern: str = key("gpu", "Text in a cell that asks for a GPU.")
    replace_svg_url: str = key("", "Folder, address: where its pictures are found, which notebooks otherwise carry.")
    exclusions: str = key("", "Pages without a Colab button.")


@dataclass(frozen=True, slots=True)
class Sagemaker:
    """Notebooks for SageMaker."""

    github_repo: str = key("", "One line a framework: framework, repository, branch (master where left out).")
    kernel: str = key("", "Kernel name, or one line a framework; python3 where empty.")
    libs: str = key("", "One line a package: framework, import name, pip arguments.")
    libs_header: str = key("", "Sentence above the install cell.")


@dataclass(frozen=True, slots=True)
class Slides:
    """Slides."""

    github_repo: str = key("", "One line a framework: framework, repository.")
    top_left: str = key("", "HTML for the upper left corner.")
    top_right: str = key("", "HTML for the upper right corner.")


@dataclass(frozen=True, slots=True)
class Translation:
    """d2lbook's machine translation; tabbook's translators are people."""

    origin_repo: str = key("", "Repository of the original.")
    origin_lang: str = key("", "Language of the original.")
    translator: str = key("", "Translation service; not used.")
    terminology: str = key("", "Terminology of that service; not used.")


@dataclass(frozen=True, slots=True)
class Deploy:
    """Where d2lbook uploaded to."""

    google_analytics_tracking_id: str = key("", "Not used: the site asks no other host.")
    github_repo: str = key("", "Repository of the site.")
    s3_bucket: str = key("", "Not used.")
    other_file_s3urls: str = key("", "Not used.")


@dataclass(frozen=True, slots=True)
class Config:
    """A book's whole `config.ini`."""

    root: Path = field(default=Path("."))
    """The folder that holds `config.ini`, absolute."""
    project: Project = Project()
    languages: Languages = Languages()
    build: Build = Build()
    execute: Execute = Execute()
    html: Html = Html()
    website: Website = Website()
    pdf: Pdf = Pdf()
    library: LibraryVersion = LibraryVersion()
    colab: Colab = Colab()
    sagemaker: Sagemaker = Sagemaker()
    slides: Slides = Slides()
    translation: Translation = Translation()
    deploy: Deploy = Deploy()
    language_sections: tuple[Language, ...] = ()
    framework_sections: tuple[Framework, ...] = ()
    library_sections: tuple[Library, ...] = ()

    @property
    def frameworks(self) -> tuple[str, ...]:
        """Names of the frameworks, the default first."""
        return self.build.tabs

    @property
    def source_language(self) -> str:
        return self.languages.source or self.project.lang or "en"

    @property
    def all_languages(self) -> tuple[str, ...]:
        """The source language first."""
        return (self.source_language, *self.languages.translations)

    @property
    def is_multilingual(self) -> bool:
        """Whether pages lie in `chapters/<language>/`."""
        return bool(self.languages.source)

    @property
    def build_folder(self) -> Path:
        return self.root / self.build.output_dir

    def pages_folder(self, language: str) -> Path:
        """Where the pages of `language` lie."""
        return self.root / "chapters" / language if self.is_multilingual else self.root / self.build.source_dir

    def language(self, name: str) -> Language:
        """The names of `name`'s section, its gaps filled from our words, then from English."""
        section = next((section for section in self.language_sections if section.name == name), Language(name=name))
        words = WORDS["en"] | {"label": name} | WORDS.get(name, {})
        given = {field: getattr(section, field) or words[field] for field in words}
        title, copyright = section.title or self.project.title, section.copyright or self.project.copyright
        return Language(name=name, title=title, copyright=copyright, **given)

    def framework(self, name: str) -> Framework:
        """The section of `name`, its gaps filled."""
        section = next((section for section in self.framework_sections if section.name == name), Framework(name=name))
        return Framework(
            name=name,
            label=section.label or LABELS.get(name, name),
            kernel=section.kernel or os.path.join("kernels", f"{name}.txt"),
            warm=section.warm or WARM.get(name, ()),
        )

    def library_of(self, framework: str) -> Library | None:
        """The library section of `framework`, if there is one."""
        return next((section for section in self.library_sections if section.name == framework), None)
