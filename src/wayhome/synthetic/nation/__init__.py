"""An invented nation: its missing people, its unidentified, and the truth kept apart.

Drawn in columns, so that half a million people take a minute. Numbers stand in `errors.toml` and `facts.csv`, each with its
source and status; nothing here is shared with the matcher, which has numbers of its own. The same seed gives the same bytes.
"""
