"""What is due, from when, by whom, and who is told when it lapses."""
