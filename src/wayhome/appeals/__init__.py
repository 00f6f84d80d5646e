"""Appeals: drafting, safeguarding, consent, approval, withdrawal."""
