"""The `wayhome` command."""
