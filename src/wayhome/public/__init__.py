"""Public pages and report forms."""
