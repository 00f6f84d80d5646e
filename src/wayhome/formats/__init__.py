"""Bytes to typed values and back. No row, no clock, no network."""
