"""The command as a person types it: what it prints, and its exit code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REPOSITORY, tabbook
from execute.little_programs import link_kernels

COMMANDS = ("adopt", "build", "why", "check", "kernels", "store", "config", "serve", "lab", "clean", "translate")
PAGE = "# Title\n\nSome words.\n"


def write_book(root: Path, page: str = PAGE, more: str = "") -> Path:
    """A book of one page without code, so that it needs no kernel."""
    root.mkdir(exist_ok=True)
    (root / "config.ini").write_text(f"[build]\ntabs = pytorch\n[languages]\nsource = en\n{more}")
    (root / "chapters" / "en").mkdir(parents=True)
    (root / "chapters" / "en" / "index.md").write_text(page)
    return root


def test_help_names_every_command() -> None:
    """`tabbook --help` lists the commands, and each has help of its own."""
    listed = tabbook(REPOSITORY, "--help").stdout
    for command in COMMANDS:
        assert re.search(rf"^\s*{command}\b", listed, re.MULTILINE), command
        assert f"Usage: tabbook {command}" in tabbook(REPOSITORY, command, "--help").stdout


def test_help_says_in_a_sentence_what_a_command_does() -> None:
    """No sentence of a list of commands breaks off."""
    for group in ((), ("store",), ("translate",)):
        assert "..." not in tabbook(REPOSITORY, *group, "--help").stdout.split("Commands:")[1], group


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("build", "--framework", "pytorh"), "there is no framework `pytorh`; did you mean `pytorch`? [A02]"),
        (("build", "--language", "jp"), "there is no language `jp`; the book's languages are en [A02]"),
        (("build", "--page", "indx"), "there is no page `indx` for this book; write its path below"),
        (("check", "--outputs", "--framework", "pytorh"), "did you mean `pytorch`? [A02]"),
        (("why", "index", "torch"), "there is no framework `torch`; did you mean `pytorch`? [A02]"),
        (("kernels", "--framework", "pytorh"), "did you mean `pytorch`? [A02]"),
    ],
)
def test_what_is_asked_for_must_be_there(tmp_path: Path, typed: tuple[str, ...], told: str) -> None:
    """A misspelled framework, language or page is told; it does not quietly mean nothing."""
    done = tabbook(write_book(tmp_path), *typed)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr


def test_a_book_without_code_needs_no_kernel(tmp_path: Path) -> None:
    """Prose alone is built with nothing installed but tabbook."""
    done = tabbook(write_book(tmp_path), "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Some words." in (tmp_path / "build" / "website" / "en" / "index.html").read_text()


def test_warnings_are_told_and_publish(tmp_path: Path) -> None:
    """A warning exits with 0 and names itself; `warning_is_error` makes it stop the build."""
    page = PAGE + "\nA <b>bold</b> word.\n"
    root = write_book(tmp_path, page)
    done = tabbook(root, "build")
    assert done.returncode == 0
    assert done.stderr.startswith("warning: chapters/en/index.md:5: ")
    assert done.stderr.endswith("0 errors, 1 warning\n")
    config = root / "config.ini"
    config.write_text(config.read_text().replace("[build]", "[build]\nwarning_is_error = True"))
    assert tabbook(root, "build").returncode == 1


def test_an_unknown_output_is_told(tmp_path: Path) -> None:
    """`tabbook build pfd` says what can be built."""
    done = tabbook(write_book(tmp_path), "build", "pfd")
    assert done.returncode == 1
    assert "there is no output `pfd`; known: all, notebooks, " in done.stderr


def test_a_missing_environment_is_told_once(tmp_path: Path) -> None:
    """Two pages without a kernel are one Problem, with the command that mends it; the exit code is 1."""
    page = "# Title\n\n```{.python .input}\n1\n```\n"
    root = write_book(tmp_path, page.replace("Title", "A") + "\n```toc\nb\n```\n")
    (root / "chapters" / "en" / "b.md").write_text(page)
    (root / "kernels").mkdir()
    (root / "kernels" / "pytorch.txt").write_text("ipykernel==7.4.0\n")
    done = tabbook(root, "build")
    assert done.returncode == 1
    assert done.stderr == (
        "kernels/pytorch.txt:1: the environment of pytorch has not been made; "
        "run `make kernels` (or `tabbook kernels`) [K02]\n1 error, 0 warnings\n"
    )
    assert not (root / "build" / "website").exists()


def test_no_run_builds_without_outputs(tmp_path: Path) -> None:
    """`--no-run` publishes the page with its bare cell, and needs no environment."""
    done = tabbook(write_book(tmp_path, "# Title\n\n```{.python .input}\nprint(1)\n```\n"), "build", "--no-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "print" in (tmp_path / "build" / "website" / "en" / "index.html").read_text()


def test_a_deferred_page_is_told_apart(tmp_path: Path) -> None:
    """What needs more GPUs than there are says what it needs and would not run; a mark without a number is a fault."""
    root = write_book(tmp_path, "# Title\n\n```{.python .input}\n#@gpu 2\n1\n```\n", "[execute]\ngpus = 1\n")
    link_kernels(root)
    done = tabbook(root, "build", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "nothing would run, 1 page deferred for want of GPUs\n")
    assert done.stderr.startswith("warning: chapters/en/index.md:4: the pytorch page is deferred: it needs 2 GPUs ")
    page = root / "chapters" / "en" / "index.md"
    page.write_text(page.read_text().replace("#@gpu 2", "#@gpu two"))
    done = tabbook(root, "check")
    assert done.returncode == 1
    assert done.stderr.startswith("chapters/en/index.md:4: `#@gpu two` does not name a whole number; write ")


def test_outputs_are_checked(tmp_path: Path) -> None:
    """Without a difference the exit code is 0, with one it is 1; other options than the book's go with `--outputs`."""
    root = write_book(
        tmp_path / "book", f"# Title\n\n```{{.python .input}}\nprint(open({str(tmp_path / 'told')!r}).read())\n```\n"
    )
    link_kernels(root)
    (tmp_path / "told").write_text("old")
    done = tabbook(root, "check", "--outputs")
    assert done.returncode == 0
    assert done.stdout.endswith("nothing to compare with: index · pytorch · en\n0 programs compared, no difference\n")
    done = tabbook(root, "check", "--outputs", "--framework", "pytorch", "--page", "ind*")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 program compared, no difference")
    (tmp_path / "told").write_text("new")
    done = tabbook(root, "check", "--outputs", "--jobs", "1")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 program compared, 1 difference")
    assert done.stderr.startswith("chapters/en/index.md:3: the pytorch cell shows other text; ")
    assert done.stderr.endswith("\n1 error, 0 warnings\n")
    assert (root / "build" / "check" / "outputs.html").exists()
    assert "there is no page `other`" in tabbook(root, "check", "--outputs", "--page", "other").stderr
    done = tabbook(root, "check", "--page", "index")
    assert done.returncode == 2
    assert "go with --outputs" in done.stderr


