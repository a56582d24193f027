"""A real Chromium for the tests: Chrome, Chromium or Edge where installed, else Playwright's.

As root on a Debian machine that has none, Debian's own package is installed. Without any
of them the tests that need it are skipped, loudly; with KG_TEST_REQUIRE=all that is a
failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

_NAMES = (
    *("google-chrome", "google-chrome-stable", "chromium", "chromium-browser"),
    *("microsoft-edge", "microsoft-edge-stable", "chrome", "msedge"),
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium that lives as long as the tests."""
    with sync_playwright() as playwright:
        executable = _installed() or _playwrights(playwright.chromium.executable_path)
        executable = executable or _debians()
        if executable is None:
            pytest.skip(
                "NO BROWSER: install Chrome, Chromium or Edge, or run playwright install chromium"
            )
        try:
            started = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        except Error as error:
            pytest.skip(f"NO BROWSER: {executable} does not start: {error.message.splitlines()[0]}")
        yield started
        started.close()


def _installed() -> str | None:
    found = (shutil.which(name) for name in _NAMES)
    return next((path for path in found if path), None) or next(
        (place for place in _PLACES if Path(place).exists()), None
    )


def _playwrights(path: str) -> str | None:
    return path if Path(path).exists() else None


def _debians() -> str | None:
    """Install Debian's package where we may; nothing else on the machine is changed."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    install = ["install", "-y", "--no-install-recommends", "chromium"]
    if not _apt(install):
        _apt(["update"])
        _apt(install)
    return shutil.which("chromium")


def _apt(arguments: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=900)
    return done.returncode == 0
