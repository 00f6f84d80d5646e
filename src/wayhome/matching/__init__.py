"""Runs, candidate matches with their evidence, and people's verdicts."""
