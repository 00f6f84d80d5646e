"""Families and loci that the tests share: invented, as short as the documented cases they come from."""

from wayhome.kernels.kinship import documented
from wayhome.kernels.kinship.documented import SIBLINGS, TRIO, locus, snp
from wayhome.kernels.kinship.pedigree import Pedigree

__all__ = ["SIBLINGS", "TRIO", "family", "locus", "snp"]


def family(name: str, told: str, inbred: dict[str, float] | None = None) -> Pedigree:
    return documented.family(told, inbred, name)
