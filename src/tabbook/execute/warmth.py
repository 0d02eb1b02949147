"""A page's code in; what of other pages' work its process may begin with, out.

Most pages cannot tell a new process from one that had imported the framework before its first cell, nor a compiled
function from one that was compiled for another page. Those that could get a process that is new in every way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SEES_IMPORTS = re.compile(
    r"""
    \b (environ | environb | putenv | unsetenv | setenv | load_dotenv) \b  # a framework reads its settings once
    | % \s* (env | set_env) \b
    | \b (modules | meta_path | path_hooks | __import__ | import_module | find_spec | reload | dont_write_bytecode) \b
    | \b (orig_argv | _getframe | gettrace | settrace | setprofile | addaudithook | tracemalloc | get_objects) \b
    | \# \s* @stderr \b                                                    # also what is written during an import
    """,
    re.VERBOSE,
)
"""Names by which code could tell what was imported; where they stand in a string the page starts slower, no worse."""

SEES_COMPILING = re.compile(
    r"""
    % \s* time (it)? \b
    | \b (time | timeit | datetime | perf_counter (_ns)? | process_time | monotonic | \w*[Tt]imer | benchmark\w*) \b
    | \b (lower | compile | compiler | as_text | cost_analysis | memory_analysis | profiler | log_compiles) \b
    """,
    re.VERBOSE,
)
"""Names by which code could tell what was compiled, how long that took among it."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a page's process may begin."""

    is_warm: bool = True
    """With the framework imported."""
    reuses_compiled: bool = True
    """With what XLA compiled for other pages at hand."""


ANY_START = Start()


def start_of(sources: Iterable[str]) -> Start:
    """How a page of these cells, and of what they use of the library, may begin."""
    text = "\n".join(sources)
    is_warm = not SEES_IMPORTS.search(text)
    return Start(is_warm, is_warm and not SEES_COMPILING.search(text))
