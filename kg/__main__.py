"""``kg`` and ``python -m kg``: the command line, also while it is being read."""

from __future__ import annotations

import gc
import sys

__all__ = ["run"]


def run() -> int:
    """Run the command line; return its exit code.

    Ctrl-C is one line from the start on: reading the commands takes a moment.
    """
    try:
        from kg.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    code = main()
    gc.freeze()  # what is left goes with the process: nobody need take it apart
    return code


if __name__ == "__main__":
    sys.exit(run())
