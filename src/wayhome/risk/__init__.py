"""Assessments: the rules' suggestion beside the officer's decision."""
