"""Why people are missing, and how those who miss them say it.

The words are invented for this project in the manner of callers: worried, incomplete, never blaming. Shares of
circumstances are an assumption (OURS) led by MT1617: relationships first among teenagers, school from 9 to 11, mental
health among adults, dementia above 60.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One way of being missing: for whom, from where, who calls, what they say, and what it makes likely.

    yes     fact kinds that are answered yes
    likely  fact kinds that are answered yes half the time and left open otherwise
    """

    code: str
    share: float
    ages: tuple[int, int]
    missing_from: tuple[str, ...]
    reporters: tuple[str, ...]
    says: tuple[str, ...]
    summary: str
    why: str
    yes: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    looked_after: bool | None = None


_FAMILY = ("parent", "parent", "parent", "relative")
_CARERS = ("residential_worker", "residential_worker", "foster_carer", "social_worker")

CIRCUMSTANCES: tuple[Circumstance, ...] = (
    Circumstance(
        "quarrel", 0.20, (11, 17), ("family_home",), _FAMILY,
        (
            "We had words about {their} phone and {they} went out of the back door at about {time}.",
            "There was an argument at tea and {they} left without {their} coat.",
            "{They} went up to {their} room upset and when I looked in at {time} the window was open and {they} had gone.",
            "{Their} stepdad and {they} argued this morning and {they} walked off towards {spot}.",
        ),
        "Left home after an argument.", "conflict", ("asked.family_conflict",), ("asked.out_of_character",), False,
    ),
    Circumstance(
        "not_back_from_school", 0.10, (8, 16), ("school",), ("parent", "parent", "school", "relative"),
        (
            "School say {they} left with the others at {time} but {they} never got off the bus.",
            "{They} always text when {they} {is} at {spot} and today there was nothing.",
            "{They} was marked present this morning and absent after lunch, and nobody told us until {time}.",
            "A friend last saw {them} at {spot}, saying {they} would walk the rest.",
        ),
        "Did not come home from school.", "school", ("asked.out_of_character",), ("vulnerable.bullying",), None,
    ),
    Circumstance(
        "not_back_to_placement", 0.16, (11, 17), ("childrens_home", "foster", "supported"), _CARERS,
        (
            "{They} went out at {time} to see friends near {spot} and {has} not come back as agreed.",
            "{They} was picked up by a grey car at the end of the road at {time}; we did not know the driver.",
            "{They} told the night staff {they} was going for a walk, and {their} bed has not been slept in.",
            "{Their} phone rang out twice and is now switched off.",
        ),
        "Not back at the placement at the agreed time.", "partner_or_peer",
        (), ("vulnerable.sexual_exploitation", "vulnerable.abuse_or_neglect"), True,
    ),
    Circumstance(
        "met_online", 0.035, (12, 17), ("family_home", "foster"), ("parent", "foster_carer", "friend", "school"),
        (
            "{They} {has} been messaging somebody who says he is eighteen, and I think {they} {has} gone to meet him.",
            "{Their} tablet shows a train booked to {town} and messages from a man none of us knows.",
            "{Their} friend told me an older man was sending {them} presents and asking {them} to keep it secret.",
        ),
        "May have gone to meet an adult who contacted the child online.", "coerced",
        ("vulnerable.online_grooming", "asked.out_of_character"),
        ("asked.with_dangerous_person", "vulnerable.sexual_exploitation"), None,
    ),
    Circumstance(
        "county_lines", 0.045, (13, 17), ("family_home", "childrens_home"), ("parent", "residential_worker", "social_worker"),
        (
            "{They} came in with new trainers and a second phone, and since {time} {they} {has} not been seen.",
            "I found train tickets to {town} in {their} bag and {they} will not say who paid.",
            "Two older lads waited for {them} at {spot}; {they} looked frightened.",
        ),
        "Signs that adults are using the child to carry drugs.", "coerced",
        ("vulnerable.criminal_exploitation",), ("asked.with_dangerous_person", "asked.planned"), None,
    ),
    Circumstance(
        "distress", 0.07, (12, 17), ("family_home", "foster", "mental_health_unit"),
        ("parent", "parent", "friend", "school"),
        (
            "{They} left a note on the bed saying sorry and I don't know what it means.",
            "{They} {has} been very low since the summer and sent a goodbye message to {their} best friend at {time}.",
            "{They} told the school nurse {they} couldn't see a way forward, and then {they} walked out.",
        ),
        "Low in mood, left a message that worries the family.", "mental_distress",
        ("asked.suicidal", "vulnerable.mental_ill_health", "asked.out_of_character"), ("vulnerable.self_harm",), None,
    ),
    Circumstance(
        "lost_on_outing", 0.05, (2, 10), ("excursion", "public_place"), ("parent", "parent", "relative", "public"),
        (
            "We were at {spot} and I turned round and {they} was not there.",
            "{They} ran after a dog at {spot} at about {time} and we have been calling ever since.",
            "{They} was on the scooter just ahead of us and went round the corner at {spot}.",
        ),
        "Lost sight of in a public place.", "lost", ("asked.out_of_character",), (), None,
    ),
    Circumstance(
        "wandered_from_home", 0.025, (2, 7), ("family_home",), ("parent", "parent", "relative"),
        (
            "The garden gate was open and {they} {is} not in any of the rooms.",
            "I put {them} down for a nap at {time} and the front door was on the latch.",
            "{They} was playing with the hose, and then it went quiet.",
        ),
        "Left home unnoticed.", "lost", ("asked.out_of_character",), (), None,
    ),
    Circumstance(
        "overwhelmed", 0.045, (7, 16), ("school", "family_home"), ("school", "parent", "parent"),
        (
            "{They} {is} autistic and the fire alarm was too much; {they} ran out of the side gate at {time}.",
            "{They} {doesnt} like to be touched and may hide if people shout {their} name.",
            "{They} {has} a favourite place by the water and I'm frightened {they} went there.",
        ),
        "Autistic child who ran from noise and may be hiding.", "mental_distress",
        ("vulnerable.autism",), ("asked.out_of_character", "vulnerable.learning_disability"), None,
    ),
    Circumstance(
        "bullied", 0.045, (9, 16), ("school", "family_home"), ("parent", "parent", "school"),
        (
            "{They} {has} been picked on for weeks and begged not to go in this morning.",
            "Somebody shared a picture of {them} last night, and at {time} {they} {was} gone.",
            "{Their} blazer was in the bin by {spot}.",
        ),
        "Bullied, did not arrive at school.", "bullied", ("vulnerable.bullying",), ("asked.out_of_character",), None,
    ),
    Circumstance(
        "contact_dispute", 0.03, (1, 11), ("family_home",), ("parent", "parent", "social_worker"),
        (
            "{Their} father was to bring {them} back on Sunday and has stopped answering.",
            "There is a court order and {they} should be with me; the other house is empty and the car is gone.",
            "{Their} mother said they were going to {town} for the day, and both passports are missing from the drawer.",
        ),
        "Not returned by the other parent.", "taken", ("asked.taken", "asked.family_conflict"), (), False,
    ),
    Circumstance(
        "to_see_family", 0.06, (9, 17), ("childrens_home", "foster"), _CARERS,
        (
            "{They} {has} been asking to see {their} little brother and we think {they} {has} gone to {town}.",
            "Contact with mum was cancelled again yesterday and {they} took it very hard.",
            "{They} knows the way to the old house near {spot} and {has} gone there before.",
        ),
        "Probably on the way to family.", "see_family", (), ("vulnerable.abuse_or_neglect",), True,
    ),
    Circumstance(
        "with_friends", 0.075, (14, 17), ("family_home", "public_place"), ("parent", "parent", "friend"),
        (
            "{They} went to a party near {spot} and none of {their} friends will say where {they} {is} now.",
            "{They} said {they} would be in by eleven and {their} phone has been off since {time}.",
            "One of the other mums thinks they all went to {town} on the last bus.",
        ),
        "Did not come home from an evening with friends.", "lost_track", (), ("vulnerable.substance_use",), None,
    ),
    Circumstance(
        "left_asylum_accommodation", 0.012, (14, 17), ("asylum_accommodation", "foster"), ("social_worker", "foster_carer", "charity"),
        (
            "{They} arrived nine days ago and this morning {their} bed was empty and {their} bag was gone.",
            "A man rang the house twice yesterday asking for {them} in {their} own language.",
            "{They} {has} almost no English and owes money to whoever brought {them} here.",
        ),
        "Unaccompanied child gone from accommodation; trafficking feared.", "coerced",
        ("vulnerable.unaccompanied", "vulnerable.trafficking"), ("vulnerable.language", "asked.with_dangerous_person"), True,
    ),
    Circumstance(
        "left_hospital", 0.02, (13, 17), ("hospital", "mental_health_unit"), ("health", "health", "parent"),
        (
            "{They} left the ward at {time} in a gown and slippers before {they} could be seen.",
            "{They} asked for a glass of water and when the nurse came back the bed was empty.",
            "{They} still {has} a cannula in {their} hand.",
        ),
        "Left hospital before treatment ended.", "mental_distress",
        ("asked.missed_medicine",), ("asked.suicidal", "vulnerable.mental_ill_health"), None,
    ),
    Circumstance(
        "without_medicine", 0.02, (7, 17), ("family_home", "school", "excursion"), ("parent", "parent", "school"),
        (
            "{They} {is} diabetic and {their} insulin is still in the fridge; {they} {was} due at {time}.",
            "{They} {has} {their} inhaler but it was nearly empty this morning.",
            "{They} {has} to have {their} epilepsy tablets twice a day and {they} {has} none with {them}.",
        ),
        "Away without medicine that is needed soon.", "conflict",
        ("vulnerable.essential_medicine",), ("asked.out_of_character", "asked.missed_medicine"), None,
    ),
    Circumstance(
        "old_home", 0.028, (9, 15), ("family_home", "foster"), ("parent", "foster_carer", "relative"),
        (
            "We moved here in the spring and {they} {has} never settled; {they} still {has} the key of the old house.",
            "It is a year since {their} nan died and {they} may have gone to where she lived, near {spot}.",
            "{They} said at breakfast that {they} just wanted to go home.",
        ),
        "May be going back to a former home.", "see_family", (), ("asked.out_of_character",), None,
    ),
    # --- adults ---
    Circumstance(
        "adult_distress", 0.34, (18, 79), ("family_home", "public_place", "supported"), ("relative", "relative", "friend"),
        (
            "{They} left {their} phone and wallet on the kitchen table, and {they} never {does} that.",
            "{They} {has} not been well since losing the job and sent a message at {time} thanking everybody.",
            "The car is by {spot} and {they} {is} not in it.",
        ),
        "Low in mood, left phone and wallet.", "mental_distress",
        ("asked.suicidal", "vulnerable.mental_ill_health"), ("asked.out_of_character",), None,
    ),
    Circumstance(
        "dementia", 0.15, (62, 95), ("family_home", "public_place"), ("relative", "relative", "health"),
        (
            "{They} {has} dementia and went out in slippers while I was in the shower.",
            "{They} may be looking for the mill where {they} worked; it closed years ago.",
            "{They} caught a bus at {spot} at {time} and cannot tell anyone where {they} {is} going.",
        ),
        "Dementia, went out alone.", "lost", ("asked.missed_medicine",), ("vulnerable.reduced_mobility",), None,
    ),
    Circumstance(
        "left_ward", 0.16, (18, 95), ("hospital", "mental_health_unit"), ("health", "health", "relative"),
        (
            "{They} walked out of the department at {time} before the doctor came.",
            "{They} {was} to be back from leave at {time} and the flat is dark.",
            "{They} {has} stitches that have to be looked at today.",
        ),
        "Left hospital before being seen.", "mental_distress", ("vulnerable.mental_ill_health",), ("asked.suicidal",), None,
    ),
    Circumstance(
        "adult_quarrel", 0.19, (18, 79), ("family_home",), ("relative", "relative", "friend"),
        (
            "We argued and {they} drove off towards {town}; that was {time} yesterday.",
            "{They} went to cool down by {spot} and {has} not come back.",
            "{They} {is} not at {their} sister's, and work say {they} did not come in.",
        ),
        "Left home after an argument.", "conflict", (), ("asked.out_of_character",), None,
    ),
    Circumstance(
        "did_not_arrive", 0.16, (18, 79), ("transit", "public_place", "family_home"), ("relative", "friend", "other"),
        (
            "{They} left work at {time} and never got home.",
            "{They} set out to walk by {spot} and should have been back before dark.",
            "Nobody in the house has seen {them} since the weekend, and the food in the fridge has gone off.",
        ),
        "Set out and did not arrive.", "unknown", ("asked.out_of_character",), (), None,
    ),
)  # fmt: skip

