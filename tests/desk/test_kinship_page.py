"""A laboratory's kinship result on the page of a pair: entered from its report, never more than a strong lead, shown to few."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.access import actions as access
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode
from wayhome.desk.views.kinship import _few, _one_in, _share
from wayhome.ledger.models import Entry
from wayhome.matching.models import Candidate, Kinship
from wayhome.registry.models import Unidentified
from wayhome.rules.access import MAY, Action
from wayhome.terms.viewer import AgencyKind, Role

LABORATORY = "Zephyr Example Laboratory"


def report(**changes: Any) -> dict[str, Any]:
    """What an officer types in from a report."""
    return {
        "propositions": "parents", "log10_lr": "8.41", "population": "least", "populations": "Four, named in the report", "loci": "24",
        "inconsistent": "", "left_out": "D3S1358 7.2\nPenta_D 7.95", "relatives": ["mother", "father"], "second_set": "none",
        "counted": ["sex"], "comparisons": "9100000000", "alternatives": "", "laboratory": LABORATORY, "report": "ZEL-17",
        "reported_on": f"{clock.now().date()}", "software": "Invented 1.0", "frequencies": "Invented, 2013",
    } | changes  # fmt: skip


def urls(row: Unidentified, episode: Episode) -> tuple[str, str]:
    return (
        f"/unidentified/{row.pk}/match/{episode.misper_id}",
        f"/unidentified/{row.pk}/kinship/{episode.misper_id}",
    )


def said(html: str) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).replace(" .", ".")


def test_a_result_is_entered_and_stands_beside_its_number_its_prior_and_what_it_lacks(
    desk: Client,
    episode: Episode,
    found: Unidentified,
) -> None:
    match, enter = urls(found, episode)
    assert "No laboratory's result is in force." in said(desk.get(match).content.decode().replace("&#x27;", "'"))
    assert desk.post(enter, report()).status_code == 302
    page = desk.get(match)
    now = page.context["kinship"]["now"]
    text = said(page.content.decode())
    assert "Strong lead +8.41" in text
    assert "extremely strong support for the first proposition, against the second" in text
    assert "Smallest without D3S1358: +7.2" in text
    assert "at most 1 in 257,000,000 would show a figure as high" in text
    assert "Among 9,100,000,000 comparisons, at most 35.5 are to be expected by chance." in text
    for words in (
        "missing child of these parents",
        "Mother, Father",
        "None inconsistent",
        LABORATORY,
        "ZEL-17",
        "Invented 1.0",
    ):
        assert words in text
    rows = now["chances"]
    assert [line["prior"] for line in rows[1:3]] == ["1 in 1,000,000, for example", "1 in 100,000, for example"]
    assert rows[1]["after"] == "99.61 in 100"
    assert "by the list's own evidence without: Sex" in rows[0]["prior"]
    section = page.content.decode().partition('aria-labelledby="kinship"')[2].partition("</section>")[0]
    assert not re.search(
        r"\bmatch|identif", re.sub(r"unidentified|href=\"[^\"]*\"|action=\"[^\"]*\"", "", section.lower())
    )


def test_the_figure_is_added_in_place_of_what_it_counts_and_the_sum_is_exact(
    desk: Client,
    episode: Episode,
    found: Unidentified,
) -> None:
    match, enter = urls(found, episode)
    before = desk.get(match)
    sex = [row["thousandths"] for row in before.context["rows"] if row["fact"] == "Sex"]
    assert sex
    desk.post(enter, report())
    page = desk.get(match)
    weights = {row["fact"]: row["thousandths"] for row in page.context["rows"]}
    assert weights["Kinship"] == 8410
    assert "Sex" not in weights
    assert [row["thousandths"] for row in page.context["kinship"]["now"]["replaced"]] == sex
    assert page.context["total"] == sum(row["thousandths"] for row in page.context["rows"])
    assert page.context["total"] == before.context["total"] - sum(sex) + 8410
    assert "Left out, since the laboratory" in page.content.decode()
    pair = Candidate.objects.get(unidentified=found.pk, missing=episode.misper_id, superseded_at=None)
    assert pair.weight == before.context["total"]  # the list is as it was


def test_a_figure_that_speaks_against_says_for_what(desk: Client, episode: Episode, found: Unidentified) -> None:
    match, enter = urls(found, episode)
    desk.post(enter, report(log10_lr="-5.5", left_out="TH01 -4", inconsistent="TH01", counted=[]))
    page = desk.get(match)
    text = said(page.content.decode())
    assert "Excluded \N{MINUS SIGN}5.5" in text
    assert "very strong support for the second proposition, against the first" in text
    (row,) = [each for each in page.context["rows"] if each["fact"] == "Kinship"]
    assert (row["thousandths"], row["words"]) == (
        -5500,
        "For “The unidentified person is unrelated to them.”, by report ZEL-17",
    )
    assert page.context["against"]["fact"] == "Kinship"
    assert page.context["total"] == page.context["pair"].weight - 5500
    assert page.context["kinship"]["now"]["bound"] == []


@pytest.mark.parametrize(
    ("field", "sent", "says"),
    [
        ("log10_lr", "nan", "Give the log10 of the likelihood ratio as a number"),
        ("log10_lr", "1e999", "Give the log10 of the likelihood ratio as a number"),
        ("log10_lr", "8,41", "Write the decimals with a point"),
        ("log10_lr", "150", "more than so many loci can give"),
        ("log10_lr", "", "Give either the log10 of the ratio"),
        ("left_out", "D3S1358 7,2", "Line 1: write the decimals with a point"),
        ("left_out", "TH01 7.2\nD3S1385 7.1", "Line 2: “D3S1385” is no autosomal STR marker"),
        ("left_out", "TH01 1.2", "Without TH01 the figure cannot be 1.2"),
        ("left_out", "", "Give at least the locus"),
        ("inconsistent", "DYS391", "“DYS391” is no autosomal STR marker"),
        ("loci", "2.5", "The number of loci compared is a whole number"),
        ("loci", "9" * 5000, "The number of loci"),
        ("loci", "-3", "The number of loci lies between 1 and 34"),
        ("comparisons", "0", "The number of comparisons is a whole number above 0"),
        ("comparisons", "9" * 40, "The number of comparisons is a whole number above 0"),
        ("reported_on", "2999-01-01", "still to come"),
        ("reported_on", "2001-01-01", "older than the find"),
        ("relatives", [], "Who was typed"),
        ("relatives", ["Tamsin's mother"], "not one of the available choices"),
        ("counted", ["kinship"], "not one of the available choices"),
        ("propositions", "own", "Say it in words"),
        ("laboratory", "x" * 121, "at most 120 characters"),
        ("software", "\0", "Null characters are not allowed"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_question(
    desk: Client,
    episode: Episode,
    found: Unidentified,
    field: str,
    sent: Any,
    says: str,
) -> None:
    page = desk.post(urls(found, episode)[1], report(**{field: sent}))
    assert page.status_code == 200
    wrong = page.context["form"].errors
    at = "claim" if field == "propositions" else field
    assert any(says in each for each in wrong[at]), wrong
    assert not Kinship.objects.exists()
    assert not Entry.objects.filter(kind="kinship.entered").exists()


def test_a_ratio_of_nought_excludes_and_is_added_to_nothing(
    desk: Client,
    episode: Episode,
    found: Unidentified,
) -> None:
    match, enter = urls(found, episode)
    assert desk.post(enter, report(zero="on")).context["form"].errors  # a number and a nought
    assert desk.post(enter, report(zero="on", log10_lr="", left_out="", inconsistent="FGA, penta d")).status_code == 302
    page = desk.get(match)
    text = said(page.content.decode())
    assert "Excluded ratio 0" in text
    assert "until an officer applies the rule" in text
    assert "Inconsistent: FGA, Penta D" in text
    assert page.context["total"] == page.context["pair"].weight
    assert "is not in this sum" in text
    assert {line["after"] for line in page.context["kinship"]["now"]["chances"]} == {
        "less than 1 in 10 to the power 12"
    }


def test_a_later_result_supersedes_and_an_officer_revokes_and_both_stay_readable(
    desk: Client,
    force: Agency,
    episode: Episode,
    found: Unidentified,
) -> None:
    match, enter = urls(found, episode)
    desk.post(enter, report())
    first = Kinship.objects.get()
    other = signed_in(factory.officer(Role.SUPERVISOR, force))
    form = other.get(enter)
    assert "takes the place of report ZEL-17" in form.content.decode()
    stale = other.post(enter, report(report="ZEL-18", sees=""))
    assert stale.status_code == 409  # somebody else's result stands there by now
    sees = {"sees": form.context["form"]["sees"].value()}
    assert other.post(enter, report(report="ZEL-18", log10_lr="3.1", left_out="FGA 2.9", **sees)).status_code == 302
    page = desk.get(match)
    assert page.context["kinship"]["now"]["report"] == "ZEL-18"
    assert page.context["kinship"]["now"]["rung"] in {"Lead", "Inconclusive"}
    assert "Superseded" in said(page.content.decode())
    second = Kinship.objects.get(superseded_at=None)
    revoke = f"/unidentified/{found.pk}/revoke-kinship/{second.pk}"
    assert "Enter an answer: Why is the result revoked?" in desk.post(revoke, {}).content.decode()
    assert desk.post(revoke, {f"{second.pk.hex}-because": "Samples swapped"}).status_code == 302
    again = desk.post(revoke, {f"{second.pk.hex}-because": "Twice"})
    assert again.status_code == 409 or "Somebody else changed this" in again.content.decode()
    page = desk.get(match)
    assert "now" not in page.context["kinship"]
    assert page.context["total"] == page.context["pair"].weight
    text = said(page.content.decode())
    assert "Samples swapped" in text
    assert text.count("ZEL-1") >= 2
    assert set(Kinship.objects.values_list("pk", flat=True)) == {first.pk, second.pk}
    kinds = list(Entry.objects.filter(subject="matching.Kinship").order_by("id").values_list("kind", flat=True))
    assert kinds == ["kinship.entered", "kinship.entered", "kinship.revoked"]
    assert "8.41" not in str(list(Entry.objects.filter(subject="matching.Kinship").values_list("facts", flat=True)))


MAY_KINSHIP = {
    (AgencyKind.POLICE_FORCE, Role.DUTY_OFFICER), (AgencyKind.POLICE_FORCE, Role.SUPERVISOR), (AgencyKind.POLICE_FORCE, Role.ANALYST),
    (AgencyKind.NATIONAL_CENTRE, Role.CENTRE_COORDINATOR), (AgencyKind.NATIONAL_CENTRE, Role.ANALYST),
    (AgencyKind.NATIONAL_CENTRE, Role.DNA_ANALYST),
}  # fmt: skip


def test_who_may_not_sees_no_figure_nor_whether_there_is_one(
    desk: Client,
    force: Agency,
    episode: Episode,
    found: Unidentified,
) -> None:
    match, enter = urls(found, episode)
    asked = [key for key, allowed in MAY.items() if Action.SEE_RECORD in allowed]
    clients = {
        key: signed_in(
            factory.officer(key[1], force if key[0] is AgencyKind.POLICE_FORCE else factory.force(kind=key[0]))
        )
        for key in asked
    }
    before = {key: client.get(match).content.decode() for key, client in clients.items()}
    desk.post(enter, report())
    row = Kinship.objects.get()
    for key, client in clients.items():
        html = client.get(match).content.decode()
        assert (LABORATORY in html) is (key in MAY_KINSHIP), key
        assert (client.get(enter).status_code == 200) is (key in MAY_KINSHIP), key
        if key not in MAY_KINSHIP:
            assert plain(html) == plain(before[key]), key
            assert "Not shown to you" in html
            assert client.post(enter, report()).status_code == 404
            sent = {f"{row.pk.hex}-because": "x"}
            assert client.post(f"/unidentified/{found.pk}/revoke-kinship/{row.pk}", sent).status_code == 404
    assert len(clients) > len(MAY_KINSHIP)
    assert Kinship.objects.get().revoked_at is None


def plain(html: str) -> str:
    """A page without what is drawn anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|\d\d:\d\d(:[\d.+]*)?', "", html)


