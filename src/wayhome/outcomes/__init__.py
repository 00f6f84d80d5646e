"""How the episode ended, the interviews afterwards, and the take-down of everything public."""
