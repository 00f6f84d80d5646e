"""The rules of exclusion that the service applies by itself: written with their facts, taken back when the facts change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from wayhome.facts.queries import values_of
from wayhome.ledger import actions as ledger
from wayhome.matching.engine import Known
from wayhome.matching.models import Candidate, Exclusion, Judgement
from wayhome.rules.exclusions import Applied, Effect, Rule, applied
from wayhome.rules.matching import Verdict
from wayhome.terms.actor import Actor

FACTS_CHANGED = "The facts it rested on have changed."
WHOLE = frozenset({"alive", "body"})


def identified_pairs() -> Mapping[UUID, UUID]:
    """Who is identified as whom, unidentified by missing."""
    rows = Judgement.objects.filter(superseded_at=None, verdict=Verdict.IDENTIFIED.value)
    return dict(rows.values_list("unidentified", "missing"))


def kind_of(unidentified: UUID) -> str:
    """What was found: a code of `unidentified_kind`; empty when nobody said.

    Read from the facts, which every agency may see of an unidentified person; the frozen record only its own may.
    """
    told = values_of([unidentified], ("unidentified_kind",))[unidentified].get("unidentified_kind", [])
    return str(told[0]) if told else ""


def found_on(unidentified: UUID) -> date | None:
    """The earliest day on which the person or remains may have been found; None when nobody said."""
    told = values_of([unidentified], ("found_at",))[unidentified].get("found_at", [])
    return datetime.fromisoformat(told[0]["from"]).date() if told else None


class Applying:
    """The service's own rules for one unidentified person. Reads once what stands; writes what changes."""

    def __init__(self, find: Known, *, by: Actor, at: datetime) -> None:
        self.find, self.by, self.at = find, by, at
        self.identified = identified_pairs()
        self.whole = kind_of(find.subject) in WHOLE
        self.rows: dict[UUID, list[Exclusion]] = {}
        for row in Exclusion.objects.filter(unidentified=find.subject):
            self.rows.setdefault(row.missing, []).append(row)

    @property
    def excluded(self) -> set[UUID]:
        """Whom a rule in force keeps out of the ranking."""
        return {
            missing
            for missing, rows in self.rows.items()
            if any(row.revoked_at is None and row.effect == Effect.EXCLUDE for row in rows)
        }

    @staticmethod
    def in_force(find: UUID) -> set[UUID]:
        """Whom a rule keeps out of the ranking, as the table has it now."""
        rows = Exclusion.objects.filter(unidentified=find, revoked_at=None, effect=Effect.EXCLUDE.value)
        return set(rows.values_list("missing", flat=True))

    def excludes(self, pair: Candidate, missing: Known) -> bool:
        """Write down which rules hold for a pair, take back those that no longer do, and say whether the pair is excluded.

        What an officer revoked is not written again for the same facts.
        """
        found = {each.rule: each for each in self._holding(missing)}
        rows = self.rows.setdefault(pair.missing, [])
        stands = []
        for row in [each for each in rows if each.revoked_at is None]:
            holds = found.pop(Rule(row.rule), None)
            if row.by == self.by.ref and (holds is None or not _rests_on(row, holds)):
                self._lapse(row)
                if holds:
                    found[holds.rule] = holds
            else:
                stands.append(row.effect)
        for each in found.values():
            if not any(row.revoked_at and row.revoked_by != self.by.ref and _rests_on(row, each) for row in rows):
                row = put_down(pair, each, by=self.by, at=self.at)
                ledger.write(
                    "rule.applied", row, by=self.by, agency=row.agency_id, at=self.at, rule=row.rule, effect=row.effect
                )
                rows.append(row)
                stands.append(row.effect)
        return Effect.EXCLUDE.value in stands

    def _lapse(self, row: Exclusion) -> None:
        take_back(row, FACTS_CHANGED, by=self.by, at=self.at)
        row.revoked_at, row.revoked_by = self.at, self.by.ref
        ledger.write("rule.lapsed", row, by=self.by, agency=row.agency_id, at=self.at, rule=row.rule)

    def _holding(self, missing: Known) -> Iterable[Applied]:
        as_whom = [find for find, person in self.identified.items() if person == missing.subject]
        # Beside one find, whichever is the whole one decides: parts may be many.
        as_whole = [find for find in as_whom if find != self.find.subject and kind_of(find) in WHOLE]
        taken = self.identified.get(self.find.subject)
        return applied(
            missing.side(taken=str(as_whole[0]) if as_whole else ""),
            self.find.side(taken=str(taken or ""), whole=self.whole),
        )


def _rests_on(row: Exclusion, each: Applied) -> bool:
    return (row.rule, row.effect, row.reason, row.document) == (each.rule, each.effect, each.reason, each.document)


def put_down(pair: Candidate, each: Applied, *, by: Actor, at: datetime) -> Exclusion:
    """Write a rule's exclusion or doubt of a pair."""
    return Exclusion.objects.create(
        agency_id=pair.agency_id,
        missing=pair.missing,
        missing_version=pair.missing_version,
        unidentified=pair.unidentified,
        unidentified_version=pair.unidentified_version,
        rule=each.rule.value,
        effect=each.effect.value,
        reason=each.reason,
        document=each.document,
        by=by.ref,
        at=at,
    )


def take_back(row: Exclusion, because: str, *, by: Actor, at: datetime) -> bool:
    """Revoke an exclusion where nobody has done so meanwhile."""
    return bool(
        Exclusion.objects.filter(pk=row.pk, revoked_at=None).update(
            revoked_at=at, revoked_by=by.ref, revoked_because=because
        )
    )
