"""What follows what; the only place that knows all stages."""
