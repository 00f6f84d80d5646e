"""DNA kinship: how likely profiles are in a family, and a whole register of families against every unidentified person.

Numbers in, numbers out: no database, no clock, no settings. Autosomal STR loci that are not linked; sex and lineage markers are not in these
ratios. Why it is made as it is stands in docs/decisions/0030-kinship.md, the files it meets in docs/genotypes.md.

What is known    `panel` loci and markers' names, `populations` counts that ship, `mutation`, `pedigree` persons and profiles
Exactly          `peel` the likelihood of any pedigree at a locus, by sums that `eliminate` orders; `pairwise` two people in closed form
Compared         `compare` two pedigrees, or a sample as the missing person; `direct` two profiles as one person's
A register       `rows` and `shapes` tell profiles and families as arrays, `build` makes tables, `screen` adds them up, `register` is the whole
Before a search  `power` what a family can show, and whom to type next
Whether it holds `documented` cases of others, `simulate` and `invented` people, `tails` and `strangers` how far the unrelated reach
"""
