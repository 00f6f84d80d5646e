"""DNA kinship: how likely profiles are in a family, and a whole register of families against every unidentified person.

Numbers in, numbers out: no database, no clock, no settings. Autosomal STR loci that are not linked; sex and lineage markers are not in these
ratios. The method is written down in docs/decisions/0030-kinship.md.

`panel`      loci, ladders, frequencies, names of markers
`mutation`   matrices of mutation
`pedigree`   persons, parents, profiles
`peel`       the exact likelihood of any pedigree at a locus, by elimination
`compare`    two propositions for the same profiles, locus by locus
`register`   every family against every profile, `screen` its quick sums
`power`      what a family can show before the search, and whom to type next
"""
