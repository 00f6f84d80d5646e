"""Why one candidate stands above another."""

from wayhome.kernels.linkage import Evidence, differences


def test_what_sets_two_apart_is_summed_by_kind_largest_first() -> None:
    one = [Evidence("mark", 900, ""), Evidence("mark", 300, ""), Evidence("age", -500, ""), Evidence("sex", 300, "")]
    other = [Evidence("mark", 200, ""), Evidence("age", 700, ""), Evidence("sex", 300, ""), Evidence("eyes", -10, "")]
    assert differences(one, other) == (("age", -1200), ("mark", 1000), ("eyes", 10))
    assert sum(weight for _, weight in differences(one, other)) == sum(p.weight for p in one) - sum(
        p.weight for p in other
    )
    assert differences(one, one) == ()
