"""How the kernel's loops are compiled, and where the compiled code is kept.

Numba keeps compiled code by the file that holds a function and does not see that a function it was inlined into came from
another. So the folder is named by a hash of all the loops together: after an upgrade nothing old can be run. Where the
package lies in a folder that cannot be written, nothing is kept, and each process compiles anew.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba

_HERE = Path(__file__).parent
_LOOPS = (
    "bounds",
    "compiled",
    "exact",
    "filling",
    "gains",
    "holders",
    "kernel",
    "nearly",
    "columns",
    "weights",
    "chances",
    "courses",
    "findings",
    "grain",
    "growth",
    "people",
)


def _folder() -> Path | None:
    """Where compiled code is kept, or None."""
    digest = sha256(b"".join((_HERE / f"{name}.py").read_bytes() for name in _LOOPS)).hexdigest()[:16]
    folder = _HERE / "__pycache__" / f"loops-{digest}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


_KEPT = _folder()
if _KEPT is not None:
    numba.config.CACHE_DIR = str(_KEPT)


def loop(**options: Any) -> Any:
    """Compile a function of numbers and arrays."""
    return numba.njit(cache=_KEPT is not None, **options)
