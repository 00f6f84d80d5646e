"""The absences of the demonstration, one in every stage, newly reported first."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from wayhome.synthetic.people import Mark
from wayhome.synthetic.places import (
    NATIONAL_INTAKE,
    NORTHMOOR,
    SOUTHVALE,
    place,
)
from wayhome.synthetic.staging import (
    CastEpisode,
    InventedSighting,
    Stage,
    found_after,
    given_episode,
    given_person,
    spot_in,
)
from wayhome.terms.flag import Flag

HERO = "nia"
"""The child with a full set of facts."""
_YES, _NO, _OPEN = Flag.YES, Flag.NO, Flag.UNKNOWN


# --- newly reported -------------------------------------------------------------------------------


def _ottilie(rng: random.Random, now: datetime) -> CastEpisode:
    """Four minutes old, by the public form, nobody has looked yet."""
    at = now - timedelta(minutes=4)
    person = given_person(
        rng, now, home="Kittlesea", age=8, days_after_birthday=70, given_name="Ottilie", family_name="Marchbeck",
        alias="Tilly", sex="female", stature_cm=126, build="slim", hair="blond", hair_style="plaits", eyes="blue",
        ethnicity="white", skin=0, freckles=True, clothing="Yellow raincoat, blue jeans, red wellingtons",
        carrying="Small green net and a bucket", phone="", guardian_name="Hannah Marchbeck", guardian_phone="07700 900118",
        face_seed=41,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(minutes=35), where=spot_in("the bandstand", "Kittlesea", north=0.003, east=0.009),
        door="public_carer", circumstance="lost_on_outing", missing_from="excursion",
        circumstances="Lost sight of by the rock pools.",
        words="We were at the rock pools and I was drying her little brother. When I looked up she was not there. "
        "We have been calling for half an hour and the tide is coming in.",
        answers={"asked.out_of_character": _YES, "asked.manages_alone": _NO, "asked.taken": _NO},
    )  # fmt: skip
    return CastEpisode("ottilie", episode, Stage.REPORTED, NATIONAL_INTAKE.code)


def _tomasz(rng: random.Random, now: datetime) -> CastEpisode:
    """Eleven minutes old, sent by a children's home, thin."""
    at = now - timedelta(minutes=11)
    person = given_person(
        rng, now, home="Tannery Hill", age=15, days_after_birthday=201, given_name="Tomasz", family_name="Wróblewski",
        alias="Tomo", sex="male", stature_cm=174, build="slim", hair="light_brown", hair_style="short", eyes="grey",
        ethnicity="white", skin=1, clothing="Black puffer jacket, grey joggers, white trainers", carrying="",
        phone="07700 900231", care_status="care_order", guardian_name="Denise Oakthwaite",
        guardian_relation="residential_worker", guardian_phone="01632 960231", languages=("English", "Polish"), face_seed=8,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=3, minutes=20), where=spot_in("the chip shop", "Tannery Hill"),
        door="partner_api", circumstance="not_back_to_placement", missing_from="childrens_home",
        circumstances="Not back at the home at the agreed time.",
        words="Tomasz was due in at nine and is not answering. He was picked up by a grey car at the end of the road; "
        "we did not know the driver.",
        answers={"vulnerable.criminal_exploitation": _YES}, times_before=6, times_before_90_days=3,
    )  # fmt: skip
    return CastEpisode("tomasz", episode, Stage.REPORTED, NORTHMOOR.code, photo=False)


def _leila(rng: random.Random, now: datetime) -> CastEpisode:
    """Opened a quarter of an hour ago and not graded: a child whom nobody has graded counts as high."""
    at = now - timedelta(minutes=26)
    person = given_person(
        rng, now, home="Cressendale", age=12, days_after_birthday=15, given_name="Leila", family_name="Karimi",
        sex="female", stature_cm=149, build="slim", hair="black", hair_style="ponytail", eyes="brown",
        ethnicity="middle_eastern", skin=3, clothing="School uniform: navy blazer, white shirt, black trousers, black shoes",
        carrying="School bag, clarinet case", phone="07700 900347", guardian_name="Parisa Karimi",
        guardian_phone="07700 900348", languages=("English", "Dari"), face_seed=19,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=2, minutes=5), where=spot_in("the college gates", "Cressendale"),
        circumstance="not_back_from_school", missing_from="school", circumstances="Did not come home from school.",
        last_seen_by="a friend",
        words="Leila was at orchestra until five and never got off the bus. She always texts. Her friend says she looked "
        "upset at lunch but would not say why.",
        answers={"asked.out_of_character": _YES, "vulnerable.bullying": _OPEN},
    )  # fmt: skip
    return CastEpisode("leila", episode, Stage.OPEN, NORTHMOOR.code)