def test_a_missing_picture_leaves_the_last_site(tmp_path: Path) -> None:
    """A fault that only a writer can find is told; with --strict it stops publishing too."""
    root = write_book(tmp_path)
    assert tabbook(root, "build").returncode == 0
    before = (root / "build" / "website" / "en" / "index.html").read_bytes()
    (root / "chapters" / "en" / "index.md").write_text(PAGE + "\n![Gone](gone.png)\n")
    done = tabbook(root, "build", "--strict")
    assert done.returncode == 1
    assert "chapters/en/index.md:5: " in done.stderr
    assert "gone.png" in done.stderr
    assert (root / "build" / "website" / "en" / "index.html").read_bytes() == before
    assert tabbook(root, "build").returncode == 0
    assert (root / "build" / "website" / "en" / "index.html").read_bytes() != before


def test_a_missing_file_of_the_config_is_told(tmp_path: Path) -> None:
    """A logo that is not there, or not in the book, is a Problem at its line of config.ini."""
    root = write_book(tmp_path, more="[html]\nhtml_logo = logo.png\ninclude_css = /etc/passwd\n")
    done = tabbook(root, "build")
    assert done.returncode == 1
    assert "config.ini:6: there is no file `logo.png` in the book" in done.stderr
    assert "config.ini:7: there is no file `/etc/passwd` in the book" in done.stderr