OPENINGS: dict[str, tuple[str, ...]] = {
    "parent": (
        "My {child} {name} has gone missing.",
        "It's {name}, my {child}, {they} {is} {age}.",
        "I need to report my {child} missing, {name}, aged {age}.",
        "Please can somebody help, I can't find {name}.",
    ),
    "relative": (
        "I'm calling about {name}, {they} {is} family.",
        "{name} is missing, {they} {is} {age}.",
        "Nobody in the family has heard from {name}.",
    ),
    "foster_carer": (
        "I'm {name}'s foster carer.",
        "I foster {name}, who is {age}, and {they} {is} not here.",
        "I'm reporting {name} missing from my home; I am {their} carer.",
    ),
    "residential_worker": (
        "I'm calling from the children's home about {name}, aged {age}.",
        "One of our young people, {name}, is missing.",
        "I am on shift tonight and {name} is not in the house.",
    ),
    "social_worker": (
        "I'm the social worker for {name}.",
        "I am reporting {name}, aged {age}, who is looked after by us.",
    ),
    "school": (
        "I'm the safeguarding lead at the school of {name}.",
        "We have a pupil missing, {name}, aged {age}.",
    ),
    "health": (
        "I'm the nurse in charge on the ward; {name} is missing.",
        "We have a patient missing, {name}, aged {age}.",
    ),
    "charity": ("I'm calling from the drop-in; we are worried about {name}.",),
    "friend": (
        "I'm a friend of {name} and I'm really scared for {them}.",
        "I don't know if I should be calling, but {name} isn't answering anybody.",
    ),
    "public": ("There is a {child_word} missing here called {name}; I'm calling for the family.",),
    "other": ("I share a house with {name}.", "I work with {name}."),
}
# Each with what must hold for it to be said: a word for whom it fits, or an empty string for everyone.
WORRIES: tuple[tuple[str, str], ...] = (
    ("", "This isn't like {them} at all."),
    ("own child", "{They} {has} never been out this late."),
    ("", "{They} {has} no money on {them}."),
    ("", "It's cold, and {they} only {has} a thin top on."),
    ("phone", "{Their} phone goes straight to voicemail."),
    ("own", "I just want to know {they} {is} safe."),
    ("", "{They} {has} done this before but always rang by now."),
    ("own", "I keep thinking something has happened to {them}."),
    ("small", "{They} would not go with a stranger."),
    ("small", "I'm not sure {they} could ask anyone for help."),
)
DONE: tuple[tuple[str, str], ...] = (
    ("own", "We have rung everyone we can think of."),
    ("own", "I've checked the house, the shed and the loft."),
    ("own child", "{Their} dad is out driving round now."),
    ("", "Somebody is looking by {spot}."),
    ("own child", "I've tried {their} friends from school and nobody has seen {them}."),
    ("", "We walked the route twice."),
    ("staff", "Staff have searched the building and the grounds."),
    ("staff", "We have called the family and they have not heard either."),
)
