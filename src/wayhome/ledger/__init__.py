"""History (who did what) and access log (who looked, why); append-only."""
