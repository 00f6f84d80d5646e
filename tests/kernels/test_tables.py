import pytest

from wayhome.kernels import tables


@pytest.mark.parametrize("levels", tables.LEVELS, ids=lambda table: table.name)
def test_chances_of_levels_add_up_to_one_on_both_sides(levels: tables.Levels) -> None:
    assert levels.same.keys() == levels.other.keys()
    for column in (levels.same, levels.other):
        assert sum(column.values()) == pytest.approx(1)
        assert min(column.values()) > 0


@pytest.mark.parametrize("levels", tables.LEVELS, ids=lambda table: table.name)
def test_every_table_says_where_it_comes_from(levels: tables.Levels) -> None:
    assert levels.source
    assert levels.status in {"published", "measured", "assumed"}


def test_every_table_is_among_those_that_are_looked_at() -> None:
    assert {id(each) for each in vars(tables).values() if isinstance(each, tables.Levels)} == set(
        map(id, tables.LEVELS)
    )
