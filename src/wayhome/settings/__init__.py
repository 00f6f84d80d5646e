"""One settings module per process: desk, push, public, worker, and the owner's for migrations."""
