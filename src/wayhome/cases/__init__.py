"""Mispers, their episodes, and the edges between mispers."""
