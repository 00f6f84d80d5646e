"""A door with a route that nobody has said anything about does not open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from wayhome.base.errors import Unready


def named_routes(urlconf: str) -> Iterator[str]:
    """The name of every route of a door, or its pattern where it has none."""
    yield from _below(get_resolver(urlconf).url_patterns)


def _below(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _below(each.url_patterns)
        else:
            yield each.name or str(each.pattern)


def refuse_unlisted(urlconf: str, listed: Iterable[str], *, table: str) -> None:
    """Raise Unready naming the routes that a table of requirements lacks, and the lines of it that are no route."""
    routes, lines = set(named_routes(urlconf)), set(listed)
    if lacking := sorted(routes - lines):
        raise Unready(f"{table} says nothing of {', '.join(lacking)}: say who may open each.")
    if over := sorted(lines - routes):
        raise Unready(f"{table} names {', '.join(over)}, which is no route.")
