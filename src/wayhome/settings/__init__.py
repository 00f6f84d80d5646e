"""One settings module per process: desk, push, public, api, worker, and the owner's for migrations."""
