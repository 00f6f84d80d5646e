"""The people of the benchmark: one force, who decides in it, children who are searched for, and partners."""

from __future__ import annotations

import multiprocessing
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from wayhome.console import environment

APPROVERS = 8
LIVE, DRILL = "live", "drill"
AREA = {
    "rings": [[[53200000, 400000], [53300000, 400000], [53300000, 600000], [53200000, 400000]]],
    "words": "Saltby and Larkhill",
}


def _add_partners(home: Path, partners: Mapping[str, tuple[str, str, bytes]]) -> None:
    """In a process with the operator's rights."""
    with environment.database("console", data=str(home)):
        from wayhome.alerts.actions.partners import add_partner
        from wayhome.base import clock
        from wayhome.rules.alerting import Mode
        from wayhome.terms.actor import Actor

        by = Actor.system("operator")
        for name, (url, mode, secret) in partners.items():
            add_partner(name, url, mode=Mode(mode), secret=secret, by=by, at=clock.now())


def add_partners(home: Path, port: int, *, live: int, drill: int, first: int = 0) -> dict[str, bytes]:
    """Have so many partners told at a port; their secrets by path, which begins with the mode."""
    asked = [(LIVE, first + number) for number in range(live)] + [(DRILL, first + number) for number in range(drill)]
    shared = {f"/{mode}/{number}": secrets.token_bytes(32) for mode, number in asked}
    given = {path: (f"http://127.0.0.1:{port}{path}", path.split("/")[1], key) for path, key in shared.items()}
    process = multiprocessing.get_context("spawn").Process(target=_add_partners, args=(home, given))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("The partners could not be added.")
    return shared


@dataclass(frozen=True, slots=True)
class Asked:
    """An alert that waits for a second person."""

    alert: UUID
    reference: str
    digest: str
    name: str
    headline: str
    photo: bytes | None
    mode: str

    @property
    def page(self) -> str:
        """Where the desk shows it."""
        return f"/alerts/{self.alert}"

    @property
    def spot(self) -> str:
        """Where the public reads it."""
        return f"{'alerts' if self.mode == LIVE else 'drills'}/{self.reference}"


class Force:
    """One force on duty. Its supervisor writes and may decide; its author writes; the others decide."""

    def __init__(self) -> None:
        from wayhome.accounts.models import Agency, Duty, Officer
        from wayhome.base import clock
        from wayhome.terms.viewer import Role

        now = clock.now()
        self.agency = Agency.objects.create(code="bench", name="Drill Constabulary", kind="police_force")

        def officer(role: Role, number: int = 0) -> Any:
            login = f"bench.{role.value}.{number}"
            made = Officer.objects.create(login=login, name=f"Officer {number}", agency=self.agency, role=role.value)
            hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=1)}
            Duty.objects.create(agency=self.agency, officer=made, role=role.value, **hours)
            return made

        self.duty, self.taker = officer(Role.DUTY_OFFICER), officer(Role.CALL_TAKER)
        self.author, self.supervisor = officer(Role.ALERT_AUTHOR), officer(Role.SUPERVISOR)
        self.deciders = [officer(Role.ALERT_AUTHORISER, number) for number in range(APPROVERS - 1)]
        self.children = 0

    def waits(self, *, mode: str = LIVE, photo: bytes | None = None, by: Any = None) -> Asked:
        """A child, an alert about the child, and everybody's reason to look: it waits for a second person."""
        from django.db import transaction

        from wayhome.alerts import actions as alerts
        from wayhome.base import clock
        from wayhome.base.web import set_viewer
        from wayhome.cases.queries import photos_of
        from wayhome.rules.alerting import Mode

        self.children += 1
        by, now, name = by or self.supervisor, clock.now(), f"Wren{self.children:05d}"
        with transaction.atomic():
            set_viewer(officer=str(self.duty.pk), agency=str(self.agency.pk))
            episode = self._episode(name, photo, now)
        with transaction.atomic():
            set_viewer(officer=str(by.pk), agency=str(self.agency.pk))
            self._say_why(episode, now)
            shown = photos_of(episode.misper_id).values_list("pk", flat=True).first() if photo else None
            headline = f"Missing child: Saltby, {self.children}"
            draft = _draft(name, headline, shown, now)
            asks = {"viewer": by.viewer, "by": by.actor, "at": now}
            version = alerts.write(draft, episode_id=episode.pk, mode=Mode(mode), **asks)
            version = alerts.submit(version.alert_id, revision=None, **asks)
        return Asked(version.alert_id, version.alert.reference, version.digest, name, headline, photo, mode)

    def _episode(self, name: str, photo: bytes | None, now: Any) -> Any:
        from wayhome.cases import actions as cases
        from wayhome.intake import actions as intake
        from wayhome.intake.models import ReportDoor

        words = {"given_name": name, "age": "9", "last_seen_place": "Saltby Quay", "informant": "Isolde Quillfeather",
                 "informant_phone": "01632 960456", "why_worried": "She never misses tea."}  # fmt: skip
        told = intake.receive_report(
            intake.Received(words, photo=photo), door=ReportDoor.DESK_PHONE, by=self.duty.actor, at=now,
            agency=self.agency.pk,
        )  # fmt: skip
        return cases.open_episode(told.pk, viewer=self.duty.viewer, by=self.duty.actor, at=now)

    def _say_why(self, episode: Any, now: Any) -> None:
        from wayhome.access.models import Purpose

        everybody = (self.duty, self.author, self.supervisor, *self.deciders)
        said = {"agency_id": self.agency.pk, "subject": episode.misper_id, "code": "duty", "at": now}
        Purpose.objects.bulk_create(
            [Purpose(officer=each, until=now + timedelta(hours=12), **said) for each in everybody]
        )


def _draft(name: str, headline: str, photo: UUID | None, now: Any) -> Any:
    from wayhome.alerts import actions as alerts
    from wayhome.rules.alert_draft import AlertDraft, Text
    from wayhome.terms.flag import Flag

    text = Text(headline, f"{name}, 9, red coat, seen at the quay at 11.", "Call 999 if you see her.")
    answers = AlertDraft(
        under_18=Flag.YES, imminent_danger=Flag.YES, public_can_help=Flag.YES, why="Taken into a van by a stranger",
        protected_address=Flag.NO, court_order=Flag.NO, abuse=Flag.NO, who_asks="The duty officer",
        who_asks_checked=Flag.YES, family_told=Flag.YES, neighbours="Westfell", texts={"en": text}, has_area=True,
        expires_at=now + timedelta(hours=4),
    )  # fmt: skip
    return alerts.Draft(answers, AREA, photo)
