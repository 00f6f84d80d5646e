"""Who stands how to a record: assignment, restriction, shares, conflicts, purpose, broken glass, disclosures."""
