"""The code lists that the forms offer, each with its version, source and labels per language.

A row keeps the code and the version of the list, so an old answer is read with the words of its own time. Where no
official list could be read the list is a draft, to be replaced by the country's own. Sources are ids of the reference
table: MT1617 national tables 2016/17, GRAM07 Grampian study, BANT14, DOYLE20, HUT18 published research, PA1415 outcome
table 2014/15, LOSTTEAM a search team's question list, ABO the blood groups ABO and Rh(D), MEM practice from memory.
Welsh labels are given only where the word is certain; the others fall back to English. The labels are the translations,
so gettext has no part in them. What a body, its teeth and what lay with it are described by stands in `body_codes.py`.
"""

from wayhome.terms.body_codes import (
    AGE_METHOD,
    BLOOD_GROUP,
    BODY_PART,
    CONDITION,
    FINGER_CLASS,
    FOUND_SETTING,
    HOLDING_KIND,
    IMPLANT_TYPE,
    MARK_TYPE,
    OBJECT_TYPE,
    STATURE_METHOD,
    TOOTH_CODE,
    UNIDENTIFIED_KIND,
)
from wayhome.terms.code_list import FIRST_DAY, FIRST_VERSION, Code, CodeList, read_list

__all__ = [
    "AGE_METHOD", "BLOOD_GROUP", "BODY_PART", "BUILD", "CARE_STATUS", "CODE_LISTS", "CONDITION", "ETHNICITY",
    "EYE_COLOUR", "FINGER_CLASS", "FIRST_DAY", "FIRST_VERSION", "FOUND_BY", "FOUND_PLACE", "FOUND_SETTING",
    "HAIR_COLOUR", "HARM_FOUND", "HOLDING_KIND", "IMPLANT_TYPE", "MARK_TYPE", "MISSING_FROM", "OBJECT_TYPE",
    "REPORTER_RELATION", "RETURN_INTERVIEW_STATUS", "RISK_QUESTION", "SEX", "STATURE_METHOD", "TOOTH_CODE",
    "UNIDENTIFIED_KIND", "VULNERABILITY", "WHY_MISSING", "Code", "CodeList", "code_list",
]  # fmt: skip

SEX = read_list(
    "sex",
    "PFIF",
    """
    female: Female | Benyw
    male: Male | Gwryw
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=False,
)

HAIR_COLOUR = read_list(
    "hair_colour",
    "MEM",
    """
    black: Black | Du
    dark_brown: Dark brown
    brown: Brown | Brown
    light_brown: Light brown
    fair: Fair
    blond: Blond | Melyn
    ginger: Ginger
    red: Red | Coch
    grey: Grey | Llwyd
    white: White | Gwyn
    dyed: Dyed, another colour | Wedi'i liwio
    none: No hair | Dim gwallt
    unknown: Not known | Anhysbys
""",
    draft=True,
)

EYE_COLOUR = read_list(
    "eye_colour",
    "MEM",
    """
    brown: Brown | Brown
    blue: Blue | Glas
    green: Green | Gwyrdd
    hazel: Hazel
    grey: Grey | Llwyd
    black: Black | Du
    differing: Two different colours
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=True,
)

BUILD = read_list(
    "build",
    "MEM",
    """
    thin: Thin | Tenau
    slim: Slim
    medium: Medium | Canolig
    muscular: Muscular
    stocky: Stocky
    heavy: Heavy | Trwm
    unknown: Not known | Anhysbys
""",
    draft=True,
)

