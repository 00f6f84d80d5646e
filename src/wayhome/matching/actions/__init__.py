"""Weighing every pair, keeping what people decide of them, and what takes a pair out of the list."""

from wayhome.matching.actions.everything import Outcome, run_all
from wayhome.matching.actions.excluding import exclude, revoke
from wayhome.matching.actions.judging import Unfinished, judge
from wayhome.matching.actions.kinship import enter_kinship, revoke_kinship
from wayhome.matching.actions.ranking import KEPT, rank_again, rank_judged, run

__all__ = [
    "KEPT",
    "Outcome",
    "Unfinished",
    "enter_kinship",
    "exclude",
    "judge",
    "rank_again",
    "rank_judged",
    "revoke",
    "revoke_kinship",
    "run",
    "run_all",
]
