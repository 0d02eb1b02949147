"""The command `d2lbook`, for folders made for it: arguments in, an exit code out."""

from tabbook.cli.started import start


def main() -> None:
    """The command `d2lbook`."""
    start("d2lbook", "tabbook.cli.d2lbook.commands")
