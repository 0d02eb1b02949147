"""A generated book's folder in; the folder of the same book as another tool reads it, and the command to make it, out.

Each tool is installed once below `build/bench/`, from pins: d2lbook and Sphinx by uv, mystmd by npm.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypandoc

import generated_book

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
TOOLS = REPOSITORY / "build" / "bench"
D2LBOOK_PINS = REPOSITORY / "tests" / "conformance" / "requirements.txt"
MYSTMD = "mystmd@1.8.3"
SPHINX = """
project = "A Generated Book"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
myst_enable_extensions = ["dollarmath", "amsmath"]
bibtex_bibfiles = ["refs.bib"]
html_theme = "furo"
numfig = True
"""


def environment(name: str, pins: Path) -> Path:
    """The folder of the programs installed from `pins`."""
    folder, stamp = TOOLS / name, TOOLS / name / "stamp"
    if not stamp.exists() or stamp.read_text() != pins.read_text():
        uv, python = str(Path(sys.executable).with_name("uv")), str(folder / "bin" / "python")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "-r", str(pins)], check=True)
        stamp.write_text(pins.read_text())
    return folder / "bin"


def mystmd() -> Path | None:
    """The program `myst`; `None` without npm."""
    if not shutil.which("npm"):
        return None
    folder = TOOLS / "mystmd"
    program = folder / "node_modules" / ".bin" / "myst"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", MYSTMD], cwd=folder, check=True)
    return program


def for_d2lbook(book: Path, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The book where d2lbook looks for it; the command, and what its environment needs."""
    evaluated = "".join(f"d2lbook build eval --tab {name} && " for name in generated_book.FRAMEWORKS)
    return ["sh", "-c", f"{evaluated}d2lbook build html --tab all"], _laid_for_d2lbook(book, folder)


def for_d2lbook_pdf(book: Path, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The same for the PDF of the first framework."""
    name = generated_book.FRAMEWORKS[0]
    command = f"d2lbook build eval --tab {name} && d2lbook build pdf --tab {name}"
    return ["sh", "-c", command], _laid_for_d2lbook(book, folder)


def lacking_for_latex() -> list[str]:
    """What d2lbook's PDFs need and this machine has not."""
    lacking = [name for name in ("xelatex", "latexmk", "rsvg-convert") if not shutil.which(name)]
    if "xelatex" in lacking:
        return lacking
    font = subprocess.run(["kpsewhich", "FreeSerif.otf"], capture_output=True, check=False)
    return lacking if font.stdout.strip() else [*lacking, "FreeSerif"]


def _laid_for_d2lbook(book: Path, folder: Path) -> dict[str, str]:
    """Lay the book where d2lbook looks for it; what its environment needs."""
    shutil.copytree(book / "chapters" / "en", folder)
    shutil.copytree(book / "static", folder / "static")
    shutil.copy(book / "chapters" / "refs.bib", folder)
    for page in folder.rglob("*.md"):
        page.write_text(page.read_text().replace("../../../static/", "../static/"))
    given = (book / "config.ini").read_text().replace("chapters/refs.bib", "refs.bib")
    given = re.sub(r"\[languages\]\n(?:\w.*\n)*", "", given)
    given = given.replace("[build]\n", "[build]\neval_notebook = False\n")
    (folder / "config.ini").write_text(given)
    programs = environment("d2lbook", D2LBOOK_PINS)
    path = os.pathsep.join([str(programs), str(Path(pypandoc.get_pandoc_path()).parent), os.environ["PATH"]])
    return {"PATH": path}


def for_sphinx(book: Path, folder: Path) -> list[str]:
    """The book in MyST for Sphinx; the command."""
    _as_myst(book, folder, True)
    (folder / "conf.py").write_text(SPHINX)
    programs = environment("sphinx", HERE / "sphinx.txt")
    return [str(programs / "sphinx-build"), "-q", "-j", "auto", "-b", "html", ".", "_build"]


def for_mystmd(book: Path, folder: Path, program: Path) -> list[str]:
    """The book in MyST for mystmd, its contents in `myst.yml`; the command, which writes no HTML."""
    _as_myst(book, folder, False)
    pages = sorted(page.relative_to(folder).as_posix() for page in folder.rglob("*.md") if page.name != "index.md")
    listed = "".join(f"    - file: {page}\n" for page in ["index.md", *pages])
    told = "version: 1\nproject:\n  title: A Generated Book\n  bibliography: [refs.bib]\n  toc:\n"
    (folder / "myst.yml").write_text(f"{told}{listed}site:\n  title: A Generated Book\n")
    return [str(program), "build", "--site"]


def _as_myst(book: Path, folder: Path, has_contents: bool) -> None:
    shutil.copytree(book / "chapters" / "en", folder)
    shutil.copytree(book / "static", folder / "static")
    shutil.copy(book / "chapters" / "refs.bib", folder)
    for page in folder.rglob("*.md"):
        page.write_text(myst(page.read_text(), has_contents))


def myst(text: str, has_contents: bool) -> str:
    """A page of the generated book in MyST: the same words, formulas, listings and references."""
    text = text.replace("../../../static/", "../static/")
    text = re.sub(r"(?m)^(#+ .*|!\[.*)\n:label:`([^`]+)`", r"(\2)=\n\1", text)
    text = re.sub(r"(?m)^\$\$(.*)\$\$\n:eqlabel:`([^`]+)`", r"$$\n\1\n$$ (\2)", text)
    text = re.sub(r":(?:num)?ref:`((?:sec)_[^`]+)`", r"{ref}`\1`", text)
    text = re.sub(r":eqref:`([^`]+)`", r"{eq}`\1`", text)
    text = re.sub(r":cite:`([^`]+)`", r"{cite}`\1`", text)
    text = re.sub(r"```\{\.python \.input\}\n%%tab \w+\n", "```python\n", text)
    text = re.sub(r"(?m)^:(?:begin|end)_tab:.*\n", "", text)
    if has_contents:
        ends = "\n```{bibliography}\n```\n" if ":numbered:" in text else ""
        return text.replace("```toc\n", "```{toctree}\n") + ends
    return re.sub(r"```toc\n.*?```\n", "", text, flags=re.DOTALL)
