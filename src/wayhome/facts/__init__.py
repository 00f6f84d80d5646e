"""What is known about a person or remains: rows with a source, never edited."""
