"""Reports, sightings and imported records exactly as received."""