# --- open -----------------------------------------------------------------------------------------


def _nia(rng: random.Random, now: datetime) -> CastEpisode:
    """The child the demonstration follows: high risk, every fact known, two sightings, an appeal."""
    at = now - timedelta(hours=5, minutes=40)
    person = given_person(
        rng, now, home="Aldermouth", age=13, days_after_birthday=122, given_name="Nia", family_name="Harrowell",
        alias="Nini", sex="female", stature_cm=154, build="slim", hair="dark_brown", hair_style="curly", eyes="brown",
        ethnicity="mixed", skin=5, glasses=True, freckles=True,
        marks=(
            Mark("scar", "face", "small scar through the left eyebrow"),
            Mark("birthmark", "left_leg", "pale birthmark on the left calf"),
        ),
        clothing="Plum corduroy shirt, black jeans, white high-top trainers, round blue glasses",
        carrying="Mustard rucksack with a fox badge, sketchbook, phone without charger",
        phone="07700 900461", online_account="nini.foxglove@example.org",
        guardian_name="Carys Harrowell", guardian_phone="07700 900462",
        medical="Asthma: blue inhaler, nearly empty this morning", languages=("English", "Welsh"), face_seed=7,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=2, minutes=15),
        where=spot_in("the railway station", "Aldermouth", north=-0.004, east=-0.006),
        circumstance="met_online", circumstances="May have gone to meet an adult who contacted her online.",
        last_seen_by="a friend", has_money=_YES,
        words="It's my daughter Nia, she's thirteen. She said she was sketching at the harbour with a friend, and the "
        "friend says Nia got on a train alone. On her tablet there are messages from somebody who says he is seventeen, "
        "and I don't think he is. Please, she has never done anything like this.",
        known_places="The harbour wall and the art shop, Aldermouth; her grandmother in Saltmere Quay",
        medicine_deadline=now + timedelta(hours=2, minutes=20),
        answers={
            "asked.out_of_character": _YES, "asked.with_dangerous_person": _YES, "asked.planned": _YES,
            "asked.taken": _NO, "asked.suicidal": _NO, "asked.harmed_before": _NO, "asked.dressed_for_weather": _YES,
            "asked.manages_alone": _YES, "asked.family_conflict": _NO, "vulnerable.online_grooming": _YES,
            "vulnerable.sexual_exploitation": _YES, "vulnerable.essential_medicine": _YES, "vulnerable.bullying": _OPEN,
            "vulnerable.mental_ill_health": _NO, "vulnerable.substance_use": _NO, "vulnerable.language": _NO,
        },
    )  # fmt: skip
    sightings = (
        InventedSighting(
            now - timedelta(hours=6, minutes=50), now - timedelta(hours=3, minutes=30),
            spot_in("the harbour car park", "Saltmere Quay"), "07700 900733",
            "A girl with big curly hair and round glasses sat drawing by the harbour car park. Yellow bag. She was on "
            "her own and looked at her phone a lot. I am fairly sure about the bag.",
        ),
        InventedSighting(
            now - timedelta(hours=2, minutes=10), now - timedelta(hours=1, minutes=25),
            spot_in("the bus station", "Brindlesea"), "01632 960734",
            "Might have been her at the bus station with an older lad in a cap. I only saw them from the bus.",
        ),
    )  # fmt: skip
    return CastEpisode(
        HERO, episode, Stage.OPEN, NORTHMOOR.code, "high",
        "Thirteen, may be on her way to an adult who groomed her online, and needs her inhaler tonight.",
        sightings=sightings,
        appeal="Nia is 13 and was last seen at the railway station in Aldermouth. She has dark curly hair, freckles and "
        "round blue glasses, and carries a mustard rucksack with a fox badge. If you see her, please call.",
    )  # fmt: skip


