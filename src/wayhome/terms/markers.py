"""The autosomal STR markers that laboratories compare, each by its one name."""

AUTOSOMAL = (
    "CSF1PO", "D1S1656", "D2S441", "D2S1338", "D3S1358", "D4S2408", "D5S818", "D6S474", "D6S1043", "D7S820", "D8S1179", "D9S1122",
    "D10S1248", "D12S391", "D13S317", "D16S539", "D17S1301", "D18S51", "D19S433", "D20S482", "D21S11", "D22S1045", "F13A01", "F13B",
    "FESFPS", "FGA", "LPL", "Penta C", "Penta D", "Penta E", "SE33", "TH01", "TPOX", "vWA",
)  # fmt: skip
"""Source: the 29 autosomal loci of the NIST 1036 U.S. Population Dataset (Hill and others, 2013), among them the 20 core loci of the
FBI and the European standard set; and five more that kits for sequencing hold."""
