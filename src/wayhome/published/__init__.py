"""What the public may see: frozen editions, rendered to files; knows no case."""
