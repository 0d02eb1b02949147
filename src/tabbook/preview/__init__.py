"""A book's folder in; its site, built anew whenever a file is saved, on an address of this machine out.

Codes: V01 a file could not be read while the site was made; V02 no port is free; V03 what should
open a translator's editor is no address.
"""

from tabbook.preview.serve import Wishes, serve

__all__ = ["Wishes", "serve"]
