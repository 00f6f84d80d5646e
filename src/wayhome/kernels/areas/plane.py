"""Degrees to metres on a flat sheet and back, for the islands that the boundaries cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A transverse Mercator sheet.

    a, f         the ellipsoid: half its longer axis in metres, and its flattening
    longitude    the middle of the sheet, in degrees
    scale        on the middle line
    east, north  added to the coordinates, in metres, so that none is negative
    source       Krüger 1912, series to the third order: within a millimetre as far out as this sheet goes
    """

    a: float
    f: float
    longitude: float
    scale: float
    east: float
    north: float

    def metres(self, lat: Numbers, lon: Numbers) -> tuple[Numbers, Numbers]:
        """Eastings and northings of latitudes and longitudes in degrees."""
        n, radius = self._shape()
        phi, away = np.radians(lat), np.radians(lon - self.longitude)
        e = 2 * np.sqrt(n) / (1 + n)
        t = np.sinh(np.arctanh(np.sin(phi)) - e * np.arctanh(e * np.sin(phi)))
        xi, eta = np.arctan2(t, np.cos(away)), np.arctanh(np.sin(away) / np.hypot(1, t))
        alpha = (n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16, 13 * n**2 / 48 - 3 * n**3 / 5, 61 * n**3 / 240)
        x = eta + sum(each * np.cos(2 * j * xi) * np.sinh(2 * j * eta) for j, each in enumerate(alpha, 1))
        y = xi + sum(each * np.sin(2 * j * xi) * np.cosh(2 * j * eta) for j, each in enumerate(alpha, 1))
        return self.east + radius * x, self.north + radius * y

    def degrees(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Latitudes and longitudes, in degrees, of eastings and northings."""
        n, radius = self._shape()
        eta, xi = (x - self.east) / radius, (y - self.north) / radius
        beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
        flat_xi = xi - sum(each * np.sin(2 * j * xi) * np.cosh(2 * j * eta) for j, each in enumerate(beta, 1))
        flat_eta = eta - sum(each * np.cos(2 * j * xi) * np.sinh(2 * j * eta) for j, each in enumerate(beta, 1))
        chi = np.arcsin(np.sin(flat_xi) / np.cosh(flat_eta))
        delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
        phi = chi + sum(each * np.sin(2 * j * chi) for j, each in enumerate(delta, 1))
        return np.degrees(phi), self.longitude + np.degrees(np.arctan2(np.sinh(flat_eta), np.cos(flat_xi)))

    def _shape(self) -> tuple[float, float]:
        n = self.f / (2 - self.f)
        return n, self.scale * self.a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)


# WGS 84 itself, so that no datum is changed; middle and scale as the National Grid has them, at most 0.2% off anywhere.
SHEET = Sheet(a=6_378_137.0, f=1 / 298.257223563, longitude=-2.0, scale=0.9996, east=400_000.0, north=-5_400_000.0)
