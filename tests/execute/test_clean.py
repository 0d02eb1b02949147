"""Outputs are cleaned so that they read well on a page and are the same after every run."""

from __future__ import annotations

import pytest

from tabbook.execute.clean import WIDGET, clean, without_stderr


def stream(text: str, name: str = "stdout") -> dict[str, str]:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data: object) -> dict[str, object]:
    """What `display` sends."""
    return {"output_type": "display_data", "data": {key.replace("_", "/"): data[key] for key in data}, "metadata": {}}


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("\x1b[31mred\x1b[0m\n", "red\n"),
        ("\x1b[1;38;5;10mbold\x1b[K\x1b]0;title\x07\n", "bold\n"),
        ("\x1b]8;;http://a.b\x1b\\link\x1b]8;;\x1b\\\n", "link\n"),
        ("1/3\r2/3\r3/3\nend\n", "3/3\nend\n"),
        ("long line\rshort", "shortline"),
        ("\r\rone\r\n two\r\n", "one\n two\n"),
        ("abc\b\bX", "aXc"),
        ("\b\bX", "X"),
        ("/tmp/ipykernel_123/456.py:3: UserWarning: x", "<cell>:3: UserWarning: x"),
        ('File "/tmp/a b/ipykernel_1/2.py", line 3', 'File "/tmp/a <cell>", line 3'),
        ("<Net object at 0x7f00>", "<Net object at 0x7f00>"),
        ("重み\x1b[0m 가중치\n", "重み 가중치\n"),
    ],
)
def test_text_is_what_a_terminal_would_have_left(printed: str, expected: str) -> None:
    """Terminal codes act or go; the rest stays, memory addresses too."""
    assert clean([stream(printed)], (), 1) == (stream(expected),)


@pytest.mark.parametrize("piece", ["x", "\b", "\r", "a\b", "/x", "\x1b", "\x1b]", "/ipykernel_1/2.py"])
def test_much_text_takes_no_longer_than_its_length(piece: str) -> None:
    """Two hundred thousand pieces without a blank are cleaned as fast as others: this ends."""
    clean([stream(piece * 200_000)], (), 1)


def test_neighbouring_streams_become_one_of_each() -> None:
    """How the kernel cut and mixed what was printed leaves no trace."""
    cut = [stream("a"), stream("x", "stderr"), stream("b\n"), shown(text_plain="1"), stream("c"), stream("\rd")]
    assert clean(cut, (), 1) == (stream("ab\n"), stream("x", "stderr"), shown(text_plain="1"), stream("d"))
    other = [stream("x", "stderr"), stream("ab\n"), shown(text_plain="1"), stream("c\rd")]
    assert clean(other, (), 1) == clean(cut, (), 1)


def test_values_keep_all_their_forms() -> None:
    """HTML, pictures and their sizes stay; colours in the plain form go."""
    output = {
        "output_type": "execute_result",
        "execution_count": 7,
        "data": {"text/plain": "\x1b[34mNet\x1b[0m", "text/html": "<b>\x1b</b>", "image/png": "aGk="},
        "metadata": {"image/png": {"width": 5}, "needs_background": "light"},
        "transient": {"display_id": "x"},
    }
    assert clean([output], (), 2) == (
        {
            "output_type": "execute_result",
            "execution_count": 2,
            "data": {"text/plain": "Net", "text/html": "<b>\x1b</b>", "image/png": "aGk="},
            "metadata": {"image/png": {"width": 5}},
        },
    )


def test_progress_widgets_go_and_other_widgets_are_told_in_text() -> None:
    """A widget cannot live on a page: one that shows progress is dropped, of others the text stays."""
    bar = shown(**{WIDGET: {"model_id": "a"}, "text_plain": "HBox(...)"})
    slider = shown(**{WIDGET: {"model_id": "b"}, "text_plain": "IntSlider(value=3)"})
    assert clean([stream("1"), bar, stream("2"), slider], {"a"}, 1) == (
        stream("12"),
        shown(text_plain="IntSlider(value=3)"),
    )


def test_stderr_is_taken_out_whole() -> None:
    """What is left is everything else."""
    assert without_stderr([stream("a"), stream("x", "stderr"), shown(text_plain="1")]) == (
        stream("a"),
        shown(text_plain="1"),
    )


def test_an_error_that_the_cell_shows_itself_is_cleaned_too() -> None:
    """A traceback shown without failing has no colours."""
    error = {"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["\x1b[31mE\x1b[0m: x"]}
    assert clean([error], (), 1) == (error | {"traceback": ["E: x"]},)
