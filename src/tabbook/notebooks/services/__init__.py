"""Numbered books and outputs in; notebooks out that run where readers have nothing installed: Colab, SageMaker, Binder.

Codes: B02 a module that no pinned requirement brings; B03 a checkout that cannot be written to.
"""

from tabbook.notebooks.services.checkout import Change, changes_in, put_into
from tabbook.notebooks.services.publish import publish_colab, publish_sagemaker

__all__ = ["Change", "changes_in", "publish_colab", "publish_sagemaker", "put_into"]
