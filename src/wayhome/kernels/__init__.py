"""Numbers in, numbers out. No rows, no clock, no settings."""
