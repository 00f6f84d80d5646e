"""Genotypes as laboratories exchange them: files to typed values and back. No rows, no clock, no settings.

`familias`, `familias_reader`, `familias_dvi`, `familias_writer`   `.fam` of Familias, plain and DVI
`genemapper`    text with one line a sample and marker
`table`         CSV of families, or of samples alone
`frequencies`   CSV of how frequent alleles are in a population
`nist`          the genotypes that NIST published as a spreadsheet

Markers and alleles are matched by name, never by position. A file that cannot be read whole raises `reading.Unread`, which says which line
and why. What a reader had to assume stands in `remarks` of its result, one sentence each.
"""
