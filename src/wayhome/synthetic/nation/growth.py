"""Height by age and sex."""

from __future__ import annotations

import numpy as np

from wayhome.synthetic.nation.declared import Array

# Mean centimetres at each birthday from 0 to 18, girls then boys; from memory of British growth charts, rounded.
MEANS = np.array([
    [49.5, 74.5, 86, 95, 102.5, 109, 115.5, 121.5, 127.5, 133, 138.5, 144.5, 151, 157, 160.5, 162, 163, 163.4, 163.5],
    [50, 76, 87.5, 96, 103, 110, 116, 122, 128, 133.5, 138.5, 143.5, 149.5, 156.5, 164, 170, 174, 176, 177],
])  # fmt: skip
SPREAD = 0.041
"""Standard deviation as a share of the mean (assumed; 6.7 cm for women, 7.3 for men)."""
BY_ANCESTRY = np.array([0.0, 0.0, -0.6, -0.8, -0.2, -0.1, -0.2])
"""Mean in standard deviations (assumed), in the order of `people.ANCESTRIES`."""


def mean_cm(age: Array, sex: Array) -> Array:
    """Mean height at an age in years (any fraction) by sex, 0 female, 1 male."""
    at = np.clip(age, 0, 18)
    below = np.minimum(at.astype(np.int64), 17)
    part = at - below
    return np.asarray(MEANS[sex, below] * (1 - part) + MEANS[sex, below + 1] * part)


def height_cm(age: Array, sex: Array, z: Array, loss: float) -> Array:
    """Height of people who stand z standard deviations above the mean of their sex; loses `loss` cm a year after 45."""
    mean = mean_cm(age, sex)
    return np.asarray(mean * (1 + SPREAD * z) - loss * np.maximum(age - 45, 0))