ETHNICITY = read_list(
    "ethnicity",
    "MBP1920",
    """
    white: White
    black: Black
    asian: Asian
    east_asian: Chinese, Japanese or South East Asian
    middle_eastern: Middle Eastern
    mixed: Mixed
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=True,
)

FOUND_BY = read_list(
    "found_by",
    "MT1617",
    """
    police: Police | Heddlu
    own_accord: Came back of their own accord
    family: Family | Teulu
    carer: Carer | Gofalwr
    local_authority: Local authority | Awdurdod lleol
    friend: Friend or acquaintance
    public_after_appeal: Member of the public, after an appeal
    public_other: Member of the public, otherwise
    health: Health service | Gwasanaeth iechyd
    search_team: Search team
    transport_staff: Transport staff
    school: School or employer
    other_force: Another force
    abroad: Authority abroad
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=True,
)

FOUND_PLACE = read_list(
    "found_place",
    "GRAM07",
    """
    home: Home or placement
    friend: A friend's address
    relative: A relative's address
    partner: A boyfriend's or girlfriend's address
    neighbour: A neighbour's address
    previous_home: A previous home
    hidden_at_home: Hiding at home
    street: Street or park
    shop: Shop or leisure centre
    transport: Railway or bus station
    entertainment: Place of entertainment
    hospital: Hospital or surgery
    police: Police station | Gorsaf heddlu
    hotel: Hotel or let
    known_adult: Address of an adult of concern
    derelict: Empty building
    woods: Woods | Coed
    water: Water or its edge
    open_ground: Open ground
    abroad: Abroad | Dramor
    not_disclosed: Not disclosed
    unknown: Not known | Anhysbys
""",
    draft=True,
)

REPORTER_RELATION = read_list(
    "reporter_relation",
    "MEM",
    """
    parent: Parent | Rhiant
    foster_carer: Foster carer | Gofalwr maeth
    residential_worker: Children's home worker
    relative: Other relative
    social_worker: Social worker | Gweithiwr cymdeithasol
    school: School | Ysgol
    health: Health professional
    police: Police | Heddlu
    charity: Charity | Elusen
    friend: Friend | Ffrind
    child: The child
    public: Member of the public | Aelod o'r cyhoedd
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=True,
)

CARE_STATUS = read_list(
    "care_status",
    "MEM",
    """
    not_looked_after: Not looked after
    accommodated: Accommodated by agreement
    care_order: Under a care order
    remand: On remand
    unaccompanied: Unaccompanied asylum-seeking child
    care_leaver: Care leaver
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=True,
)

