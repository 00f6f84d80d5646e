"""The page of one pair: what speaks against first, rivals, marks, teeth; and the page from the missing person's side."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.matching import actions as matching
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.rules.exclusions import Effect, Rule
from wayhome.rules.matching import Authority, Decision, Method, Verdict
from wayhome.terms.viewer import AgencyKind, Role


def test_the_page_of_a_pair_says_what_speaks_against_first_and_shows_both_sides(
    desk: Client, episode: Episode, found: Unidentified
) -> None:
    shown = desk.get(f"/unidentified/{found.pk}/match/{episode.misper_id}")
    html = shown.content.decode()
    if folder := os.environ.get("SHOTS"):
        Path(folder, "match.html").write_text(html)
    rows = shown.context["rows"]
    weights = [row["thousandths"] for row in rows]
    against = [weight for weight in weights if weight < 0]
    assert against
    assert weights == sorted(against) + sorted((weight for weight in weights if weight > 0), reverse=True)
    assert sum(weights) == shown.context["pair"].weight
    assert html.index("Strongest against") < html.index("Side by side") < html.index("What speaks for and against")
    assert "Not verified in the field" in html
    assert "support for" in shown.context["band"]
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\bstyle=|\bon[a-z]+=\"", html)
    one, other = shown.context["bodies"]
    assert one["marks"] == other["marks"] == ["Tattoo, Left arm: a swallow"]
    lights = {each["light"]: each["teeth"] for each in shown.context["teeth"]["words"]}
    assert lights == {"red": ["16"], "yellow": ["36"], "green": ["26", "46"]}
    wanted = [(each["family"], each["of"]) for each in shown.context["wanted"]]
    assert ("objects", "missing") in wanted or ("sex", "unidentified") in wanted
    assert html.index("Worth finding out next") < html.index("The others in the list")
    (rival,) = shown.context["rivals"]
    assert (rival["name"], rival["lower"]) == ("Corin Aldous", True)
    assert rival["why"][0]["thousandths"] < 0
    assert sum(abs(each["thousandths"]) for each in rival["why"]) >= rival["by"] / 2


def test_a_medical_fact_is_compared_before_those_alone_who_may_read_it(
    force: Agency, episode: Episode, found: Unidentified
) -> None:
    match = f"/unidentified/{found.pk}/match/{episode.misper_id}"
    for role, of, sees in ((Role.DUTY_OFFICER, force, True), (Role.EDITOR, force, False), (Role.OFFICER, None, False)):
        client = signed_in(factory.officer(role, of or factory.force()))
        shown = client.get(match)
        assert bool(shown.context["teeth"]) is sees
        assert ("Filled: 16" in shown.content.decode()) is sees
        assert "swallow" in shown.content.decode()


def test_from_the_missing_persons_side_the_finds_stand_likeliest_first(
    desk: Client, force: Agency, episode: Episode, found: Unidentified
) -> None:
    page = desk.get(f"/cases/{episode.pk}/matches")
    (line,) = page.context["lines"]
    assert line["reference"] == found.reference
    assert "support for" in line["band"]
    assert f"/unidentified/{found.pk}/match/{episode.misper_id}" in page.content.decode()
    assert f"/cases/{episode.pk}/matches" in desk.get(f"/cases/{episode.pk}").content.decode()
    for stranger in (factory.officer(Role.SUPERVISOR), factory.officer(Role.CENTRE_COORDINATOR, factory.force(kind=AgencyKind.NATIONAL_CENTRE))):  # fmt: skip
        assert signed_in(stranger).get(f"/cases/{episode.pk}/matches").status_code == 404


def test_what_is_kept_from_the_reader_is_not_called_not_known(
    desk: Client, duty: Officer, episode: Episode, found: Unidentified
) -> None:
    registry.add_fact(found.pk, "blood_group", "O+", viewer=duty.viewer, by=duty.actor, at=clock.now())
    factory.Follower().follow(clock.now())
    stranger = signed_in(factory.officer(Role.OFFICER, factory.force()))
    for client, said in ((desk, "Not known"), (stranger, "Not shown to you")):
        lines = client.get(f"/unidentified/{found.pk}/match/{episode.misper_id}").context["sides"]
        (line,) = [each for each in lines if each["label"] == "Blood group"]
        assert line["unidentified"]["told"] == ["O positive"]
        assert line["missing"] == {"told": [], "words": said}
        assert lines[0]["missing"]["words"] == ""  # nobody asks of the missing what was found


def test_from_the_missing_persons_side_verdict_and_exclusion_are_seen(
    desk: Client, duty: Officer, episode: Episode, found: Unidentified
) -> None:
    pair = (episode.misper_id, found.pk)
    said = {"viewer": duty.viewer, "by": duty.actor, "at": clock.now()}
    matching.judge(*pair, Verdict.NOT_SAME, reason="Another scar", **said)
    page = desk.get(f"/cases/{episode.pk}/matches")
    assert page.context["lines"][0]["verdict"] == "Not the same person"
    assert page.context["excluded"] == []
    matching.exclude(*pair, Rule.LABORATORY_DNA, Effect.EXCLUDE, reason="No kin", document="DNA 7/26", **said)
    page = desk.get(f"/cases/{episode.pk}/matches")
    assert page.context["lines"] == []
    (out,) = page.context["excluded"]
    assert out["reference"] == found.reference


def test_whoever_left_the_ranking_since_somebody_is_identified_is_counted_and_not_listed(
    desk: Client, duty: Officer, episode: Episode, found: Unidentified
) -> None:
    second, at = factory.officer(Role.SUPERVISOR, duty.agency), clock.now()
    pair = (episode.misper_id, found.pk)
    decision = Decision(Authority.CORONER, Method.DNA, "COR 17", at.date())
    matching.judge(*pair, Verdict.PROPOSED_SAME, reason="The swallow", viewer=duty.viewer, by=duty.actor, at=at)
    matching.judge(
        *pair, Verdict.IDENTIFIED, reason="DNA", viewer=second.viewer, by=second.actor, at=at, decision=decision
    )
    factory.Follower().follow(at)
    page = desk.get(f"/unidentified/{found.pk}")
    assert (page.context["excluded"], page.context["left"]) == ([], 1)
    assert "1 other left the ranking" in page.content.decode()
    assert "Corin" not in page.content.decode()
