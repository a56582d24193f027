"""The folder of a site: ours to replace, others' files left alone."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from pathlib import Path

from kg.errors import ExportError
from kg.files import UNFINISHED

__all__ = ["SiteFolder"]

#: Names the files of an earlier site, so that it can be told from other folders.
_MANIFEST = ".kg-site.json"
_ALLOWED = frozenset((".git", "CNAME", ".nojekyll", _MANIFEST))


class SiteFolder:
    """A folder while a site is written into it.

    Parameters
    ----------
    directory
        Made when it is not there.

    Raises
    ------
    ExportError
        When it holds anything but an earlier site, or cannot be used.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._files: dict[str, int] = {}
        self._made: set[Path] = set()
        self._interrupted = False
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._before = self._earlier()
            for folder in sorted({(directory / path).parent for path in self._before}):
                self._check_inside(folder)
            self._remember(self._before, finished=False)
        except OSError as error:
            raise self._refusal(error) from error

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the site; one that already holds these bytes is not touched.

        Raises
        ------
        ExportError
            When it cannot be written, or a link would lead it out of the site.
        """
        target = self._directory / path
        # After an interrupted run it is not known which files were written already.
        if path not in self._before and not self._interrupted and os.path.lexists(target):
            raise ExportError(
                "a file that is not the site's stands where a page must be",
                where=str(target),
                hint="move it away, or publish into another directory",
            )
        self._files[path] = len(content)
        try:
            if target.parent not in self._made:
                self._check_inside(target.parent)
                target.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(target.parent)
            if not _holds(target, content):
                _replace(target, content)
        except OSError as error:
            raise self._refusal(error) from error

    def finish(self) -> tuple[int, int, int, list[str]]:
        """Remove pages that are gone and remember what was written.

        Returns
        -------
        tuple
            Files written, their bytes, files removed, and files of others that are left.
        """
        try:
            gone = sorted(self._before - self._files.keys())
            for path in gone:
                (self._directory / path).unlink(missing_ok=True)
                self._prune((self._directory / path).parent)
            self._remember(set(self._files), finished=True)
            left = sorted(self._present() - self._files.keys())
        except OSError as error:
            raise self._refusal(error) from error
        return len(self._files), sum(self._files.values()), len(gone), left

    def _earlier(self) -> set[str]:
        """Return the files of the site that is there; mark the folder as a site's."""
        manifest = self._directory / _MANIFEST
        self._check_inside(manifest)
        if manifest.is_file():
            try:
                known = json.loads(manifest.read_text(encoding="utf-8"))
                self._interrupted = not known["finished"]
                return {path for path in known["files"] if _is_inside(path)}
            except (ValueError, KeyError, TypeError) as error:
                raise ExportError(
                    "the list of the earlier site's files is damaged",
                    where=str(manifest),
                    hint="publish into another directory",
                ) from error
        others = [path.name for path in self._directory.iterdir() if path.name not in _ALLOWED]
        if others:
            raise ExportError(
                f"the directory holds other files, {min(others)} for one",
                where=str(self._directory),
                hint="name a new or an empty directory",
            )
        return set()

    def _remember(self, files: set[str], *, finished: bool) -> None:
        known = {"finished": finished, "files": sorted(files)}
        text = json.dumps(known, ensure_ascii=False, indent=0) + "\n"
        _replace(self._directory / _MANIFEST, text.encode())

    def _check_inside(self, path: Path) -> None:
        """Refuse a path on which a link stands: it may lead anywhere."""
        while path != self._directory:
            if path.is_symlink():
                raise ExportError(
                    "a link stands where the site is written, and may lead out of it",
                    where=str(path),
                    hint="remove the link, or publish into another directory",
                )
            path = path.parent

    def _present(self) -> set[str]:
        found: set[str] = set()
        for folder, folders, files in os.walk(self._directory):
            here = Path(folder).relative_to(self._directory)
            folders[:] = [name for name in folders if name not in _ALLOWED]
            links = [name for name in folders if Path(folder, name).is_symlink()]
            names = [name for name in files if name not in _ALLOWED] + links
            found.update((here / name).as_posix() for name in names)
        return found

    def _prune(self, folder: Path) -> None:
        while folder != self._directory and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _refusal(self, error: OSError) -> ExportError:
        return ExportError(
            f"the site cannot be written: {error.strerror}",
            where=str(error.filename or self._directory),
            hint="choose another directory, or make room",
        )


def _replace(path: Path, content: bytes) -> None:
    """Put a new file in the place of what is there, a link itself and not what it leads to.

    Not :func:`kg.files.whole_file`, which writes through links and waits for the disk: a
    site has thousands of files, and is written again where its writing was cut short.
    """
    unfinished = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as stream:
            stream.write(content)
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def _holds(path: Path, content: bytes) -> bool:
    try:
        if path.is_symlink() or path.stat().st_size != len(content):
            return False
        return path.read_bytes() == content
    except OSError:
        return False


def _is_inside(path: object) -> bool:
    """Whether a path of a manifest, which anybody can write, stays inside the site."""
    return isinstance(path, str) and not Path(path).is_absolute() and ".." not in Path(path).parts
