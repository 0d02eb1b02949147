"""Pinned requirements in; environments and kernelspecs out. The one door to uv. Codes: K01 to K07.

| code | what | cure |
| --- | --- | --- |
| K01 | the pin file cannot be read | write it, or name another in config.ini |
| K02 | the environment was not made, or not finished | `make kernels` |
| K03 | it was made from other pins | `make kernels` |
| K04 | it is broken: no Python, no ipykernel, no kernelspec | `make kernels` |
| K05 | uv could not install a requirement, or ipykernel is not among them | mend the pin file or the network |
| K06 | the environment cannot be written | free some space or mend the folder's rights |
| K07 | Jupyter has no such kernel here | install ipykernel beside the framework, or pin its packages |
"""

from tabbook.kernels.borrowed import PREFIX as JUPYTER
from tabbook.kernels.environment import Environment, find_in, jupyter_path
from tabbook.kernels.install import prepare
from tabbook.kernels.lookup import find, recall
from tabbook.kernels.pins import package_of, pins

__all__ = ["JUPYTER", "Environment", "find", "find_in", "jupyter_path", "package_of", "pins", "prepare", "recall"]
