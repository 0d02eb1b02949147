"""Outputs of two runs in; what differs out, for the terminal and as a page. What `tabbook check --outputs` does."""

from tabbook.execute.check.rerun import Checked, check_outputs

__all__ = ["Checked", "check_outputs"]
