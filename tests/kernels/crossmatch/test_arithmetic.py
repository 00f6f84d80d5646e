"""What the tables of an unidentified are made of: the same as the library's functions, several values at a time."""

from __future__ import annotations

from math import exp, log10

import numpy as np

from wayhome.kernels.crossmatch import chances
from wayhome.kernels.crossmatch.arithmetic import exponential, normal, step_of, steps_of, thousandths
from wayhome.kernels.crossmatch.compiled import loop


@loop()
def _exponentials(values):  # type: ignore[no-untyped-def]
    return np.array([exponential(each) for each in values])


@loop()
def _normals(values, mean, spread):  # type: ignore[no-untyped-def]
    return np.array([normal(each, mean, spread) for each in values])


@loop()
def _steps(values, steps):  # type: ignore[no-untyped-def]
    return np.array([step_of(each, steps) for each in values])


@loop()
def _weights(values):  # type: ignore[no-untyped-def]
    return np.array([thousandths(each) for each in values])


def test_powers_of_e_are_right_to_the_last_digits() -> None:
    values = np.concatenate([np.linspace(-700, 700, 20_001), [0.0, -1e-300, 1e-17, 0.34657359, -0.34657359]])
    expected = np.array([exp(each) for each in values])
    assert np.abs(_exponentials(values) / expected - 1).max() < 1e-15


def test_what_is_too_unlikely_to_tell_is_nearly_nothing() -> None:
    assert 0 < _exponentials(np.array([-5000.0, -np.inf])).max() < 1e-300


def test_a_density_is_that_of_the_plain_scorer() -> None:
    values = np.linspace(100, 220, 1001)
    expected = np.array([chances.normal(float(each), 171.3, 4.7) for each in values])
    assert np.abs(_normals(values, 171.3, 4.7) / expected - 1).max() < 1e-14


def test_weights_are_the_very_ones_of_the_library() -> None:
    values = 10 ** np.random.default_rng(1).uniform(-30, 30, 200_000)
    assert _weights(values).tolist() == [round(1000 * log10(each)) for each in values.tolist()]


def test_weights_of_whole_powers_are_exact() -> None:
    powers = range(-300, 301)
    assert _weights(np.array([10.0**each for each in powers])).tolist() == [1000 * each for each in powers]
    assert _weights(np.array([1.0])).tolist() == [0]


def test_a_number_falls_into_the_step_that_a_search_finds() -> None:
    ends = np.array(chances.step_ends())
    values = np.concatenate(
        [
            10 ** np.random.default_rng(2).uniform(-12, 1, 100_000),
            ends,
            np.nextafter(ends, 0),
            np.nextafter(ends, 9),
            [0.0, 4.0],
        ]
    )
    assert _steps(values, steps_of(ends)).tolist() == np.searchsorted(ends, values, side="right").tolist()
