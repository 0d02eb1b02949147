"""Jobs in; what they gave on the workers of a Dask scheduler out. Only `scheduler.py` knows Dask.

Imported where a build names a cluster, and on its workers.
"""
