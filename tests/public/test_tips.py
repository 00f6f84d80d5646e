"""What the public tells of an alert: from its page, after its end, and of a drill apart."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tests import factory
from tests.public.conftest import Visitor
from wayhome.base import clock
from wayhome.base.ids import new_id, new_reference
from wayhome.intake.models import Sighting
from wayhome.intake.queries import words_of_sighting
from wayhome.ledger.models import Entry
from wayhome.published import files as published

pytestmark = pytest.mark.usefixtures("fresh_database")
SAW = {"place": "The quay", "words": "A grey van", "contact": "07700 900456"}


def put_up(spot: str) -> tuple[UUID, UUID]:
    """The page of an alert or a drill, as its way out puts it there; whose it is, and of which agency."""
    owner, agency = new_id(), factory.force().pk
    page = b"<p>Marigold, a red coat</p>"
    published.publish(
        owner, spot, {"index.html": page}, agency=agency, at=clock.now(), until=clock.now() + timedelta(hours=1)
    )
    return owner, agency


@pytest.mark.parametrize(("folder", "drill"), [("alerts", False), ("drills", True)])
def test_what_was_seen_is_kept_as_a_tip_of_that_alert_for_its_agency(
    visitor: Visitor, folder: str, drill: bool
) -> None:
    spot = f"{folder}/{new_reference()}"
    owner, agency = put_up(spot)
    page = visitor.get(f"/{spot}/sighting/")
    assert page.status == 200
    assert ("DRILL" in page.text) is drill
    assert "Marigold" not in page.text
    assert visitor.fill(f"/{spot}/sighting/").status == 422
    answer = visitor.fill(f"/{spot}/sighting/", **SAW)
    assert answer.status == 302
    tip = Sighting.objects.get()
    assert (tip.alert, tip.edition, tip.agency_id, tip.drill) == (owner, None, agency, drill)
    assert words_of_sighting(tip) == SAW | {"reference": spot.partition("/")[2]}
    receipt = visitor.get(answer.headers["Location"])
    assert tip.reference in receipt.text
    assert list(Entry.objects.filter(by="public").values_list("kind", flat=True)) == ["sighting.received"]


def test_when_the_alert_is_over_the_form_says_so_and_still_takes_what_was_seen(visitor: Visitor) -> None:
    spot = f"alerts/{new_reference()}"
    owner, agency = put_up(spot)
    published.withdraw(owner, spot, agency=agency, at=clock.now())
    assert visitor.get(f"/{spot}/").status == 410
    page = visitor.get(f"/{spot}/sighting/")
    assert page.status == 200
    assert "This alert is over" in page.text
    for words in ("Marigold", "photo.jpg", "found", f'href="/{spot}/"'):
        assert words not in page.text
    assert visitor.fill(f"/{spot}/sighting/", **SAW).status == 302
    assert Sighting.objects.get().alert == owner


def test_past_its_time_the_form_says_so_though_nobody_took_the_page_down(visitor: Visitor) -> None:
    spot = f"alerts/{new_reference()}"
    published.publish(
        new_id(), spot, {"index.html": b"x"}, agency=factory.force().pk, at=clock.now(), until=clock.now() - timedelta(hours=1)
    )  # fmt: skip
    assert "This alert is over" in visitor.get(f"/{spot}/sighting/").text


@pytest.mark.parametrize("folder", ["alerts", "drills"])
def test_of_what_never_was_nothing_is_taken(visitor: Visitor, folder: str) -> None:
    spot = f"alerts/{new_reference()}"
    put_up(spot)
    path = f"/{folder}/{new_reference() if folder == 'alerts' else spot.partition('/')[2]}/sighting/"
    assert visitor.get(path).status == 404
    assert visitor.post(path, visitor.hidden(f"/{spot}/sighting/") | SAW).status == 404
    assert not Sighting.objects.exists()


def test_beyond_ten_an_hour_a_tip_is_taken_and_marked(visitor: Visitor) -> None:
    spot = f"alerts/{new_reference()}"
    put_up(spot)
    filled = visitor.hidden(f"/{spot}/sighting/") | SAW
    assert {visitor.post(f"/{spot}/sighting/", filled).status for _ in range(11)} == {302}
    assert list(Sighting.objects.order_by("received_at").values_list("of_many", flat=True)) == [False] * 10 + [True]
