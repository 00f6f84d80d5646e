"""Whether an alert is in force is asked in one place: any other comparison with its end is a second answer."""

from __future__ import annotations

import ast
from pathlib import Path

import wayhome

ROOT = Path(wayhome.__file__).parent
MAY = {"rules/alerting.py", "rules/alert_draft.py", "alerts/queries.py"}
JUDGE = {"console/alert_moves.py"}
"""It judges the rule by random moves, and so may not ask it. Nothing of the service imports it but the benchmark."""
END = "expires_at"


def compared(source: str) -> list[int]:
    """Lines on which something is compared with an alert's end, in Python or as a lookup of a query."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and any(
            isinstance(each, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for each in node.ops
        ):
            names = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)} | {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name)
            }
            words = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
            found += [node.lineno] if END in names | words else []
        if isinstance(node, ast.keyword) and (node.arg or "").rpartition("__")[0].endswith(END):
            found += (
                [node.value.lineno] if (node.arg or "").endswith(("__lt", "__lte", "__gt", "__gte", "__range")) else []
            )
    return found


def test_nothing_else_compares_an_alerts_end() -> None:
    for path in ROOT.rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name not in MAY | JUDGE:
            assert compared(path.read_text()) == [], name


def test_the_rule_sees_each_way_to_ask() -> None:
    asked = (
        "row.expires_at > at",
        "at < expires_at",
        "manifest['expires_at'] <= now",
        "Version.objects.filter(expires_at__gt=at)",
        "Message.objects.filter(version__expires_at__lte=at)",
    )
    assert all(compared(each) for each in asked)
    assert compared("row.expires_at == at or row.expires_at is None") == []
