"""Decisions without rows or clocks. Each says why it refuses, in a sentence for the person."""