def _kofi(rng: random.Random, now: datetime) -> CastEpisode:
    """Medicine is due in two hours."""
    at = now - timedelta(hours=1, minutes=50)
    person = given_person(
        rng, now, home="Amberwold", age=11, days_after_birthday=250, given_name="Kofi", family_name="Boakye", sex="male",
        stature_cm=147, build="medium", hair="black", hair_style="cropped", eyes="brown", ethnicity="black", skin=8,
        marks=(Mark("medical_device", "left_arm", "glucose sensor on the left upper arm"),),
        clothing="Red football shirt, navy tracksuit bottoms, black trainers", carrying="Football",
        phone="07700 900512", guardian_name="Abena Boakye", guardian_phone="07700 900513",
        medical="Type 1 diabetes, insulin with meals", face_seed=27,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=2), where=spot_in("the skate park", "Amberwold", north=0.002),
        circumstance="without_medicine", circumstances="Left after an argument; his insulin is at home.",
        words="Kofi argued with his cousin and ran off with his ball. He is diabetic and his insulin is in our fridge. He "
        "gets confused when his sugar is wrong and people think he is being rude.",
        medicine_deadline=now + timedelta(hours=2),
        answers={
            "vulnerable.essential_medicine": _YES, "asked.out_of_character": _YES, "asked.missed_medicine": _NO,
            "asked.manages_alone": _YES,
        },
    )  # fmt: skip
    return CastEpisode(
        "kofi",
        episode,
        Stage.OPEN,
        SOUTHVALE.code,
        "high",
        "Needs insulin within hours and becomes confused without it.",
    )


def _yonas(rng: random.Random, now: datetime) -> CastEpisode:
    """Three days gone from accommodation; the boy on the hospital ward may be he."""
    at = now - timedelta(days=3, hours=2)
    person = given_person(
        rng, now, home="Low Quays", age=16, days_after_birthday=40, given_name="Yonas", family_name="Tesfamariam",
        sex="male", stature_cm=171, build="slim", hair="black", hair_style="curly_short", eyes="brown",
        ethnicity="black", skin=7,
        marks=(
            Mark("scar", "left_hand", "scar across the back of the left hand"),
            Mark("dental", "head", "chipped upper front tooth"),
        ),
        clothing="Grey hoodie, black tracksuit bottoms, black trainers", carrying="Wooden cross on a cord",
        phone="", care_status="unaccompanied", guardian_name="Ffion Maddock", guardian_relation="foster_carer",
        guardian_phone="07700 900601", languages=("Tigrinya",), face_seed=33,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=9), where=spot_in("the canal footbridge", "Low Quays"),
        circumstance="left_asylum_accommodation", missing_from="foster", door="public_professional",
        circumstances="Unaccompanied child gone from his foster home; trafficking feared.",
        words="Yonas came to us three weeks ago. A man rang twice asking for him in his own language, and this morning his "
        "bed was empty. He has almost no English.",
        answers={
            "vulnerable.trafficking": _YES, "vulnerable.language": _YES, "asked.with_dangerous_person": _OPEN,
            "asked.planned": _NO,
        },
    )  # fmt: skip
    return CastEpisode(
        "yonas", episode, Stage.OPEN, NORTHMOOR.code, "high",
        "Alone in the country, somebody was asking for him, and he cannot ask for help in English.",
    )  # fmt: skip


def _jodie(rng: random.Random, now: datetime) -> CastEpisode:
    """The fourth time in ninety days."""
    at = now - timedelta(hours=19)
    person = given_person(
        rng, now, home="Dunmarrow", age=15, days_after_birthday=300, given_name="Jodie", family_name="Fothercombe",
        alias="Jojo", sex="female", stature_cm=162, build="medium", hair="dyed", hair_style="shoulder_length",
        eyes="hazel", ethnicity="white", skin=1, marks=(Mark("piercing", "face", "stud in the left side of the nose"),),
        clothing="Black hoodie, ripped blue jeans, black boots", carrying="Tote bag", phone="07700 900655",
        care_status="care_order", guardian_name="Marlon Whyte", guardian_relation="residential_worker",
        guardian_phone="01632 960655", face_seed=52,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=4), where=spot_in("the bus station", "Dunmarrow"),
        circumstance="to_see_family", missing_from="childrens_home", circumstances="Probably on the way to her brother.",
        words="Jodie's contact with her brother was cancelled again yesterday and she took it very hard. She has gone to "
        "see him before. She rang at ten to say she was all right, and hung up.",
        answers={"vulnerable.abuse_or_neglect": _YES, "asked.harmed_before": _NO, "asked.out_of_character": _NO},
        times_before=11, times_before_90_days=3,
    )  # fmt: skip
    return CastEpisode(
        "jodie", episode, Stage.OPEN, NORTHMOOR.code, "medium",
        "Fourth time in ninety days: a pattern that needs an answer, and nobody knows where she slept.",
    )  # fmt: skip


