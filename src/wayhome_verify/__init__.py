"""Verifies the ledger of Wayhome without a line of Wayhome: standard library, cryptography and psycopg.

What an entry, a seal and an anchor are is said in docs/decisions/0017-the-sealed-ledger.md and written down here a second
time on purpose. A mistake that both have in common would take two people.
"""
