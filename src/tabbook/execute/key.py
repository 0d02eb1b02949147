"""A program and its environment in; the key that its outputs are stored under out.

Equal keys mean equal outputs, whatever the page, the language or the time. The syntax tree counts; where code
looks at itself, or the outputs show lines of it, the text counts as it is: never wrong, at worst slow.
"""

from __future__ import annotations

import ast
import functools
import io
import re
import tokenize
import warnings
from collections.abc import Collection, Iterator, Sequence

from tabbook import magics
from tabbook.document import Program
from tabbook.execute import callers
from tabbook.execute.marks import raised_in
from tabbook.kernels import Environment
from tabbook.library import Uses
from tabbook.store import Key, digest

FORMAT = "2"
"""Raised where the store's entries or the meaning of a key change."""

READERS = re.compile(
    r"""
    __(code|dict|doc|traceback)__ | In | _i+ | _i\d+ | _ih | globals | locals | vars | get_ipython
    | help | inspect | pydoc | doctest | unittest | dis | linecache | pdb | bdb | c?[Pp]rofile | tracemalloc
    | traceback | exc_info | stack_info | exception | showtraceback | faulthandler
    | (\w*_)?lineno | co_firstlineno | _getframe
    | stderr | redirect_stderr | showwarning | formatwarning
    | getsource | getsourcelines | getdoc | autograph | to_code | fx | _dynamo
    | source_info | as_text | stack_trace | print_readable
    """,
    re.VERBOSE,
)
"""Names by which code sees its own text: comments, docstrings, line numbers."""

MAGIC_READERS = re.compile(
    r"""
    debug | doctest_mode | edit | hist | history | logstart | macro | notebook | pdef | pdoc | pfile | pinfo2?
    | prun | psource | pycat | recall | rerun | save | tb | xmode
    """,
    re.VERBOSE,
)
"""The same among magics."""

STDERR_MARK = re.compile(r"#@stderr\b")
"""Asks for stderr in the page; a warning there shows a line of the code."""

MAY_SHOW_TEXT = "may show text"
NO_USES = Uses()


def key_of(
    program: Program,
    environment: Environment,
    extra: Sequence[bytes] = (),
    uses: Uses = NO_USES,
) -> Key:
    """The key of `program` run in `environment` with what it `uses` of the libraries.

    `extra` is whatever else its outputs depend on.
    """
    sources = tuple(cell.source for cell in program.cells)
    run_with = (program.framework.encode(), environment.digest.encode(), *extra)
    return _key_of(
        sources, run_with, tuple(part.source for part in uses.parts), tuple(part.source for part in uses.whole)
    )


@functools.cache
def _key_of(sources: Sequence[str], run_with: Sequence[bytes], saved: Sequence[str], whole: Sequence[str]) -> Key:
    """The key of cells with these sources; pages of several languages have the same."""
    meanings = [*map(meaning, saved), (), *map(meaning, sources)]
    if any(MAY_SHOW_TEXT in parts for parts in meanings) or _cell_may_be_read((*saved, *sources)):
        meanings = [*(("text", source) for source in whole), (), *(("text", source) for source in sources)]
    link = digest(FORMAT.encode(), *run_with)
    for parts in meanings:
        link = digest(link, *(part.encode("utf-8", "surrogatepass") for part in parts))
    return Key(link.hex(), text_of([*sources, *whole]))


def _cell_may_be_read(sources: Sequence[str]) -> bool:
    """Whether a function that reads the arguments of its caller may be called by a cell, which has the text of all."""
    names = {name for source in sources for name in _readers(source)}
    # A docstring may speak of them; what is no Python may do anything.
    trees = (parse(source) for source in sources if any(name in source for name in names))
    return any(tree is None or callers.may_be_called_by_a_cell(_Undocumented().visit(tree), names) for tree in trees)


@functools.cache
def _readers(source: str) -> Collection[str]:
    tree = parse(source) if callers.SIGN in source else None
    return tuple(callers.readers_of_callers(tree)) if tree else ()


def text_of(sources: Sequence[str]) -> str:
    """Names the text of all cells."""
    return digest(*(source.encode("utf-8", "surrogatepass") for source in sources)).hex()


