"""`python -m wayhome.base.serve MODULE:NAME ...`: ask once whether a door may serve, then become its web server.

The server starts a worker anew when it falls, and gives up only on workers that fall quickly: on a slow machine it would try
for ever to open a door that must not serve. Asked before there are workers, the door says why once and ends with its own code.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn


def main(words: list[str]) -> NoReturn:
    """Take the place of this process by the server that `words` describe. Ends with service.EXIT when the door must not serve.

    words   the application as MODULE:NAME, then the server's own options
    """
    importlib.import_module(words[0].partition(":")[0])
    os.execv(sys.executable, [sys.executable, "-m", "granian", *words])  # noqa: S606 - our own words, and no shell


if __name__ == "__main__":
    main(sys.argv[1:])
