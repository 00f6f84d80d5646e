"""Figures counted from events, and statements published by others, never mixed."""