@functools.cache
def meaning(source: str) -> tuple[str, ...]:
    """What of a cell can change its outputs: its syntax tree, or its text where there is none.

    With `MAY_SHOW_TEXT` among it where the cell may show its own text, or that of another cell.
    """
    tree = parse(source)
    try:
        stripped = tree and _Undocumented().visit(tree)
        reader = MAY_SHOW_TEXT if _reads_text(source, stripped) else ""
        if stripped:
            return ("tree", ast.dump(stripped), "quiet" if _is_quiet(source) else "", reader, *_promise(source))
    except (RecursionError, MemoryError, ValueError):
        reader = MAY_SHOW_TEXT
    return ("text", source, reader)


def _promise(source: str) -> tuple[str, ...]:
    """What a cell says that it raises: a run that was good without that need not be good with it."""
    error = raised_in(source)
    return () if error is None else (f"raises {error}",)


def parse(source: str) -> ast.Module | None:
    """The syntax tree of a cell, each magic in it as a string; `None` where it is no Python."""
    if "__magic__" in source:
        return None  # Our own word, which must mean one thing.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # A type comment has a meaning for some compilers, so it stays.
            tree = ast.parse(_call_magics(source), type_comments=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    tree.type_ignores = []
    return tree


def _call_magics(source: str) -> str:
    """Each magic of a cell as a call with its text; a cell that is one magic stays as it is, and so is no Python."""
    if magics.has_cell_magic(source):
        return source
    return magics.mask(source, lambda magic: f"{magic.target}__magic__({magic.text!r})")


class _Undocumented(ast.NodeTransformer):
    """Takes the strings that only document out of functions and classes; in the cell itself they may be shown."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._strip(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._strip(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._strip(node)

    def _strip(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.AST:
        node.body = [statement for statement in node.body if not _is_string(statement)]
        return self.generic_visit(node)


def _is_string(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _is_quiet(source: str) -> bool:
    """Whether the cell ends with a semicolon, which keeps its last value from being shown."""
    if ";" not in source:
        return False
    last = ""
    unseen = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT)
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in unseen:
                last = token.string
    except (tokenize.TokenError, SyntaxError):
        return source.rstrip().endswith(";")
    return last == ";"


def _reads_text(source: str, tree: ast.AST | None) -> bool:
    """Whether the names in a cell are among those by which code sees text, its comments and docstrings included."""
    if STDERR_MARK.search(source):
        return True
    if tree is None:
        return _shows_code(source)
    readers = callers.readers_of_callers(tree) if callers.SIGN in source else {}
    harmless = {id(node) for nodes in readers.values() for node in nodes}
    return any(READERS.fullmatch(name) for name in _names(tree, harmless))


def _names(tree: ast.AST, harmless: Collection[int]) -> Iterator[str]:
    """Every name that a tree uses, also those it spells in a string; `inspect` for a magic that shows code.

    Nodes with the ids in `harmless` are left out.
    """
    texts: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            texts.append(str(node.value))
            continue
        if id(node) in harmless or (isinstance(node, ast.alias) and not node.asname):
            continue  # What is imported under its own name is seen where it is used: by that.
        if _is_magic(node) and _shows_code(ast.dump(node)):
            yield "inspect"
        for value in vars(node).values():
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str):
                    yield from name.split(".")
    yield from _names_in(texts, any(isinstance(node, ast.Name) and node.id in RUNNERS for node in ast.walk(tree)))


RUNNERS = ("exec", "eval", "compile")
"""What runs a string as code."""


def _names_in(texts: Sequence[str], are_code: bool) -> Iterator[str]:
    """The names that strings spell: all words of code, else a name alone (`getattr`) or in a format (logging)."""
    for text in texts:
        if are_code or re.fullmatch(r"[\w.]+", text) or "lineno" in text:
            yield from _words(text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d]\w*", text)


def _shows_code(text: str) -> bool:
    """Whether a magic, or a cell that is no Python, has a word that shows code."""
    return "?" in text or any(READERS.fullmatch(word) or MAGIC_READERS.fullmatch(word) for word in _words(text))


def _is_magic(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__magic__"
