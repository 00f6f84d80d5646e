"""Invented people, places and whole episodes. Nobody in here exists."""
