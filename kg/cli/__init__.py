"""The command line: thin commands over the library.

Each module of this package registers the commands of one group. Heavy modules are
imported inside the commands, so that ``kg --help`` answers at once.
"""

from kg.cli.application import app, main

__all__ = ["app", "main"]
