"""Value types and vocabularies of the field. No rows, no clock, no rules."""
