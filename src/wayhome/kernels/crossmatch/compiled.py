"""How the loops of this kernel are compiled."""

from pathlib import Path

from wayhome.kernels.compiled import loops

loop = loops(
    Path(__file__).parent,
    (
        "arithmetic", "arrays", "belongings", "bounds", "chances", "columns", "compiled", "courses", "exact", "filling", "findings", "gains", "grain",
        "growth", "holders", "kernel", "mouths", "nearly", "people", "weights",
    ),
)  # fmt: skip
