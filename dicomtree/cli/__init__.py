"""The command line: one module per command."""

from dicomtree.cli.main import ExitStatus, main

__all__ = ["ExitStatus", "main"]