def test_a_record_that_is_closed_or_another_pair_is_as_none(
    desk: Client,
    force: Agency,
    duty: Officer,
    episode: Episode,
    found: Unidentified,
) -> None:
    match, enter = urls(found, episode)
    desk.post(enter, report())
    row = Kinship.objects.get()
    absent = desk.get(f"/unidentified/{found.pk}/kinship/{new_id()}")
    assert absent.status_code == 404
    assert desk.post(f"/unidentified/{found.pk}/kinship/{new_id()}", report()).status_code == 404
    sent = {f"{row.pk.hex}-because": "x"}
    assert desk.post(f"/unidentified/{new_id()}/revoke-kinship/{row.pk}", sent).status_code == 404
    assert desk.post(f"/unidentified/{found.pk}/revoke-kinship/{new_id()}", sent).status_code == 404
    analyst = signed_in(factory.officer(Role.ANALYST, force))
    assert LABORATORY in analyst.get(match).content.decode()
    head = factory.officer(Role.SUPERVISOR, force)
    access.restrict(episode.misper, "A relative works here", viewer=head.viewer, by=head.actor, at=clock.now())
    for path in (match, enter):
        hidden = analyst.get(path)
        assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert analyst.post(enter, report(report="ZEL-99")).status_code == 404
    assert analyst.post(f"/unidentified/{found.pk}/revoke-kinship/{row.pk}", sent).status_code == 404
    assert LABORATORY in desk.get(match).content.decode()  # who leads sees it as before
    assert Kinship.objects.get().report == "ZEL-17"


