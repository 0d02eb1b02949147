"""The one door to pandoc: many texts a call, one refused text harms no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tabbook import pandoc
from tabbook.pandoc import answers, batch, process
from tabbook.pandoc.batch import Job, Refused

PARAGRAPH = [{"t": "Para", "c": [{"t": "Str", "c": "words"}]}]


def test_a_refused_job_harms_no_other() -> None:
    """Pandoc's words about the one it cannot do, and results for the rest, in order."""
    good = Job(kind="parse", text="*a*", format="markdown")
    bad = Job(kind="parse", text="*b*", format="nosuchformat")
    first, second, third = batch.run([good, bad, good], None)
    assert '"Emph"' in first == third
    assert isinstance(second, Refused)
    assert "nosuchformat" in second


def test_a_result_is_read_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked before starts no pandoc."""
    first = pandoc.write([PARAGRAPH], "html", tmp_path)
    monkeypatch.setattr(batch, "call", lambda jobs: pytest.fail("pandoc was started"))
    assert pandoc.write([PARAGRAPH], "html", tmp_path) == first == ["<p>words</p>"]


def test_a_pandoc_that_ended_while_it_waited_is_not_missed() -> None:
    """Another one does the jobs."""
    pandoc.write([PARAGRAPH], "html")
    for waiting in process._idle:
        waiting._process.kill()
        waiting._process.wait()
    assert pandoc.write([PARAGRAPH, PARAGRAPH], "html") == ["<p>words</p>", "<p>words</p>"]


def test_a_dismissed_pandoc_ends_and_is_waited_for() -> None:
    """By itself, with no signal; what is asked afterwards is asked of another."""
    pandoc.write([PARAGRAPH], "html")
    dismissed = [waiting._process for waiting in process._idle]
    pandoc.dismiss()
    assert pandoc.write([PARAGRAPH, PARAGRAPH], "html") == ["<p>words</p>", "<p>words</p>"]
    process.end()
    assert dismissed
    assert [ended.returncode for ended in dismissed] == [0] * len(dismissed)


@pytest.mark.parametrize("damage", [b"\xff\xfe", b"", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read counts as missing, and is whole after the next build."""
    pandoc.write([PARAGRAPH], "html", tmp_path)
    (tmp_path / answers.FILE).write_bytes(damage)
    assert pandoc.write([PARAGRAPH], "html", tmp_path) == ["<p>words</p>"]
    monkeypatch.setattr(batch, "call", lambda jobs: pytest.fail("pandoc was started"))
    assert pandoc.write([PARAGRAPH], "html", tmp_path) == ["<p>words</p>"]


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    """A file where the folder should be is nobody's fault."""
    (tmp_path / "taken").write_text("mine")
    assert pandoc.write([PARAGRAPH], "html", tmp_path / "taken") == ["<p>words</p>"]
    assert (tmp_path / "taken").read_text() == "mine"


def test_words_in_runs_make_the_same_html() -> None:
    """HTML is the same whether pandoc is given words or whole runs of them, also with signs that are escaped."""
    words = ["a", "<b>", "&", "“c”", "d\u00a0e"]
    apart = [node for word in words for node in ({"t": "Str", "c": word}, {"t": "Space"})]
    (written,) = pandoc.write([[{"t": "Para", "c": [*apart, {"t": "Emph", "c": apart}, *apart]}]], "html")
    once = "a &lt;b&gt; &amp; “c” d\u00a0e"
    assert written == f"<p>{once} <em>{once} </em>{once} </p>"


@pytest.mark.parametrize(
    ("source", "is_display", "expected"),
    [
        (r"\mathbf{h} \in \mathbb{R}^n", False, "<mi>𝐡</mi>"),
        (r"a &= b \\ c &= d", True, "<mtable"),
        (r"\textrm{if $n$ is even}", False, "is even"),
        (r"\begin{cases} 1 & \textrm{확률 } p \\ 0 \end{cases}", True, "확률"),
        (r"\operatorname{softmax}(x)", False, "softmax"),
    ],
)
def test_formulas_become_mathml(source: str, is_display: bool, expected: str) -> None:
    """What math-core refuses, pandoc writes; rows outside an environment are aligned."""
    (mathml,) = pandoc.mathml([(source, is_display)])
    assert mathml is not None
    assert mathml.startswith("<math")
    assert expected in mathml


def test_a_formula_nobody_can_write_is_none() -> None:
    """An unknown command gives nothing rather than something wrong."""
    assert pandoc.mathml([(r"\nosuchcommand x", False), ("x", False)])[0] is None


def test_citations_of_a_bibliography_that_cannot_be_read(tmp_path: Path) -> None:
    """A damaged BibTeX file is pandoc's to refuse, in its own words."""
    file = tmp_path / "refs.bib"
    file.write_text("@article{broken, title = {")
    with pytest.raises(pandoc.PandocError):
        pandoc.keys_of(file)
