"""The small fixed cast of the demonstration: one absence in every stage, so that a newcomer sees each at once.

Whoever draws with the same seed and moment gets the same cast. Everybody in it is invented, each face drawn.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from wayhome.synthetic.cast_episodes import HERO, MAKERS
from wayhome.synthetic.episodes import InventedEpisode
from wayhome.synthetic.people import Mark, invent_person
from wayhome.synthetic.places import CHILDRENS_SERVICES, NATIONAL_CENTRE, NATIONAL_INTAKE, NORTHMOOR, SOUTHVALE, place
from wayhome.synthetic.staging import Demonstration, InventedOfficer, spot_in
from wayhome.synthetic.unidentified import InventedUnidentified, describe
from wayhome.terms.age_range import AgeRange
from wayhome.terms.viewer import Role

OFFICERS = (
    InventedOfficer("Imogen Tarrow", "imogen.tarrow@example.org", NORTHMOOR.code, Role.CALL_TAKER),
    InventedOfficer("Gethin Marlstone", "gethin.marlstone@example.org", NORTHMOOR.code, Role.OFFICER),
    InventedOfficer("Adaeze Okoye", "adaeze.okoye@example.org", NORTHMOOR.code, Role.DUTY_OFFICER),
    InventedOfficer("Ruth Calderwell", "ruth.calderwell@example.org", NORTHMOOR.code, Role.SUPERVISOR),
    InventedOfficer("Samir Haddow", "samir.haddow@example.org", NORTHMOOR.code, Role.EDITOR),
    InventedOfficer("Petra Lindmere", "petra.lindmere@example.org", SOUTHVALE.code, Role.DUTY_OFFICER),
    InventedOfficer("Callum Ferriby", "callum.ferriby@example.org", SOUTHVALE.code, Role.OFFICER),
    InventedOfficer(
        "Bethan Prosserley", "bethan.prosserley@example.org", CHILDRENS_SERVICES.code, Role.CHILDRENS_SERVICES_WORKER
    ),
    InventedOfficer("Noor Ellerby", "noor.ellerby@example.org", NATIONAL_CENTRE.code, Role.CENTRE_COORDINATOR),
    InventedOfficer("Tomos Fairweather-Gill", "tomos.fairweathergill@example.org", NATIONAL_CENTRE.code, Role.ANALYST),
    InventedOfficer("Jun Hartwell", "jun.hartwell@example.org", NATIONAL_INTAKE.code, Role.CALL_TAKER),
    InventedOfficer("Maeve Stockbeck", "maeve.stockbeck@example.org", NATIONAL_CENTRE.code, Role.AUDITOR),
)


def demonstration(rng: random.Random, *, now: datetime) -> Demonstration:
    """The cast as it stands at a moment. Raises ValueError when the moment has no zone."""
    if now.tzinfo is None:
        raise ValueError("The demonstration needs the time zone of its moment.")
    episodes = tuple(maker(rng, now) for maker in MAKERS)
    yonas = next(each for each in episodes if each.key == "yonas")
    return Demonstration(
        episodes=episodes,
        unidentified=(
            _boy_on_the_ward(rng, yonas.episode, now),
            _man_on_the_shore(rng, now),
            _part_in_the_dunes(rng, now),
        ),
        officers=OFFICERS,
        hero=HERO,
        match=("yonas", 0),
    )


# --- found without a name -------------------------------------------------------------------------


def _boy_on_the_ward(rng: random.Random, episode: InventedEpisode, now: datetime) -> InventedUnidentified:
    """The boy on the ward, who is Yonas: the same scar and tooth, the age a little out, another town."""
    person = episode.person
    base = describe(rng, person, kind="alive", at=now - timedelta(hours=20), near=place("Amberwold"))
    return replace(
        base, agency=SOUTHVALE.code, found_place=spot_in("the tram stop by the old infirmary", "Amberwold"),
        age=AgeRange(15, 18), stature_cm=(169, 173), build="thin", hair="black", eyes="brown", ethnicity="black", sex="male",
        marks=person.marks, clothing="Grey hoodie, black tracksuit bottoms, no shoes", objects=("Wooden cross on a cord",),
        languages=("Tigrinya",),
        words="Came in with an ambulance after collapsing. Dehydrated, now stable. Gave the name Abel and then would not speak; "
        "the interpreter thinks he is frightened of somebody.",
    )  # fmt: skip


def _man_on_the_shore(rng: random.Random, now: datetime) -> InventedUnidentified:
    """A man of another build, age and colouring than Marek, so that nothing should rank him high."""
    person = invent_person(rng, on=now.date(), child=False)
    base = describe(rng, person, kind="body", at=now - timedelta(days=9), near=place("Gannetsea"))
    return replace(
        base, condition="decomposed", agency=NORTHMOOR.code, found_place=spot_in("the foreshore", "Gannetsea", east=0.02),
        died_from=now - timedelta(days=60), died_to=now - timedelta(days=20), sex="male", age=AgeRange(55, 75),
        stature_cm=(164, 172), build="slim", hair="grey", eyes="unknown", ethnicity="unknown",
        marks=(Mark("surgical_scar", "abdomen", "scar from an appendix operation"),),
        clothing="Navy jumper, brown corduroy trousers, one black boot", objects=("Pocket knife with a bone handle",),
        languages=(), words="Found on the shore at low water by a couple with a dog.",
    )  # fmt: skip


def _part_in_the_dunes(rng: random.Random, now: datetime) -> InventedUnidentified:
    """Part of a person, of whom almost nothing can be said yet."""
    person = invent_person(rng, on=now.date(), child=False)
    base = describe(rng, person, kind="part", at=now - timedelta(days=3), near=place("Wrenhaven"))
    return replace(
        base, agency=NORTHMOOR.code, found_place=spot_in("the dunes", "Wrenhaven", north=0.012, east=0.02), sex="unknown",
        died_from=now - timedelta(days=1500), died_to=now - timedelta(days=180), marks=(), clothing="",
        objects=("Left trainer, size 42",), words="Found in the dunes after the storm. Sample sent for DNA.",
    )  # fmt: skip
