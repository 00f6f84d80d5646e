"""The code lists of a body: its parts and marks, its teeth, fingers and implants, what lay with it, how it was measured.

The record format for matching uses these very codes (`matching/describe.py`).
"""

from wayhome.terms.code_list import read_list

BODY_PART = read_list(
    "body_part",
    "MEM",
    """
    head: Head | Pen
    face: Face | Wyneb
    neck: Neck | Gwddf
    chest: Chest
    abdomen: Abdomen
    back: Back | Cefn
    pelvis: Pelvis
    upper_back: Upper back
    lower_back: Lower back
    left_arm: Left arm | Braich chwith
    right_arm: Right arm | Braich dde
    left_shoulder: Left shoulder | Ysgwydd chwith
    right_shoulder: Right shoulder | Ysgwydd dde
    left_upper_arm: Left upper arm
    right_upper_arm: Right upper arm
    left_forearm: Left forearm
    right_forearm: Right forearm
    left_wrist: Left wrist | Arddwrn chwith
    right_wrist: Right wrist | Arddwrn dde
    left_hand: Left hand | Llaw chwith
    right_hand: Right hand | Llaw dde
    left_leg: Left leg | Coes chwith
    right_leg: Right leg | Coes dde
    left_thigh: Left thigh
    right_thigh: Right thigh
    left_knee: Left knee | Pen-glin chwith
    right_knee: Right knee | Pen-glin dde
    left_lower_leg: Left lower leg
    right_lower_leg: Right lower leg
    left_ankle: Left ankle
    right_ankle: Right ankle
    left_foot: Left foot | Troed chwith
    right_foot: Right foot | Troed dde
    unknown: Not known | Anhysbys
""",
    draft=True,
    version="2026-2",
)

MARK_TYPE = read_list(
    "mark_type",
    "MEM",
    """
    scar: Scar | Craith
    surgical_scar: Scar from an operation
    tattoo: Tattoo | Tatŵ
    birthmark: Birthmark
    mole: Mole
    piercing: Piercing
    amputation: Amputation
    burn: Burn
    medical_device: Medical device
    dental: Feature of the teeth
    other: Other | Arall
""",
    draft=True,
)

UNIDENTIFIED_KIND = read_list(
    "unidentified_kind",
    "MEM",
    """
    alive: Living person, name not known
    body: Body | Corff
    part: Part of a body
    article: Article found
""",
    draft=True,
)

CONDITION = read_list(
    "condition",
    "MEM",
    """
    alive: Living
    fresh: Recently died, face can be recognised
    decomposed: Decomposed
    skeletal: Skeleton only
    burnt: Burnt
    water: Long in water
    partial: Only a part
    unknown: Not known | Anhysbys
""",
    draft=True,
    version="2026-2",
)

FOUND_SETTING = read_list(
    "found_setting",
    "MEM",
    """
    land: On land | Tir
    building: In a building | Adeilad
    river: River, lake or canal | Afon
    coast: On the coast | Arfordir
    sea: At sea | Môr
    vehicle: In a vehicle | Cerbyd
    buried: Buried
    unknown: Not known | Anhysbys
""",
    draft=True,
)

TOOTH_CODE = read_list(
    "tooth_code",
    "MEM",
    """
    sound: Sound
    filled: Filled
    root_filled: Root filled
    crowned: Crowned
    bridge: Part of a bridge
    missing: Lost in life
    lost: Lost after death
    unerupted: Not yet through
    implant: Implant
    unknown: Not known | Anhysbys
""",
    draft=True,
)

FINGER_CLASS = read_list(
    "finger_class",
    "MEM",
    """
    arch: Arch
    ulnar_loop: Loop to the little finger
    radial_loop: Loop to the thumb
    whorl: Whorl
    scarred: Scarred, no class
    missing: Finger missing
    unknown: Not known | Anhysbys
""",
    draft=True,
)

BLOOD_GROUP = read_list(
    "blood_group",
    "ABO",
    """
    O+: O positive
    O-: O negative
    A+: A positive
    A-: A negative
    B+: B positive
    B-: B negative
    AB+: AB positive
    AB-: AB negative
    O: O, rhesus not known
    A: A, rhesus not known
    B: B, rhesus not known
    AB: AB, rhesus not known
""",
    draft=False,
)

IMPLANT_TYPE = read_list(
    "implant_type",
    "MEM",
    """
    hip: Hip joint
    knee: Knee joint
    plate: Bone plate
    screw: Screw or wire
    rod: Rod or nail
    pacemaker: Pacemaker or defibrillator
    breast: Breast implant
    dental_implant: Dental implant
    shunt: Shunt
    heart_valve: Heart valve
    ocular: Artificial eye or lens
    contraceptive: Contraceptive device
    other: Other | Arall
""",
    draft=True,
)

OBJECT_TYPE = read_list(
    "object_type",
    "MEM",
    """
    ring: Ring | Modrwy
    necklace: Necklace | Mwclis
    bracelet: Bracelet | Breichled
    earring: Earring | Clustdlws
    watch: Watch | Oriawr
    belt: Belt | Gwregys
    shoes: Shoes | Esgidiau
    boots: Boots
    trainers: Trainers
    jacket: Jacket | Siaced
    coat: Coat | Côt
    jumper: Jumper | Siwmper
    hoodie: Hooded top
    shirt: Shirt | Crys
    t_shirt: T-shirt | Crys-T
    trousers: Trousers | Trowsus
    jeans: Jeans | Jîns
    shorts: Shorts
    skirt: Skirt | Sgert
    dress: Dress | Ffrog
    tights: Tights
    socks: Socks | Sanau
    underwear: Underwear | Dillad isaf
    bra: Bra
    hat: Hat | Het
    scarf: Scarf | Sgarff
    gloves: Gloves | Menig
    bag: Bag | Bag
    rucksack: Rucksack
    purse: Purse | Pwrs
    wallet: Wallet | Waled
    keys: Keys | Allweddi
    phone: Phone | Ffôn
    glasses: Glasses | Sbectol
    knife: Knife | Cyllell
    lighter: Lighter | Taniwr
    coin: Coin | Darn arian
    religious: Religious object
    medicine: Medicine | Moddion
    book: Book | Llyfr
    toy: Toy | Tegan
    blanket: Blanket | Blanced
    other: Other | Arall
""",
    draft=True,
)

STATURE_METHOD = read_list(
    "stature_method",
    "MEM",
    """
    told: As told by somebody
    licence: On a licence or passport
    measured: Measured
    bones: Estimated from long bones
    fragment: Estimated from a fragment
    unknown: Not known | Anhysbys
""",
    draft=True,
)

AGE_METHOD = read_list(
    "age_method",
    "MEM",
    """
    appearance: From appearance
    bones: From bones
    teeth: From teeth
    documents: From documents
    unknown: Not known | Anhysbys
""",
    draft=True,
)

HOLDING_KIND = read_list(
    "holding_kind",
    "MEM",
    """
    dna_profile: DNA profile
    dna_sample: Sample for DNA
    fingerprints: Fingerprints
    dental_record: Dental record
    radiograph: X-ray or scan
    photograph: Photograph
    clothing: Clothing
    other: Other | Arall
""",
    draft=True,
)