def _elis(rng: random.Random, now: datetime) -> CastEpisode:
    """Low, and still watched."""
    at = now - timedelta(hours=3, minutes=10)
    person = given_person(
        rng, now, home="Pennowby", age=17, days_after_birthday=180, given_name="Elis", family_name="Probert", sex="male",
        stature_cm=179, build="medium", hair="brown", hair_style="spiky", eyes="green", ethnicity="white", skin=1,
        clothing="Green parka, blue jeans, white trainers", carrying="", phone="07700 900702",
        guardian_name="Rhian Probert", guardian_phone="07700 900703", face_seed=64,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=11), where=spot_in("the high street", "Pennowby"),
        circumstance="with_friends", missing_from="public_place",
        circumstances="Did not come home from an evening with friends.",
        words="Elis went to a gig with friends and two of them say he missed the last train. His phone was on nine per cent "
        "when he texted me at midnight.",
        answers={"asked.manages_alone": _YES, "asked.suicidal": _NO, "vulnerable.substance_use": _NO}, has_money=_YES,
    )  # fmt: skip
    return CastEpisode(
        "elis",
        episode,
        Stage.OPEN,
        NORTHMOOR.code,
        "low",
        "In touch at midnight, with friends, phone running out.",
        photo=False,
    )


def _marek(rng: random.Random, now: datetime) -> CastEpisode:
    """An adult missing for months."""
    at = now - timedelta(days=152)
    person = given_person(
        rng, now, home="Belstrand", age=44, days_after_birthday=90, given_name="Marek", family_name="Zalewski", sex="male",
        stature_cm=186, build="stocky", hair="fair", hair_style="receding", eyes="blue", ethnicity="white", skin=1,
        marks=(Mark("tattoo", "right_arm", "compass rose on the right upper arm"),),
        clothing="Orange work fleece, khaki cargo trousers, brown walking boots", carrying="",
        phone="07700 900766", guardian_name="Aneta Zalewska", guardian_relation="relative", guardian_phone="07700 900767",
        languages=("Polish", "English"), face_seed=71,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=30), where=spot_in("the harbour car park", "Belstrand"),
        circumstance="did_not_arrive", missing_from="transit", circumstances="Set out after a shift and did not arrive.",
        words="My brother left work on the Friday and never got home. His van is still by the harbour. He had been quiet, but "
        "he was planning our mother's birthday.",
        answers={"asked.out_of_character": _YES, "vulnerable.mental_ill_health": _OPEN},
    )  # fmt: skip
    return CastEpisode(
        "marek", episode, Stage.OPEN, SOUTHVALE.code, "medium", "Out of character; no use of phone or bank since."
    )


# --- located, found, closed -----------------------------------------------------------------------


def _saoirse(rng: random.Random, now: datetime) -> CastEpisode:
    """Somebody says where she is; nobody has seen her face to face."""
    at = now - timedelta(hours=8)
    person = given_person(
        rng, now, home="Orlestead", age=14, days_after_birthday=33, given_name="Saoirse", family_name="Tuohy",
        alias="Sersh", sex="female", stature_cm=160, build="slim", hair="ginger", hair_style="long", eyes="green",
        ethnicity="white", skin=0, freckles=True, clothing="Cream cardigan, denim skirt, canvas shoes",
        carrying="Headphones", phone="07700 900811", guardian_name="Eamon Tuohy", guardian_phone="07700 900812", face_seed=88,
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=1, minutes=30), where=spot_in("the retail park", "Orlestead"),
        circumstance="quarrel", circumstances="Left home after an argument.",
        words="We had words about her phone and she went out of the back door. She has never stayed out overnight.",
        answers={"asked.family_conflict": _YES, "asked.out_of_character": _YES},
    )  # fmt: skip
    return CastEpisode(
        "saoirse", episode, Stage.LOCATED_UNCONFIRMED, NORTHMOOR.code, "medium", "First night away and no coat.",
        located_words="The mother of a school friend in Wyrnholt rang: Saoirse is asleep in their spare room. A patrol is on "
        "the way to see her.",
    )  # fmt: skip


def _arthur(rng: random.Random, now: datetime) -> CastEpisode:
    """Found two hours ago; both interviews are due."""
    at = now - timedelta(hours=6)
    person = given_person(
        rng, now, home="Fernside", age=9, days_after_birthday=140, given_name="Arthur", family_name="Ravenshaw",
        alias="Artie", sex="male", stature_cm=134, build="slim", hair="brown", hair_style="short", eyes="hazel",
        ethnicity="white", skin=1, clothing="School uniform: bottle green jumper, white shirt, grey trousers, black shoes",
        carrying="Ear defenders", phone="", guardian_name="Lowri Ravenshaw", guardian_phone="07700 900855", face_seed=93,
    )  # fmt: skip
    ending = found_after(
        at, after=4.0, by="police", where="street", town=place("Fernside"), seen_by="PC 4417 Gethin Marlstone",
        why="mental_distress", words="Sitting in the hedge behind the allotments with his ear defenders on. Safe, thirsty.",
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(minutes=50), where=spot_in("the park gates", "Fernside"),
        circumstance="overwhelmed", missing_from="school", reporter_relation="school", reporter_name="Moira Penstock",
        reporter_phone="01632 960856", circumstances="Autistic child who ran from noise and may be hiding.", ending=ending,
        words="We have a pupil missing, Arthur, aged nine. He is autistic and the fire alarm was too much; he ran out of the "
        "side gate. He may hide if people shout his name.",
        answers={"vulnerable.autism": _YES, "asked.manages_alone": _NO},
    )  # fmt: skip
    return CastEpisode(
        "arthur", episode, Stage.FOUND, NORTHMOOR.code, "high", "Nine, autistic, hides and will not answer a stranger."
    )