MISSING_FROM = read_list(
    "missing_from",
    "BANT14",
    """
    family_home: Family home | Cartref y teulu
    foster: Foster placement
    childrens_home: Children's home | Cartref plant
    secure: Secure home
    supported: Supported accommodation
    asylum_accommodation: Asylum accommodation
    hospital: Hospital | Ysbyty
    mental_health_unit: Mental health unit
    school: School or college | Ysgol neu goleg
    public_place: Street or public place
    transit: On a journey
    excursion: On an outing from home
    abroad: Abroad | Dramor
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=True,
)

HARM_FOUND = read_list(
    "harm_found",
    "PA1415",
    """
    none: No harm found
    injury: Injury | Anaf
    assault: Assault | Ymosodiad
    sexual_offence: Victim of a sexual offence
    sexual_exploitation: Sexual exploitation
    criminal_exploitation: Criminal exploitation
    trafficking: Trafficking
    robbery: Robbery or theft
    self_harm: Self-harm | Hunan-niwed
    substance: Drugs or alcohol | Cyffuriau neu alcohol
    medical: Illness or medicine missed
    exposure: Cold, heat or hunger
    neglect: Neglect | Esgeulustod
    not_disclosed: Not disclosed
    fatal: Fatal
    unknown: Not known | Anhysbys
""",
    draft=True,
)

VULNERABILITY = read_list(
    "vulnerability",
    "DOYLE20",
    """
    disability: Disability | Anabledd
    learning_disability: Learning disability | Anabledd dysgu
    autism: Autism | Awtistiaeth
    sensory_impairment: Hearing or sight loss
    reduced_mobility: Reduced mobility
    mental_ill_health: Mental ill health
    self_harm: Self-harm or thoughts of suicide
    substance_use: Drugs or alcohol | Cyffuriau neu alcohol
    essential_medicine: Needs medicine
    pregnant: Pregnant | Beichiog
    sexual_exploitation: At risk of sexual exploitation
    criminal_exploitation: At risk of criminal exploitation
    trafficking: At risk of trafficking
    online_grooming: Groomed online
    forced_marriage: At risk of forced marriage or honour-based abuse
    fgm: At risk of female genital mutilation
    radicalisation: At risk of radicalisation
    domestic_abuse: Domestic abuse at home
    abuse_or_neglect: History of abuse or neglect
    bullying: Bullying | Bwlio
    looked_after: Looked after by an authority
    child_protection_plan: On a child protection plan
    unaccompanied: Unaccompanied and seeking asylum
    language: Needs an interpreter
""",
    draft=True,
)

RISK_QUESTION = read_list(
    "risk_question",
    "LOSTTEAM",
    """
    out_of_character: Is this out of character?
    taken: Is there reason to think that someone took the child?
    with_dangerous_person: Is the child with a person who may do harm?
    suicidal: Is the child likely to attempt suicide or self-harm?
    victim_of_crime: Is the child likely to become a victim of crime?
    harmed_before: Was the child harmed when missing before?
    severe_weather: Will cold, heat or weather endanger the child?
    dressed_for_weather: Is the child dressed for the weather?
    manages_alone: Can the child ask strangers for help and keep safe alone?
    family_conflict: Is there conflict, bullying or abuse that the child may flee?
    planned: Did the child take money, clothes or documents?
    danger_to_others: Is anyone else in danger from the child?
    missed_medicine: Has medicine been missed, or will it be soon?
""",
    draft=True,
)

RETURN_INTERVIEW_STATUS = read_list(
    "return_interview_status",
    "MEM",
    """
    due: Due
    offered: Offered | Cynigiwyd
    not_offered: Not offered
    accepted: Accepted | Derbyniwyd
    declined: Declined | Gwrthodwyd
    no_contact: Could not be reached
    gone_again: Missing again before the interview
    out_of_area: Placed out of area, waiting
    done: Done
""",
    draft=True,
)

WHY_MISSING = read_list(
    "why_missing",
    "MT1617",
    """
    conflict: Conflict at home
    abuse_or_neglect: Abuse or neglect
    placement: Unhappy in the placement
    see_family: To see family or friends
    partner_or_peer: To be with a boyfriend, girlfriend or friends
    coerced: Made to go
    drawn_by_gifts: Drawn by gifts, money or drugs
    bullied: Bullied
    school: School | Ysgol
    mental_distress: Distress or mental ill health
    lost_track: Lost track of time
    lost: Lost | Ar goll
    taken: Taken by someone
    not_missing: Does not see it as missing
    other: Other | Arall
    unknown: Not known | Anhysbys
""",
    draft=True,
)

CODE_LISTS = {
    each.name: each
    for each in (
        SEX, HAIR_COLOUR, EYE_COLOUR, BUILD, ETHNICITY, BODY_PART, MARK_TYPE, FOUND_BY, FOUND_PLACE,
        REPORTER_RELATION, CARE_STATUS, MISSING_FROM, HARM_FOUND, VULNERABILITY, RISK_QUESTION, UNIDENTIFIED_KIND,
        CONDITION, RETURN_INTERVIEW_STATUS, WHY_MISSING, FOUND_SETTING, TOOTH_CODE, FINGER_CLASS, BLOOD_GROUP, IMPLANT_TYPE,
        OBJECT_TYPE, STATURE_METHOD, AGE_METHOD, HOLDING_KIND,
    )
}  # fmt: skip


def code_list(name: str) -> CodeList:
    """The list in force under a name. Raises ValueError for a name that is no list."""
    try:
        return CODE_LISTS[name]
    except KeyError:
        raise ValueError(f"There is no code list named {name}.") from None
