"""A laboratory's kinship result, entered from its report; superseded by the next one, or revoked. It moves no list."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.formats.kinship_report import wrong_with
from wayhome.intake.actions import Incomplete
from wayhome.kernels.crossmatch.model import FAMILIES
from wayhome.ledger import actions as ledger
from wayhome.matching.actions.judging import judged_pair, one_at_a_time
from wayhome.matching.actions.rules import found_on
from wayhome.matching.models import Kinship
from wayhome.rules.access import Action
from wayhome.rules.exclusions import NEEDS_REASON
from wayhome.rules.kinship import Figures, Population, Relative, SecondSet
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

NOT_YOURS = N_("Your role may not see or enter kinship results.")


@transaction.atomic
def enter_kinship(
    missing: UUID,
    unidentified: UUID,
    figures: Figures,
    *,
    viewer: Viewer,
    by: Actor,
    at: datetime,
    sees: str | None = None,
) -> Kinship:
    """Keep what a report says of a pair. A result that was in force is superseded, and stays in the table.

    sees   the id of the result in force that the officer has before them, "" for none; where another is by now it is refused
    raises Incomplete, with a sentence for each field that cannot be so
    """
    pair = judged_pair(missing, unidentified, viewer, action=Action.KINSHIP, why=NOT_YOURS)
    one_at_a_time(missing, unidentified)
    wrong = wrong_with(figures, families=FAMILIES, today=timezone.localdate(at), found_on=found_on(unidentified))
    if wrong:
        raise Incomplete({field: _(each.says).format(**each.gaps) for field, each in wrong.items()})
    in_force = Kinship.objects.filter(missing=missing, unidentified=unidentified, superseded_at=None, revoked_at=None)
    standing = in_force.first()
    if sees is not None and sees != (str(standing.pk) if standing else ""):
        raise Overtaken
    in_force.update(superseded_at=at)
    row = Kinship.objects.create(
        agency_id=pair.agency_id,
        missing=missing,
        unidentified=unidentified,
        claim=figures.claim.strip(),
        denial=figures.denial.strip(),
        log10_lr=figures.log10_lr,
        population=figures.population.value,
        populations=figures.populations.strip(),
        loci=figures.loci,
        inconsistent=list(figures.inconsistent),
        left_out=[[name, str(dex)] for name, dex in figures.left_out],
        relatives=[each.value for each in figures.relatives],
        second_set=figures.second_set.value,
        counted=sorted(figures.counted, key=FAMILIES.index),
        comparisons=figures.comparisons,
        alternatives=figures.alternatives.strip(),
        laboratory=figures.laboratory.strip(),
        report=figures.report.strip(),
        reported_on=figures.reported_on,
        software=figures.software.strip(),
        frequencies=figures.frequencies.strip(),
        by=by.ref,
        at=at,
    )
    ledger.write("kinship.entered", row, by=by, agency=row.agency_id, at=at, instead=standing is not None)
    return row


@transaction.atomic
def revoke_kinship(kinship: UUID, *, because: str, viewer: Viewer, by: Actor, at: datetime) -> Kinship:
    """Take a result back; the row stays, with who, when and why. Raises Overtaken where it is in force no longer."""
    row = Kinship.objects.filter(pk=kinship).first()
    if row is None:
        raise NotFound
    judged_pair(row.missing, row.unidentified, viewer, action=Action.KINSHIP, why=NOT_YOURS)
    if not because.strip():
        raise Refused(NEEDS_REASON)
    one_at_a_time(row.missing, row.unidentified)
    in_force = Kinship.objects.filter(pk=row.pk, superseded_at=None, revoked_at=None)
    if not in_force.update(revoked_at=at, revoked_by=by.ref, revoked_because=because.strip()):
        raise Overtaken
    ledger.write("kinship.revoked", row, by=by, agency=row.agency_id, at=at)
    row.refresh_from_db()
    return row


def figures_of(row: Kinship) -> Figures:
    """A result as it was entered."""
    return Figures(
        claim=row.claim,
        denial=row.denial,
        log10_lr=row.log10_lr,
        population=Population(row.population),
        populations=row.populations,
        loci=row.loci,
        inconsistent=tuple(row.inconsistent),
        left_out=tuple((name, Decimal(dex)) for name, dex in row.left_out),
        relatives=tuple(map(Relative, row.relatives)),
        second_set=SecondSet(row.second_set),
        counted=tuple(row.counted),
        laboratory=row.laboratory,
        report=row.report,
        reported_on=row.reported_on,
        software=row.software,
        frequencies=row.frequencies,
        comparisons=row.comparisons,
        alternatives=row.alternatives,
    )
