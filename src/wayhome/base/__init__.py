"""Errors, clock, ids, keys, encrypted fields and files; nothing of the field."""
