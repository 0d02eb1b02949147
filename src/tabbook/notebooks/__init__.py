"""Numbered books and outputs in, notebooks out: one for each page, language and framework, and one for all frameworks.

Codes: B01 a picture that is not there; B04 a data file that leads out of its package. Those for services have codes of
their own.
"""

from tabbook.notebooks.packages import publish_packages
from tabbook.notebooks.publish import publish
from tabbook.notebooks.services import changes_in, publish_colab, publish_sagemaker, put_into

__all__ = ["changes_in", "publish", "publish_colab", "publish_packages", "publish_sagemaker", "put_into"]
