"""The movement of the whole service, checked as a whole."""

from __future__ import annotations

import ast
import inspect
import tomllib
from pathlib import Path

import wayhome
from wayhome.flow import followers
from wayhome.flow.wiring import WIRING

ROOT = Path(__file__).parents[2]
SOURCE = Path(wayhome.__file__).parent

# Written from the story of a case, not from the code: of whose row a ledger line tells, and for which stage a follower
# works. test_jobs.py sees the first table hold in a whole case.
STAGE_OF_KIND = {
    "report.received": "intake",
    "sighting.received": "intake",
    "report.joined": "cases",
    "report.routed": "intake",
    "glass.broken": "access",
    "glass.reviewed": "access",
    "episode.opened": "cases",
    "episode.located": "cases",
    "episode.reopened": "cases",
    "episode.closed": "cases",
    "facts.added": "cases",
    "risk.decided": "cases",
    "unidentified.recorded": "registry",
    "unidentified.described": "registry",
    "record.published": "registry",
    "match.judged": "matching",
    "pair.excluded": "matching",
    "exclusion.revoked": "matching",
    "edition.due": "published",
    "edition.live": "published",
    "edition.written": "published",
    "edition.withdrawn": "published",
    "episode.found": "cases",
}
STAGE_OF_FOLLOWER = {
    "start_report_clocks": "intake",
    "take_over_report": "intake",
    "take_over_sighting": "intake",
    "start_tip_clock": "alerts",
    "start_glass_clock": "clocks",
    "stop_glass_clock": "clocks",
    "suggest_risk": "risk",
    "publish_record": "registry",
    "publish_unidentified": "registry",
    "find_candidates": "matching",
    "rank_judged": "matching",
    "rank_excluded": "matching",
    "release_edition": "published",
    "begin_alert_asked": "alerts",
    "start_appeal_clock": "appeals",
    "read_back_edition": "published",
}


def depth() -> dict[str, int]:
    """How far down the flow each package lies, from the import contract: doors come first there."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = contracts[0]["layers"]
    return {name.strip(" ()"): len(layers) - place for place, row in enumerate(layers) for name in row.split("|")}


def written_kinds() -> dict[str, set[str]]:
    """Every kind that a call of `ledger.write` names, with the stages that write it; a computed end is a star."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ledger.write":
                kind = node.args[0]
                words = (
                    kind.value
                    if isinstance(kind, ast.Constant)
                    else "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in kind.values)
                    if isinstance(kind, ast.JoinedStr)
                    else "*"
                )
                found.setdefault(words, set()).add(path.relative_to(SOURCE).parts[0])
    return found


def test_every_kind_that_is_followed_is_written_somewhere() -> None:
    assert set(WIRING) - written_kinds().keys() - {"risk.decided"} == set()
    assert "risk.decided" in (SOURCE / "risk" / "actions.py").read_text()  # handed on to the one place that writes it


def test_every_follower_is_a_function_of_the_followers_module_with_a_sentence() -> None:
    for kind, those in WIRING.items():
        assert len({each.__name__ for each in those}) == len(those), kind  # jobs name them
        for each in those:
            assert getattr(followers, each.__name__) is each
            assert (inspect.getdoc(each) or "").endswith(".")


def test_every_follower_follows_something() -> None:
    public = {
        name
        for name, each in inspect.getmembers(followers, inspect.isfunction)
        if each.__module__ == followers.__name__ and not name.startswith("_")
    }
    assert public == {each.__name__ for those in WIRING.values() for each in those} == set(STAGE_OF_FOLLOWER)


def test_a_follower_belongs_to_the_entrys_own_stage_or_further_down() -> None:
    rank = depth()
    assert set(WIRING) <= set(STAGE_OF_KIND)
    for kind, those in WIRING.items():
        for each in those:
            assert rank[STAGE_OF_FOLLOWER[each.__name__]] >= rank[STAGE_OF_KIND[kind]], (kind, each.__name__)


def test_no_follower_writes_a_kind_that_leads_back_to_itself() -> None:
    leads = {
        "publish_record": {"record.published"},
        "publish_unidentified": {"record.published"},
        "release_edition": {"edition.live", "edition.written"},
        "suggest_risk": {"risk.suggested"},
        "find_candidates": {"candidates.ranked", "rule.applied", "rule.lapsed"},
        "rank_judged": {"candidates.ranked", "rule.applied", "rule.lapsed"},
        "rank_excluded": {"candidates.ranked", "rule.applied", "rule.lapsed"},
        "read_back_edition": {"edition.read_back", "edition.removed"},
        "start_report_clocks": set(),
        "take_over_report": set(),
        "take_over_sighting": set(),
        "start_tip_clock": set(),
        "start_glass_clock": set(),
        "stop_glass_clock": set(),
        "begin_alert_asked": {"alert.written"},
        "start_appeal_clock": set(),
    }
    assert leads.keys() == STAGE_OF_FOLLOWER.keys()
    for kind in WIRING:
        seen, waiting = set(), [kind]
        while waiting:
            one = waiting.pop()
            for each in WIRING.get(one, ()):
                after = leads[each.__name__]
                assert kind not in after, f"{kind} comes back to itself"
                waiting += [fresh for fresh in after if fresh not in seen]
                seen |= after
