"""How the loops of this kernel are compiled."""

from pathlib import Path

from wayhome.kernels.compiled import loops

loop = loops(Path(__file__).parent, ("build", "compiled", "rows", "screen", "shapes", "tails"))
