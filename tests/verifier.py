"""The ledger's verifier as an outsider has it: its one folder, cryptography and psycopg, and nothing of Wayhome to import."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import wayhome_verify

# -I and -S: no environment, no working folder, and no .pth file that would lead to the sources.
_DRIVER = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
sys.path += sys.argv[1:]
try:
    import wayhome
except ModuleNotFoundError:
    pass
else:
    raise SystemExit("wayhome can be imported here")
from wayhome_verify.__main__ import main
for line in sys.stdin:
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        try:
            code = main(json.loads(line))
        except SystemExit as stop:
            code = stop.code
    assert "wayhome" not in sys.modules and "django" not in sys.modules
    print(json.dumps([code, out.getvalue(), errors.getvalue()]), flush=True)
"""


class Verifier:
    """One process that verifies as often as it is asked."""

    def __init__(self, folder: Path, database: str) -> None:
        shutil.copytree(Path(wayhome_verify.__file__).parent, folder / "wayhome_verify", dirs_exist_ok=True)
        paths = [str(folder), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _DRIVER, *paths],
            env={"PATH": os.defpath, "WAYHOME_SEAL_DATABASE_URL": database},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words: str | Path) -> tuple[int, dict[str, Any], str]:
        """Exit code, the JSON (empty when nothing was verified), and what was said on the error stream."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self.process.stdin.flush()
        code, out, errors = json.loads(self.process.stdout.readline())
        return code, json.loads(out) if out else {}, errors

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)
