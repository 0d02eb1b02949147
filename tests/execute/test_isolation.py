"""Whatever a page does, no other page can see it: not in a new process, and not in one forked from the same server."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from execute.little_programs import FRAMEWORKS, program, run, texts
from tabbook import kernels, warm
from tabbook.config import Config
from tabbook.execute.clean import without_stderr
from tabbook.execute.jobs import Job, Surroundings
from tabbook.execute.run import Run
from tabbook.execute.warmth import Start
from tabbook.store import Key, Ran

FRAMEWORK = {
    "pytorch": (
        "import torch",
        "torch.ones = torch.zeros; torch.manual_seed(3)",
        "print(torch.ones(2), torch.get_num_threads())",
    ),
    "tensorflow": (
        "import tensorflow as tf, keras",
        "tf.ones = tf.zeros; keras.utils.set_random_seed(3); keras.backend.set_floatx('float64')",
        "print(tf.ones(2), keras.backend.floatx())",
    ),
    "jax": (
        "import jax; from jax import numpy as jnp",
        "jnp.ones = jnp.zeros; jax.config.update('jax_enable_x64', True)",
        "print(jnp.ones(2), jnp.arange(2.0).dtype, jax.random.normal(jax.random.key(0), (2,)))",
    ),
    "mxnet": (
        "from mxnet import np, npx, random as mxrandom; npx.set_np()",
        "np.ones = np.zeros; mxrandom.seed(3)",
        "print(np.ones(2), np.random.uniform(size=2))",
    ),
}
"""For each framework how it is imported, what spoils it, and what shows whether it is spoilt."""
NAUGHTY = """
import atexit, builtins, decimal, json, locale, os, random, resource, signal, sys, tempfile, threading, time, warnings
import numpy, matplotlib
from matplotlib import pyplot
open('left.txt', 'w').write('x')
open(os.path.join(tempfile.gettempdir(), 'left.txt'), 'w').write('x')
os.chdir('/')
os.umask(0o077)
os.environ.update(TZ='Asia/Tokyo', LEFT='x', PYTHONHASHSEED='7')
time.tzset()
random.seed(3); numpy.random.seed(3)
numpy.set_printoptions(precision=1)
matplotlib.rcParams['lines.linewidth'] = 9
pyplot.figure()
decimal.getcontext().prec = 3
sys.setrecursionlimit(2500)
warnings.simplefilter('ignore')
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_NOFILE, (900, 900))
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
numpy.pi = 3
builtins.divmod = lambda *values: 0
ballast = bytearray(200_000_000)
left = 'x'
%store left
%alias_magic left time
del sys.modules['json']
sys.path.insert(0, '/nowhere')
sys.modules['calendar'] = None
"""
INNOCENT = """
import decimal, os, resource, signal, sys, tempfile, threading, time, warnings
import calendar, json
import numpy, matplotlib
from matplotlib import pyplot
print(os.listdir(), os.listdir(tempfile.gettempdir()), os.path.basename(os.getcwd()))
print(oct(os.umask(0o022)), os.environ.get('LEFT'), os.environ['TZ'], time.tzname, os.environ['PYTHONHASHSEED'])
print(numpy.array([1 / 3]), numpy.pi, matplotlib.rcParams['lines.linewidth'], pyplot.get_fignums())
print(decimal.getcontext().prec, sys.getrecursionlimit(), signal.getsignal(signal.SIGUSR1))
print(resource.getrlimit(resource.RLIMIT_NOFILE), divmod(7, 2), [path for path in sys.path if 'nowhere' in path])
print(threading.Thread(target=print).name, threading.active_count())
print(any(action == 'ignore' and kind is Warning for action, _, kind, *_ in warnings.filters), 'left' in globals())
%store
print('left' in get_ipython().magics_manager.magics['line'], hash('x') == hash('x'))
"""


@pytest.fixture(autouse=True)
def _servers() -> Iterator[None]:
    yield
    warm.close_all()


def run_one(book: Config, framework: str, sources: Sequence[str], is_warm: bool) -> Ran:
    """Run the cells in a process that begins as we say, whatever the cells are."""
    around = Surroundings(kernels.jupyter_path(book) / "kernels", book.build_folder / "library", 60, is_warm)
    job = Job(Key("", ""), program("page", framework, sources), [], kernels.find(book, framework), (), Start())
    ran = Run(job, around).execute()
    assert isinstance(ran, Ran), ran
    return ran


def shown(ran: Ran) -> list[object]:
    return [without_stderr(outputs) for outputs in ran.outputs]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_naughty_page_changes_no_other(book: Config, framework: str) -> None:
    """After it, and beside it, a page prints what it prints alone in a new process."""
    imported, spoilt, seen = FRAMEWORK[framework]
    innocent = [imported, INNOCENT, seen]
    naughty = [imported, f"{NAUGHTY}\n{spoilt}", "import time; time.sleep(3)"]
    alone = shown(run_one(book, framework, innocent, is_warm=False))
    beside = threading.Thread(target=run_one, args=(book, framework, naughty, True))
    run_one(book, framework, naughty, is_warm=True)
    beside.start()
    after = [shown(run_one(book, framework, innocent, is_warm)) for is_warm in (True, False, True)]
    beside.join()
    assert after == [alone] * 3


@pytest.mark.parametrize(("framework", "drawn"), [("mxnet", "uuid.uuid4()"), ("pytorch", "torch.rand(1).item()")])
def test_pages_draw_different_chances(book: Config, framework: str, drawn: str) -> None:
    """Without a seed two pages of one server draw different numbers, as two processes do."""
    source = f"print(random.random(), numpy.random.rand(), {drawn})"
    sources = ["import random, numpy, uuid", FRAMEWORK[framework][0], source]
    first, second = (run_one(book, framework, sources, True).outputs[2][0]["text"].split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_a_page_that_could_tell_starts_cold(book: Config) -> None:
    """Setting a variable before the import works as in a new process, and so does looking for a module."""
    sources = {
        "variable": "import os\nos.environ['MPLBACKEND'] = 'svg'\nimport matplotlib\nprint(matplotlib.get_backend())",
        "modules": "import sys\nprint('mxnet' in sys.modules)",
    }
    outputs, _ = run(book, *(program(name, "mxnet", [source]) for name, source in sources.items()))
    assert {path: texts(page) for (_, path, _), page in outputs.programs.items()} == {
        "variable": ["svg\n"],
        "modules": ["False\n"],
    }


KILL_SERVER = """
import os, signal
if 'server.py' in open(f'/proc/{os.getppid()}/cmdline').read():
    os.kill(os.getppid(), signal.SIGKILL)
