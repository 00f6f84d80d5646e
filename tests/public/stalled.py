"""The public process, with one page that hangs as a disk does that does not answer."""

from __future__ import annotations

import os
from pathlib import Path

from wayhome.public.wsgi import application

from wayhome.public import pages, urls  # isort: skip - Django is set up by then


def robots(request: object) -> object:
    """Wait for the pipe, then answer."""
    Path(os.environ["STALLED_PIPE"]).read_bytes()
    return pages.robots(request)  # type: ignore[arg-type]


for each in urls.urlpatterns:
    if each.name == "robots":
        each.callback = robots

__all__ = ["application"]
