"""The forms of the desk: they read what was typed and hold no rules."""
