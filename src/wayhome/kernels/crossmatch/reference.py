"""One pair, weighed in plain Python: every part with its sentence. The kernel must give the same sum for every pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from wayhome.kernels.crossmatch import findings, lists
from wayhome.kernels.crossmatch.chances import (
    Asked,
    age_weight,
    ages,
    ask,
    curve_of,
    day_of_death,
    expected_height,
    height_weight,
    km_of,
    place_table,
    step_of,
)
from wayhome.kernels.crossmatch.courses import followed, is_alive
from wayhome.kernels.crossmatch.grain import build_of, life_of, seen_of, standing_of
from wayhome.kernels.crossmatch.looks import look_weight
from wayhome.kernels.crossmatch.model import Model
from wayhome.kernels.crossmatch.people import Mark, Missing, Person, Thing, Unidentified, day_of, unit_vector
from wayhome.kernels.crossmatch.weights import Weights
from wayhome.kernels.linkage import Evidence, silent, weighed
from wayhome.rules.teeth import Light, light
from wayhome.terms.words import N_


@lru_cache(maxsize=4096)
def asked_of(found: Unidentified, model: Model) -> Asked:
    """What depends on the unidentified alone."""
    return ask(found, model)


def score(missing: Missing, found: Unidentified, weights: Weights) -> int:
    """The sum of all parts, in thousandths of a dex."""
    return sum(part.weight for part in parts(missing, found, weights))


def parts(missing: Missing, found: Unidentified, weights: Weights) -> tuple[Evidence, ...]:
    """Every part of the score of one pair, those that say nothing included; their sum is the score."""
    asked = asked_of(found, weights.model)
    said = [
        *_sex(missing, asked, weights), _appearance(missing, asked, weights), _age(missing, asked, weights), _stature(missing, asked, weights),
        _time(missing, asked, weights), _place(missing, asked, weights), *_marks(missing, asked, weights),
        *_objects(missing, asked, weights), _teeth(missing, asked, weights), _fingers(missing, asked, weights),
        _blood(missing, asked, weights), *_implants(missing, asked, weights),
    ]  # fmt: skip
    return tuple(said)


def excluded(missing: Missing, found: Unidentified) -> bool:
    """Whether a laboratory found, on either record, that the two are not one person."""
    return _verified(missing, found, same=False)


def verified_same(missing: Missing, found: Unidentified) -> bool:
    """Whether a laboratory found, on either record, that the two are one person."""
    return _verified(missing, found, same=True)


def _verified(missing: Missing, found: Unidentified, *, same: bool) -> bool:
    return any(
        each.same is same and each.other == other.id
        for person, other in ((missing, found), (found, missing)) for each in person.verified
    )  # fmt: skip


def _code(code: str) -> str:
    return code.replace("_", " ")


def _sex(missing: Missing, asked: Asked, weights: Weights) -> Iterator[Evidence]:
    found, standing = asked.person, standing_of(missing)
    if not missing.sex or not found.sex:
        yield silent("sex", N_("sex: not known on both sides"))
    else:
        weight = weights.sex[found.condition][missing.sex][found.sex]
        says = N_("sex: {missing} is missing, {unidentified} was found")
        yield weighed("sex", weight, says, missing=lists.SEXES[missing.sex], unidentified=lists.SEXES[found.sex])
    if standing and not is_alive(found):
        says = N_("sex and age: how often a missing {standing} is found dead, beside how many are listed")
        yield weighed("sex", weights.standing[standing], says, standing=SAID[standing])


SAID = ("person", "child", "woman", "man")


def _look_words(person: Person) -> str:
    said = (
        (person.ethnicity, _code(lists.ETHNICITIES[person.ethnicity])),
        (person.hair, f"{_code(lists.HAIRS[person.hair])} hair"),
        (person.eyes, f"{_code(lists.EYES[person.eyes])} eyes"),
    )
    return ", ".join(words for code, words in said if code) or "not known"


def _appearance(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    found = asked.person
    looks = [(each.ethnicity, each.hair, each.eyes) for each in (missing, found)]
    weight = look_weight(looks[0], looks[1], asked.condition, weights.model)
    if weight == 0:
        return silent("appearance", N_("appearance: not known on both sides, or says nothing here"))
    says = N_("appearance: {missing} when last seen, {unidentified} when found")
    words = [_look_words(each) for each in (missing, found)]
    return weighed("appearance", weight, says, missing=words[0], unidentified=words[1])


def _span(low: float, high: float) -> str:
    return f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"


def _age(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    life = life_of(missing)
    if life is None or asked.age is None:
        return silent("age", N_("age: not known on both sides"))
    weight, years = age_weight(life, asked.age, asked.time, weights.model), ages(life, asked.time, weights.model)
    span = _span(min(years), max(years))
    if asked.person.age is None:
        return weighed(
            "age", weight, N_("age: {missing} at the time, beside which teeth have come and their wear"), missing=span
        )
    says = N_("age: {missing} at the time, estimated as {unidentified}")
    return weighed("age", weight, says, missing=span, unidentified=_span(*asked.person.age[:2]))


def _stature(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    build = build_of(missing, weights.model)
    if build is None or asked.height is None or missing.stature is None or asked.person.stature is None:
        return silent("stature", N_("height: not known on both sides"))
    died = day_of_death(build, asked.height.time, weights.model)
    mean, _ = expected_height(build, died, bones=asked.height.bones, model=weights.model)
    says = N_("height: {missing} cm when last seen, {expected} cm expected at the time, {unidentified} cm when found")
    return weighed(
        "stature", height_weight(build, asked.height, weights.model), says, missing=_span(*missing.stature[:2]),
        expected=round(mean), unidentified=_span(*asked.person.stature[:2]),
    )  # fmt: skip


def _time(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    if missing.seen is None or asked.time is None:
        return silent("time", N_("time: not known on both sides"))
    (weight, _), time = followed(seen_of(missing), asked.time, weights.model), asked.time
    if time.last < missing.seen[0]:
        says = N_("time: the unidentified died, or was found, by {last}, before the missing was last seen on {seen}")
        return weighed("time", weight, says, last=day_of(time.last), seen=day_of(missing.seen[0]))
    low, high = max(0, time.first - missing.seen[1]), time.last - missing.seen[0]
    if low < high:
        return weighed("time", weight, N_("time: {low} to {high} days after last seen"), low=low, high=high)
    if low > 1:
        return weighed("time", weight, N_("time: {days} days after last seen"), days=low)
    days = (
        N_("time: on the day on which the person was last seen"),
        N_("time: the day after the person was last seen"),
    )
    return weighed("time", weight, days[low])


def _place(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    found, (_, course) = asked.person, followed(seen_of(missing), asked.time, weights.model)
    if missing.point is None or found.point is None:
        if not missing.region or not found.region:
            return silent("place", N_("place: not known on both sides"))
        weight = weights.region(found.region)[course][missing.region != found.region]
        says = N_("place: last seen in {missing}, found in {unidentified}")
        return weighed("place", weight, says, missing=missing.region, unidentified=found.region)
    one, other = unit_vector(missing.point), unit_vector(found.point)
    x, y, z = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    chord = x * x + y * y + z * z
    table = place_table(weights.model, curve_of(found, weights.model), weights.crowd(found.point))
    weight = int(table[course, step_of(chord)])
    return weighed("place", weight, N_("place: {km} km from where last seen"), km=round(km_of(chord)))


# --- what is laid beside each other --------------------------------------------------------------------------------------


def mark_words(mark: Mark) -> str:
    """A mark in a few words."""
    where = _code(lists.PARTS[mark.part]) if mark.part else "somewhere"
    return ", ".join((f"{_code(lists.MARKS[mark.kind])} {where}", *([" ".join(mark.words)] if mark.words else [])))


def thing_words(thing: Thing) -> str:
    """An object in a few words."""
    said = [each for each in (*thing.answers, thing.engraving, *thing.words) if each]
    return " ".join((_code(lists.OBJECTS[thing.type]), *([f"({', '.join(said)})"] if said else [])))


def _laid(
    family: str, paired: findings.Paired, mine: Sequence[str], theirs: Sequence[str], says: tuple[str, str, str]
) -> Iterator[Evidence]:
    if (not mine or not theirs) and not paired.left:
        yield silent(family, says[2])
        return
    for i, j, weight in paired.pairs:
        yield weighed(family, weight, says[0], missing=mine[i], unidentified=theirs[j])
    if paired.missing_left or paired.found_left:
        left = "; ".join(mine[i] for i, _ in paired.missing_left) or "nothing"
        other = "; ".join(theirs[j] for j, _ in paired.found_left) or "nothing"
        yield weighed(family, paired.left, says[1], missing=left, unidentified=other)


def _marks(missing: Missing, asked: Asked, weights: Weights) -> Iterator[Evidence]:
    yield from _laid(
        "marks", findings.compare_marks(missing, asked.person, weights), [mark_words(each) for each in missing.marks],
        [mark_words(each) for each in asked.person.marks],
        (
            N_("mark: {missing} on the missing, {unidentified} on the unidentified"),
            N_("marks on one side alone: of the missing {missing}; of the unidentified {unidentified}"),
            N_("mark: not known on both sides"),
        ),
    )  # fmt: skip


def _objects(missing: Missing, asked: Asked, weights: Weights) -> Iterator[Evidence]:
    yield from _laid(
        "objects", findings.compare_things(missing, asked.person, asked.time, weights),
        [thing_words(each) for each in missing.things], [thing_words(each) for each in asked.person.things],
        (
            N_("object: {missing} with the missing, {unidentified} with the unidentified"),
            N_("objects on one side alone: of the missing {missing}; of the unidentified {unidentified}"),
            N_("object: not known on both sides"),
        ),
    )  # fmt: skip
    if neither := findings.neither_has(missing, asked.person, asked.time, weights):
        yield weighed("objects", neither, N_("objects: of what neither side has, where it would be told or seen"))


def _implants(missing: Missing, asked: Asked, weights: Weights) -> Iterator[Evidence]:
    def words(person: Person) -> list[str]:
        return [" ".join(filter(None, (_code(lists.IMPLANTS[each.type]), each.serial))) for each in person.implants]

    yield from _laid(
        "implants", findings.compare_implants(missing, asked.person, weights), words(missing), words(asked.person),
        (
            N_("implant: {missing} in the missing, {unidentified} in the unidentified"),
            N_("implants on one side alone: of the missing {missing}; of the unidentified {unidentified}"),
            N_("implant: not known on both sides"),
        ),
    )  # fmt: skip


def _teeth(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    each = findings.compare_teeth(missing, asked.person, asked.time, weights)
    if not each:
        return silent("teeth", N_("teeth: not charted on both sides"))
    shown = Counter(
        light(*(lists.TOOTH_CODES[lists.tooth_code(each)] for each in (mine, theirs)))
        for mine, theirs in zip(missing.teeth, asked.person.teeth, strict=True) if mine and theirs
    )  # fmt: skip
    says = N_("teeth: {equal} alike, {changed} changed as teeth do, {conflict} in conflict")
    return weighed(
        "teeth", findings.together(each, weights.mouths.shrink), says, equal=shown[Light.GREEN], changed=shown[Light.YELLOW],
        conflict=shown[Light.RED],
    )  # fmt: skip


def _fingers(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    each = findings.compare_fingers(missing, asked.person, weights)
    if not each:
        return silent("fingers", N_("finger patterns: not known on both sides"))
    alike = sum(mine == theirs and mine > 0 for mine, theirs in zip(missing.fingers, asked.person.fingers, strict=True))
    differ = sum(bool(weight) for weight in each) - alike
    says = N_("finger patterns: {alike} alike, {differ} different")
    return weighed("fingers", findings.together(each, weights.fingers_shrink), says, alike=alike, differ=max(0, differ))


def _blood(missing: Missing, asked: Asked, weights: Weights) -> Evidence:
    found = asked.person
    if not missing.blood or not found.blood:
        return silent("blood", N_("blood group: not known on both sides"))
    says = N_("blood group: {missing} of the missing, {unidentified} of the unidentified")
    groups_said = lists.BLOOD_GROUPS[missing.blood], lists.BLOOD_GROUPS[found.blood]
    return weighed(
        "blood", weights.blood[missing.blood][found.blood], says, missing=groups_said[0], unidentified=groups_said[1]
    )
