"""How strongly evidence speaks, in words, before any number.

The bands are those of the Association of Forensic Science Providers, "Standards for the formulation of evaluative
forensic science expert opinion", Science and Justice 49 (2009), 161-164; said of two people where the evidence is against.
"""

from wayhome.terms.words import N_

# From how many thousandths of a dex, and the words for and against.
BANDS = (
    (6000, N_("Extremely strong support for one person"), N_("Extremely strong support for two people")),
    (4000, N_("Very strong support for one person"), N_("Very strong support for two people")),
    (3000, N_("Strong support for one person"), N_("Strong support for two people")),
    (2000, N_("Moderately strong support for one person"), N_("Moderately strong support for two people")),
    (1000, N_("Moderate support for one person"), N_("Moderate support for two people")),
    (1, N_("Limited support for one person"), N_("Limited support for two people")),
)
NEITHER = N_("Speaks for neither")


def band(thousandths: int) -> str:
    """The words for a weight in thousandths of a dex."""
    for least, one, two in BANDS:
        if abs(thousandths) >= least:
            return one if thousandths > 0 else two
    return NEITHER


# From which chance that it is none of the listed, and the words. Ours.
NOBODY = (
    (0.95, N_("Almost certainly none of the listed")),
    (0.75, N_("Probably none of the listed")),
    (0.4, N_("May well be none of the listed")),
    (0.0, N_("Probably one of the listed")),
)


def nobody_band(chance: float) -> str:
    """The words for the chance that whoever was found is none of the listed."""
    return next(words for least, words in NOBODY if chance >= least)