def by_hand(episode: Episode, found: Unidentified, rival: Candidate) -> dict[str, Any]:
    """The line of the table whose prior is the list's own: of two with a result each, and of nobody."""
    rows = {each.missing: each for each in Candidate.objects.filter(unidentified=found.pk, superseded_at=None)}
    mine = rows[episode.misper_id]
    sex = sum(part["weight"] for part in mine.evidence if part["kind"] == "sex")
    prior = {mine.missing: mine.chance * 10 ** (-sex / 1000), rival.missing: rival.chance}
    ratio = {mine.missing: 10**8.41, rival.missing: 10**8.1}
    assert set(rows) == set(prior)
    before = prior[mine.missing] / (sum(prior.values()) + mine.nobody)
    after = prior[mine.missing] * ratio[mine.missing]
    whole = sum(prior[each] * ratio[each] for each in prior) + mine.nobody
    words = f"{_share(before)}, by the list's own evidence without: Sex"
    return {"prior": words, "after": _share(after / whole), "own": True}


def test_rivals_with_a_result_stand_with_the_gap_and_only_before_who_may_see_them(
    desk: Client,
    force: Agency,
    duty: Officer,
    episode: Episode,
    found: Unidentified,
) -> None:
    rival = Candidate.objects.filter(unidentified=found.pk, superseded_at=None).exclude(missing=episode.misper_id).get()
    desk.post(
        f"/unidentified/{found.pk}/kinship/{rival.missing}",
        report(log10_lr="8.1", left_out="TH01 7", report="ZEL-20", counted=[]),
    )
    match, enter = urls(found, episode)
    desk.post(enter, report())
    page = desk.get(match)
    (other,) = page.context["kinship"]["now"]["rivals"]
    assert (other["name"], other["dex"], other["gap"], other["near"]) == ("Corin Aldous", "+8.1", "+0.31", True)
    assert "The two are hardly set apart." in page.content.decode()
    assert page.context["kinship"]["now"]["chances"][0] == by_hand(episode, found, rival)
    back = desk.get(f"/unidentified/{found.pk}/match/{rival.missing}")
    assert [each["gap"] for each in back.context["kinship"]["now"]["rivals"]] == ["\N{MINUS SIGN}0.31"]
    misper = Episode.objects.get(misper_id=rival.missing).misper
    head = factory.officer(Role.SUPERVISOR, force)
    access.restrict(misper, "A relative works here", viewer=head.viewer, by=head.actor, at=clock.now())
    analyst = signed_in(factory.officer(Role.ANALYST, force))
    kept = analyst.get(match)
    assert kept.context["kinship"]["now"]["rivals"] == []
    assert "Corin" not in kept.content.decode()
    assert clock.now() - timedelta(hours=1) < Kinship.objects.latest("at").at


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.99995, "more than 9,999 in 10,000"), (0.99987, "99.98 in 100"), (0.9999, "99.99 in 100"), (0.5, "50.0 in 100"),
        (0.01, "1.0 in 100"), (0.0099, "1 in 101"), (1 / 250_000_000.9, "1 in 250,000,000"), (1e-13, "less than 1 in 10 to the power 12"),
    ],
)  # fmt: skip
def test_a_probability_is_never_nought_and_never_one(chance: float, words: str) -> None:
    assert _share(chance) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.4, "1 in 2.5"), (1 / 45.67, "1 in 45.6"), (1 / 4567.8, "1 in 4,560"), (1e-15, "1 in 10 to the power 15")],
)
def test_a_bound_is_never_said_smaller_than_it_is(share: float, words: str) -> None:
    assert _one_in(share) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (35.403, "35.5"),
        (0.0000001, "0.001"),
        (0.02341, "0.0235"),
        (9_100.0, "9,100"),
        (1_234_567.0, "1,240,000"),
        (5.0, "5"),
    ],
)
def test_what_is_expected_at_most_is_rounded_up(number: float, words: str) -> None:
    assert _few(number) == words
