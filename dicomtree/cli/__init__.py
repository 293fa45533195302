"""The command line: one module per command."""

from dicomtree.cli.main import main
from dicomtree.cli.status import ExitStatus

__all__ = ["ExitStatus", "main"]
