"""Arguments in, an exit code out; what a command needs is imported by `commands`, when it is known how to end."""

from tabbook.cli.started import start


def main() -> None:
    """The command `tabbook`."""
    start("tabbook", "tabbook.cli.commands")
