"""tabbook: one Markdown source with framework tabs in, executed notebooks and a site in every language out."""

__version__ = "0.1.0"
