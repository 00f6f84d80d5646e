"""A browser without a server: pages are rendered here and handed to it, styles and scripts come from the folder."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

QUIET = ("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    names = (os.environ.get("CHROMIUM"), "chromium-headless-shell", "chromium", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("Install chromium-headless-shell, or name a Chromium in CHROMIUM.")
    return {**browser_type_launch_args, "executable_path": path, "args": list(QUIET)}
