"""How the loops of a kernel are compiled, and where the compiled code is kept.

Numba keeps compiled code by the file that holds a function and does not see that a function it was inlined into came from
another. So the folder is named by a hash of all the loops together: after an upgrade nothing old can be run. Where the
package lies in a folder that cannot be written, nothing is kept, and each process compiles anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba


def loops(package: Path, names: tuple[str, ...]) -> Callable[..., Any]:
    """The decorator that compiles functions of numbers and arrays.

    package   folder of the modules
    names     the modules whose code can find its way into a compiled function
    """
    kept = _folder(package, names)

    def loop(*, bare: bool = False, **options: Any) -> Any:
        # A bare loop allocates nothing, so its views of arrays need no counting: threads wait for each other at the counters.
        if bare:
            options["_nrt"] = False

        def compiled(function: Any) -> Any:
            if kept is not None:
                # Numba asks where to keep things at this moment: each package has a folder of its own.
                numba.config.CACHE_DIR = str(kept)
            return numba.njit(cache=kept is not None, **options)(function)

        return compiled

    return loop


def _folder(package: Path, names: tuple[str, ...]) -> Path | None:
    """Where compiled code is kept, or None."""
    files = [Path(__file__), *(package / f"{name}.py" for name in names)]
    digest = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    folder = package / "__pycache__" / f"loops-{digest}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
