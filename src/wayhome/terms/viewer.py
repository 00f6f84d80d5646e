"""Who looks."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an officer is on duty as."""

    PARTNER_READER = "partner_reader"
    NGO_WORKER = "ngo_worker"
    CHILDRENS_SERVICES_WORKER = "childrens_services_worker"
    CALL_TAKER = "call_taker"
    OFFICER = "officer"
    DUTY_OFFICER = "duty_officer"
    SUPERVISOR = "supervisor"
    ALERT_AUTHOR = "alert_author"
    ALERT_AUTHORISER = "alert_authoriser"
    EDITOR = "editor"
    ANALYST = "analyst"
    CENTRE_COORDINATOR = "centre_coordinator"
    DNA_ANALYST = "dna_analyst"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class AgencyKind(StrEnum):
    """What kind of agency an officer works for."""

    POLICE_FORCE = "police_force"
    NATIONAL_CENTRE = "national_centre"
    NATIONAL_INTAKE = "national_intake"
    CHILDRENS_SERVICES = "childrens_services"
    CHARITY = "charity"
    HEALTH = "health"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Viewer:
    """An officer who looks at something, with the agency and role that decide what may be seen."""

    officer: UUID
    agency: UUID
    role: Role
    agency_kind: AgencyKind
