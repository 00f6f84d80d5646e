"""How Wayhome looks: templates, styles, form renderer, charts as SVG. No rows, no rules."""

from pathlib import Path

POSTER_FONTS = Path(__file__).parent / "fonts"
"""Folder with Public Sans as TTF (regular, bold, extra bold) for posters and reports set by typst."""
