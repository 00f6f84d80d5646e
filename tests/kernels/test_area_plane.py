"""The sheet, against the worked example of the Ordnance Survey and against itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernels.areas.plane import SHEET, Sheet


def test_the_worked_example_of_the_ordnance_survey() -> None:
    # A guide to coordinate systems in Great Britain, annex C: Airy 1830, true origin 49 N 2 W at 400,000 east, 100,000 south.
    grid = Sheet(a=6_377_563.396, f=1 / 299.3249646, longitude=-2, scale=0.9996012717, east=400_000, north=0)
    lat, lon = 52 + 39 / 60 + 27.2531 / 3600, 1 + 43 / 60 + 4.5177 / 3600
    x, y = grid.metres(np.array([lat, 49.0]), np.array([lon, -2.0]))
    assert x[0] == pytest.approx(651_409.903, abs=0.001)
    assert y[0] - y[1] - 100_000 == pytest.approx(313_177.270, abs=0.001)


@given(st.floats(49, 61.5), st.floats(-9.5, 2.5))
def test_there_and_back_is_less_than_a_millimetre_off(lat: float, lon: float) -> None:
    back = SHEET.degrees(*SHEET.metres(np.array([lat]), np.array([lon])))
    assert abs(back[0][0] - lat) < 1e-8
    assert abs(back[1][0] - lon) < 1e-8
