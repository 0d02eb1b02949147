"""tabbook beside the real d2lbook: the same pages compiled by both, compared cell by cell and page by page."""
