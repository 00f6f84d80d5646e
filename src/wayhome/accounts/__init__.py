"""Agencies, officers, their keys and the duty rota."""
