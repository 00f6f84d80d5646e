"""Wayhome: software for the people who bring missing children home."""
