"""Work that may use up memory, stack or patience, done in a process that can be ended.

Engines answer some questions with all the memory of the machine or never, and none of
them listens to Ctrl-C. So what is not ours and not bounded (others' files, queries) is
done by a function in a process of its own, and what happens to that process is an error
on one line here.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from kg import errors
from kg.errors import Exhausted, KgError, NestedTooDeeply, TimeLimitReached

__all__ = ["forbid_connections", "run_confined"]

#: What one answer may take of the machine's memory.
_SHARE = 0.75
_LEAST_MEMORY = 1 << 30
_NESTING = ("stack overflow", "overflowed its stack")
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)

_running: set[subprocess.Popen[bytes]] = set()


class _Request(msgspec.Struct, array_like=True):
    """A function by ``module:name``, its arguments, and how many bytes of memory it may take."""

    function: str
    arguments: list[Any]
    memory: int | None


class _Reply(msgspec.Struct, array_like=True):
    """What the function returned, or how it failed: the error's class, then its parts."""

    answer: Any = None
    error: str | None = None
    what: str = ""
    where: str | None = None
    hint: str | None = None


def run_confined(
    function: str,
    arguments: Sequence[Any],
    *,
    time_limit: float | None = None,
    memory: int | None = None,
) -> Any:
    """Return what a function returns when a process of its own runs it.

    Parameters
    ----------
    function
        ``module:name`` of a function of this package.
    arguments
        Plain values: texts, numbers, lists, mappings.
    time_limit
        Seconds until the process is ended; None: none.
    memory
        Bytes that the process may take; None: three quarters of the machine's memory.
        Not held on Windows and macOS, which know no such limit.

    Raises
    ------
    KgError
        What the function raised.
    Exhausted
        When it took more memory, or nested deeper, than it may.
    TimeLimitReached
        When it took longer than it may.

    Notes
    -----
    A process costs about a tenth of a second. Ctrl-C ends it at once, and so does the
    end of this process on Linux.

    Examples
    --------
    >>> run_confined("kg.identifiers:normalise_title", ["Deep  Hashing!"], time_limit=60)
    'deep hashing'
    """
    limit = min(filter(None, (memory, _own_share())), default=None)
    request = _Request(function, list(arguments), limit)
    try:
        packed = msgspec.msgpack.encode(request)
    except (OverflowError, TypeError, UnicodeEncodeError) as error:
        raise errors.QueryError(
            f"a value cannot be asked for: {error}",
            hint="give text in UTF-8, numbers of 64 bits, and lists and maps of them",
        ) from error
    with tempfile.TemporaryFile() as noise:
        output, code = _finished(packed, noise, time_limit)
        noise.seek(0)
        last_words = noise.read(1 << 16).decode("utf-8", "replace")
    try:
        reply = msgspec.msgpack.decode(output, type=_Reply)
    except msgspec.DecodeError:
        raise _death(code, last_words, limit) from None
    if reply.error is None:
        return reply.answer
    kind = getattr(errors, reply.error, None)
    if kind is None:
        raise RuntimeError(f"{reply.error}: {reply.what}")
    raise cast(type[KgError], kind)(reply.what, where=reply.where, hint=reply.hint)


def _finished(request: bytes, noise: IO[bytes], time_limit: float | None) -> tuple[bytes, int]:
    environment = os.environ | {"PYTHONPATH": _path()}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=noise,
        env=environment,
        start_new_session=True,  # Ctrl-C is ours to hear, and ours to pass on
    ) as process:
        _running.add(process)
        try:
            output, _ = process.communicate(request, timeout=time_limit)
        except subprocess.TimeoutExpired:
            raise TimeLimitReached(
                f"it took longer than {time_limit:g} seconds",
                hint="ask for less, or allow more time",
            ) from None
        finally:
            process.kill()
            _running.discard(process)
    return output, process.returncode


@atexit.register
def _end_running() -> None:
    """End what threads still wait for when this process ends."""
    for process in [*_running]:
        process.kill()


def _path() -> str:
    """Return where the other process finds this package: where this one did."""
    places = [str(Path(__file__).resolve().parent.parent), os.environ.get("PYTHONPATH", "")]
    return os.pathsep.join(filter(None, places))


def _own_share() -> int | None:
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    return max(_LEAST_MEMORY, int(whole * _SHARE))


def _death(code: int, last_words: str, limit: int | None) -> KgError:
    hint = "ask for less, or of a smaller file"
    if any(words in last_words for words in _NESTING) or code == -signal.SIGSEGV:
        return NestedTooDeeply("it is nested too deeply", hint=hint)
    room = f" than {limit / (1 << 30):.1f} GB" if limit else ""
    if "memory" in last_words.lower() or code == -signal.SIGKILL:
        return Exhausted(f"it takes more memory{room}", hint=hint)
    last = last_words.strip().splitlines()[-1:] or [f"exit code {code}"]
    return Exhausted(f"the process that worked on it has ended: {last[0]}", hint=hint)


def forbid_connections(*, native: bool = True) -> None:
    """Let this process reach no address any more, whatever it is told to do.

    Parameters
    ----------
    native
        For code that is not Python's too, by refusing every further file as well.
    """
    sys.addaudithook(_refuse_sockets)
    if native:
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            free = os.dup(0)  # the next one that would be opened
            os.close(free)
            _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))


def _refuse_sockets(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(
        ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.send")
    ):
        raise errors.QueryRefused("a query sends nothing", hint="ask the other address itself")


def _limit(memory: int | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _reply(request: _Request) -> _Reply:
    module, _, name = request.function.partition(":")
    try:
        return _Reply(getattr(importlib.import_module(module), name)(*request.arguments))
    except KgError as error:
        return _Reply(None, type(error).__name__, error.what, error.where, error.hint)
    except MemoryError:
        raise
    except RecursionError:
        return _Reply(None, "NestedTooDeeply", "it is nested too deeply", None, "ask for less")
    except Exception as error:  # noqa: BLE001 - told to whoever asked
        return _Reply(None, type(error).__name__, str(error))


def _main() -> None:
    output = os.dup(1)
    os.dup2(2, 1)  # what an engine prints is no part of the reply
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Request)
    _limit(request.memory)
    reply = msgspec.msgpack.encode(_reply(request))
    with os.fdopen(output, "wb") as file:
        file.write(reply)
    sys.stderr.flush()
    os._exit(0)  # nothing is left to do, and no engine may take its time


if __name__ == "__main__":
    _main()