def test_a_full_disk_is_told_and_leaves_the_last_site(tmp_path: Path) -> None:
    """Where nothing more can be written the build says so of each folder in a line, and what was there before stays."""
    root = write_book(tmp_path)
    assert tabbook(root, "build").returncode == 0
    before = (root / "build" / "website" / "en" / "index.html").read_bytes()
    (root / "chapters" / "en" / "index.md").write_text(PAGE + "More. " * 5000)
    command = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)); "
    command += "from tabbook.cli import main; import sys; sys.argv = ['tabbook', 'build']; main()"
    done = subprocess.run([sys.executable, "-c", command], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    *told, total = done.stderr.splitlines()
    assert "build/website:1" in " ".join(told)
    assert all("this folder could not be written: File too large" in line for line in told)
    assert total == f"{len(told)} errors, 0 warnings"
    assert (root / "build" / "website" / "en" / "index.html").read_bytes() == before


def interrupt(command: str, imported: str, heeded: str = "default_int_handler") -> subprocess.CompletedProcess[str]:
    """The help of a command, to which Ctrl-C comes when it begins to import a module."""
    program = f"""
import os, signal, sys
signal.signal(signal.SIGINT, signal.{heeded})
class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == {imported!r}: os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from {command} import main
sys.argv = ["it", "--help"]
main()
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("command", ["tabbook.cli", "tabbook.cli.d2lbook"])
@pytest.mark.parametrize("imported", ["click", "tabbook.config"])
def test_an_interruption_while_it_begins_is_quiet(command: str, imported: str) -> None:
    """Ctrl-C while Python still imports the program ends it with 130 and without a traceback."""
    done = interrupt(command, imported)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_an_interruption_that_is_ignored_stays_ignored() -> None:
    """What a shell runs in the background goes on when Ctrl-C ends something else."""
    done = interrupt("tabbook.cli", "click", "SIG_IGN")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


def test_clean_keeps_what_is_dear(tmp_path: Path) -> None:
    """Environments and stored outputs stay, unless all is asked for."""
    root = write_book(tmp_path)
    assert tabbook(root, "build").returncode == 0
    (root / "build" / "cache").mkdir(exist_ok=True)
    tabbook(root, "clean")
    assert [entry.name for entry in (root / "build").iterdir()] == ["cache"]
    tabbook(root, "clean", "--all")
    assert list((root / "build").iterdir()) == []


def test_clean_leaves_what_a_link_leads_to(tmp_path: Path) -> None:
    """Environments that several books share are linked into `build`: the link goes, they stay."""
    root = write_book(tmp_path / "book")
    (tmp_path / "shared" / "jax").mkdir(parents=True)
    (root / "build").mkdir()
    (root / "build" / "kernels").symlink_to(tmp_path / "shared")
    assert tabbook(root, "clean", "--all").returncode == 0
    assert list((root / "build").iterdir()) == []
    assert (tmp_path / "shared" / "jax").is_dir()


@pytest.mark.parametrize(
    "name",
    sorted(file.relative_to(REPOSITORY).as_posix() for at in (".", "docs") for file in (REPOSITORY / at).glob("*.md")),
)
def test_the_documents_name_what_is_there(name: str) -> None:
    """Every make target, tabbook command and file that a document names exists."""
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ |^    )make (\w+)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"`tabbook (\w+)", text)) <= set(COMMANDS)
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (REPOSITORY / name).parent.joinpath(link).exists(), link
