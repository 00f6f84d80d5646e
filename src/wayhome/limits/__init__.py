"""How often, and how much at once: counts that slow somebody down, and never refuse a report."""
