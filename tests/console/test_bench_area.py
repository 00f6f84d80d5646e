"""The benchmark of areas meets its bars on a small run, and sees an area that has lost an edge."""

from dataclasses import replace

import pytest

from wayhome.console import bench_area
from wayhome.kernels import areas


def test_a_small_run_misses_nothing_and_takes_nothing_beyond() -> None:
    lines = list(bench_area.measured(polygons=4, points=40, seed=7))
    judged = {line["name"]: line["gate"] for line in lines if line["unit"] != "ms"}
    assert set(judged.values()) == {True, None}
    assert len(judged) == 6
    for line in lines:
        assert list(line) == ["goal", "name", "value", "unit", "n", "ci95", "gate", "baseline", "ratio"]


@pytest.mark.parametrize(("shift", "name"), [(20_000, "misses"), (0, "beyond")])
def test_an_area_that_slipped_or_understates_its_reach_is_seen(
    shift: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = areas.preview

    def faulty(area: areas.Area) -> areas.Preview:
        seen = honest(area)
        rings = tuple(tuple((lat, lon + shift) for lat, lon in ring) for ring in seen.area.rings)
        return replace(seen, area=replace(seen.area, rings=rings, reach_m=seen.area.reach_m if shift else 0))

    monkeypatch.setattr(areas, "preview", faulty)
    lines = list(bench_area.measured(polygons=6, points=40, seed=7))
    assert next(line["gate"] for line in lines if name in line["name"]) is False
