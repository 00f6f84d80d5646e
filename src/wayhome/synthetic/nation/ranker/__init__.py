"""The nation's own ranker: the chance of an unidentified record given each listed one, by the very tables that drew them.

Nobody outside can know these tables, so no matcher can rank better on average: it is the ceiling that a matcher is held to.
It works on the records' columns, as codes, and integrates over what no record says: the day of death, true traits, which mark
is which. `evidence` holds what the pieces share, `Ranker` puts them together.
"""

from wayhome.synthetic.nation.ranker.ranking import Ranker, Ranking

__all__ = ["Ranker", "Ranking"]
