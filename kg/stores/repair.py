"""What is damaged in an embedded store is set aside, and what can still be read of it stays."""

from __future__ import annotations

import os
from pathlib import Path

from kg.stores.directory import StoreDirectory

__all__ = ["repair"]


def repair(path: Path) -> list[str]:
    """Set aside what is damaged in a store, so that it can be rebuilt; return the files' names.

    What can still be read of the graph stays, and with it what users added.

    Raises
    ------
    StoreError
        When there is no store, somebody writes to it, or it cannot be changed.
    """
    import kglite

    directory = StoreDirectory(path)
    try:
        directory.must_exist()
        directory.claim()
        try:
            aside = directory.set_aside_texts()
            try:
                kglite.load(os.fspath(directory.engine_file), verify="eager")
            except (OSError, kglite.KgError):
                aside += directory.set_aside([directory.engine_file.name, directory.log.name])
                graph = kglite.open(os.fspath(directory.engine_file), durable="off", lock=False)
                graph.save()
                graph.close()
            else:
                aside += directory.set_aside_damaged_log()
            directory.forget_record()
        finally:
            directory.release()
    except (OSError, kglite.KgError) as error:
        raise directory.error(error) from error
    return aside