def _priya(rng: random.Random, now: datetime) -> CastEpisode:
    """Closed a fortnight ago, both interviews held."""
    at = now - timedelta(days=15)
    person = given_person(
        rng, now, home="Harrowmere", age=13, days_after_birthday=210, given_name="Priya", family_name="Vaghela",
        sex="female", stature_cm=156, build="slim", hair="black", hair_style="long", eyes="brown", ethnicity="asian",
        skin=5, clothing="Lilac hoodie, black leggings, grey trainers", carrying="Library books", phone="07700 900902",
        guardian_name="Manisha Vaghela", guardian_phone="07700 900903", languages=("English", "Gujarati"), face_seed=101,
    )  # fmt: skip
    ending = found_after(
        at, after=7.5, by="own_accord", where="home", town=place("Harrowmere"), seen_by="PC 5120 Ines Coldbeck",
        why="bullied", words="Came home by the last tram. Had sat in the library until it closed, then in the station café.",
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(hours=3), where=spot_in("the central library", "Harrowmere"),
        circumstance="bullied", missing_from="school", circumstances="Bullied, did not arrive at school.", ending=ending,
        words="School rang to say Priya never came in. Somebody shared a picture of her last night and she begged me not to "
        "make her go.",
        answers={"vulnerable.bullying": _YES, "asked.out_of_character": _YES},
    )  # fmt: skip
    return CastEpisode(
        "priya", episode, Stage.CLOSED, NORTHMOOR.code, "medium", "Bullied and out of touch since morning.",
        prevention_interview="Spoken to at home with her mother out of the room. No harm. School will act on the picture.",
        return_interview="Accepted. Wants to change form and to have one teacher she can go to. Agreed to share that with "
        "school, not the rest.",
    )  # fmt: skip


def _winifred(rng: random.Random, now: datetime) -> CastEpisode:
    """An older person, closed."""
    at = now - timedelta(days=41)
    person = given_person(
        rng, now, home="Duxholme", age=81, days_after_birthday=20, given_name="Winifred", family_name="Skelthwaite",
        alias="Winnie", sex="female", stature_cm=155, build="thin", hair="white", hair_style="curly_short", eyes="blue",
        ethnicity="white", skin=0, glasses=True, clothing="Grey cardigan, black skirt and tights, slippers", carrying="",
        phone="", guardian_name="Colin Skelthwaite", guardian_relation="relative", guardian_phone="01632 960944",
        medical="Dementia, diagnosed two years ago", face_seed=110,
    )  # fmt: skip
    ending = found_after(
        at, after=2.4, by="public_other", where="transport", town=place("Duxholme"), seen_by="PC 2208 Owain Hartside",
        why="lost", words="On the bench at the old tram stop, waiting for the mill tram. Cold, otherwise well.",
    )  # fmt: skip
    episode = given_episode(
        rng, person, at=at, seen=timedelta(minutes=40), where=spot_in("the bandstand", "Duxholme"), circumstance="dementia",
        circumstances="Dementia, went out alone.", ending=ending,
        words="Mum has dementia and went out in slippers while I was in the shower. She may be looking for the mill where she "
        "worked; it closed years ago.",
        answers={"asked.manages_alone": _NO, "asked.severe_weather": _YES, "asked.dressed_for_weather": _NO},
    )  # fmt: skip
    return CastEpisode(
        "winifred", episode, Stage.CLOSED, SOUTHVALE.code, "high", "Dementia, slippers, two degrees outside.",
        prevention_interview="Seen at home with her son. A door sensor and a bracelet were offered and accepted.",
    )  # fmt: skip


MAKERS = (
    _ottilie, _tomasz, _leila, _nia, _kofi, _yonas, _jodie, _elis, _marek, _saoirse, _arthur, _priya, _winifred,
)  # fmt: skip
"""In the order in which they are drawn, which is part of what a seed gives."""
