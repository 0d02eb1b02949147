"""Made-up cells in: for each framework the program does what the cell with its branches would do."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest

from tabbook import frameworks, source
from tabbook.document import Book, Page, Program
from tabbook.errors import Problem

FRAMEWORKS = ("pytorch", "mxnet", "jax")
SIMPLE = (
    "log(1)",
    "log(2); log('é')",
    "log('''x\n  y'''.upper(),\n{}    3)",
    "# note\n{}log(4)",
    "log(5)  # beside\n",
    "log(6)\n{}  # deeper",
    '"""words\n{}    more"""',
    "if a: log(7)\n{}else: log(8)",
    "s = (1 +\n{}  2)\n{}log(s)",
    "log(f'''{{a}}\n  {{b}}''')",
)
BESIDE = (" log(9)", " log('''a\n  b''')", " log(10); log(11)  # beside", " log(12,\n 13)")


def condition(chance: random.Random, depth: int = 0) -> str:
    """A condition of selections, the names a and b, and what joins them."""
    names = chance.sample(FRAMEWORKS, chance.randrange(1, 3))
    selection = f"tab.selected({', '.join(map(repr, names))})"
    if depth > 2 or chance.random() < 0.4:
        return chance.choice((selection, selection, selection, "a", "b", "a == b", "(b)", "(n := a)"))
    left, right = condition(chance, depth + 1), condition(chance, depth + 1)
    joined = chance.choice((" and ", " or ", " or\n      ", " and  # why\n  ")).join((left, right))
    return chance.choice((f"({joined})", f"({joined})", f"not ({joined})", f"not {selection}"))


def statement(chance: random.Random, indent: str, depth: int) -> str:
    """A statement whose lines are indented by `indent`, the first one too."""
    if depth > 3 or chance.random() < 0.3:
        return indent + chance.choice(SIMPLE).format(*[indent] * 4) + "\n"
    if chance.random() < 0.7:
        return branch(chance, indent, depth)
    header, end = chance.choice((("for _ in range(2):", ""), ("def f():", "f()"), ("try:", "finally: log(14)")))
    return f"{indent}{header}\n{body(chance, indent, depth)}" + (f"{indent}{end}\n" if end else "")


def branch(chance: random.Random, indent: str, depth: int) -> str:
    headers = [f"if {condition(chance)}:"]
    headers += [f"elif {condition(chance)}:" for _ in range(chance.choice((0, 0, 0, 1, 2)))]
    headers += ["else:"] * chance.randrange(2)
    arms = []
    for header in headers:
        beside = chance.choice(BESIDE) + "\n" if chance.random() < 0.2 else f"\n{body(chance, indent, depth)}"
        arms.append(f"{indent}{header}{beside}")
    return "".join(arms)


def body(chance: random.Random, indent: str, depth: int) -> str:
    deeper = indent + " " * chance.choice((1, 2, 4, 8))
    statements = [statement(chance, deeper, depth + 1) for _ in range(chance.randrange(1, 4))]
    if all(line.lstrip().startswith("#") for line in "".join(statements).split("\n") if line.strip()):
        statements.append(f"{deeper}log(15)\n")
    return chance.choice(("", "\n")).join(statements) + chance.choice(("", "", "\n"))


def programs_of(code: str) -> tuple[tuple[Program, ...], tuple[Problem, ...]]:
    blocks, _ = source.parse(f"```{{.python .input}}\n#@tab all\n{code}```\n", "page.md", FRAMEWORKS)
    return frameworks.programs(Book("en", (Page("page", "page.md", "en", blocks),)), FRAMEWORKS)


def run(code: str, framework: str, a: bool, b: bool) -> list[Any]:
    """What the code logs."""
    logged: list[Any] = []
    tab = SimpleNamespace(selected=lambda *names: framework in names)
    exec(compile(code, "cell", "exec"), {"log": lambda *values: logged.append(values), "tab": tab, "a": a, "b": b})
    return logged


@pytest.mark.parametrize("seed", range(4))
def test_a_program_does_what_its_branches_say(seed: int) -> None:
    """For each framework and whatever else a condition asks, program and cell log the same; no branch is left."""
    chance = random.Random(seed)
    for _ in range(60):
        code = "".join(statement(chance, "", 0) for _ in range(3))
        programs, problems = programs_of(code)
        assert problems == (), code
        for program in programs:
            left = "\n".join(cell.source for cell in program.cells)
            assert "tab.selected" not in left, code
            for a, b in ((True, True), (True, False), (False, True), (False, False)):
                expected = run(code, program.framework, a, b)
                assert run(left, "", a, b) == expected, f"{code}\n--- {program.framework}\n{left}"


@pytest.mark.parametrize("seed", range(4, 6))
def test_lines_of_a_program_are_lines_of_the_page(seed: int) -> None:
    """Every line of a program that is no header of a branch stands at its number in the file."""
    chance = random.Random(seed)
    for _ in range(60):
        code = "".join(statement(chance, "", 0) for _ in range(3))
        page = ["```{.python .input}", "#@tab all", *code.split("\n")]
        for program in programs_of(code)[0]:
            for cell in program.cells:
                assert list(cell.lines) == sorted(cell.lines)
                for number, line in zip(cell.lines, cell.source.split("\n"), strict=True):
                    if "log(" in line and ":" not in line:
                        assert line.strip() in page[number - 1], code
