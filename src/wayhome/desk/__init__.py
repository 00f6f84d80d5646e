"""Staff pages, and the push process."""