print('here')
"""


def test_a_server_that_dies_costs_time_only(book: Config) -> None:
    """The page that ran in its kernel runs again in a new process, the pages after it too; that is said once."""
    pages = [program("kills", "mxnet", [KILL_SERVER]), program("after", "mxnet", ["print('there')"])]
    outputs, told = run(book, *pages, jobs=1)
    assert outputs.problems == ()
    assert [texts(page) for page in outputs.programs.values()] == [["here\n"], ["there\n"]]
    assert told.count("mxnet starts cold: no process to copy kernels from: it ended with signal 9") == 1


def test_the_book_can_ask_for_cold_kernels(book: Config) -> None:
    """`warm = False` in [execute] starts every kernel as a new process, without a word."""
    cold = replace(book, execute=replace(book.execute, warm=False))
    source = "import os\nprint('server.py' in open(f'/proc/{os.getppid()}/cmdline').read())"
    warm_page, warm_told = run(book, program("page", "mxnet", [source]))
    cold_page, cold_told = run(cold, program("page", "mxnet", [f"{source}\n1"]))
    assert [texts(page) for outputs in (warm_page, cold_page) for page in outputs.programs.values()] == [
        ["True\n"],
        ["False\n1"],
    ]
    assert "cold" not in warm_told + cold_told
