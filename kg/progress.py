"""Progress in a notebook: one line that is rewritten, without an extension of the notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

__all__ = ["notebook_progress"]


def notebook_progress() -> Callable[[str, int, int], None] | None:
    """Return what shows progress in the notebook that runs this; None outside of one.

    Examples
    --------
    >>> notebook_progress() is None
    True
    """
    # Whoever is in a notebook has IPython; it is never imported for this.
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if getattr(shell, "kernel", None) is None:
        return None
    display = ipython.display.display
    lines: dict[str, Any] = {}
    shown: dict[str, str] = {}

    def show(what: str, done: int, total: int) -> None:
        percent = f"{100 * done // total} %" if total else f"{done:,}"
        if shown.get(what) == percent:
            return
        shown[what] = percent
        line = {"text/plain": f"{what}: {done:,} of {total:,}" if total else f"{what}: {done:,}"}
        if what in lines:
            lines[what].update(line, raw=True)
        else:
            lines[what] = display(line, raw=True, display_id=True)

    return show
