from uuid import UUID

import pytest

from wayhome.rules.access import MAY, Action, field_classes_for, may
from wayhome.terms.field_class import FieldClass, up_to
from wayhome.terms.standing import Standing
from wayhome.terms.viewer import AgencyKind, Role, Viewer

OURS, THEIRS = UUID(int=1), UUID(int=2)
C, R, K, X = FieldClass, Role, AgencyKind, Action


def viewer(kind: AgencyKind, role: Role) -> Viewer:
    return Viewer(UUID(int=9), OURS, role, kind)


JUDGED = [
    # kind, role, action, row agency, class, assigned, allowed
    (K.POLICE_FORCE, R.OFFICER, X.SEE_CASE, OURS, C.CASE, False, True),
    (K.POLICE_FORCE, R.OFFICER, X.SEE_CASE, OURS, C.RESTRICTED, False, False),
    (K.POLICE_FORCE, R.OFFICER, X.SEE_CASE, OURS, C.RESTRICTED, True, True),
    (K.POLICE_FORCE, R.OFFICER, X.SEE_CASE, OURS, C.SEALED, True, False),
    (K.POLICE_FORCE, R.OFFICER, X.SEE_CASE, THEIRS, None, True, False),
    (K.POLICE_FORCE, R.OFFICER, X.SEE_CASE, THEIRS, C.PUBLIC, False, False),
    (K.POLICE_FORCE, R.OFFICER, X.SEE_RECORD, THEIRS, C.PARTNER, False, True),
    (K.POLICE_FORCE, R.OFFICER, X.SEE_RECORD, THEIRS, C.CASE, False, False),
    (K.POLICE_FORCE, R.OFFICER, X.CLOSE_EPISODE, OURS, None, True, False),
    (K.POLICE_FORCE, R.OFFICER, X.APPROVE_APPEAL, OURS, None, True, False),
    (K.POLICE_FORCE, R.CALL_TAKER, X.TAKE_REPORT, OURS, None, False, True),
    (K.POLICE_FORCE, R.CALL_TAKER, X.DECIDE_RISK, OURS, None, False, False),
    (K.POLICE_FORCE, R.DUTY_OFFICER, X.SEE_CASE, OURS, C.RESTRICTED, False, True),
    (K.POLICE_FORCE, R.DUTY_OFFICER, X.REVIEW_RISK, OURS, None, False, False),
    (K.POLICE_FORCE, R.SUPERVISOR, X.REVIEW_RISK, OURS, None, False, True),
    (K.POLICE_FORCE, R.SUPERVISOR, X.REVIEW_RISK, THEIRS, None, False, False),
    (K.POLICE_FORCE, R.SUPERVISOR, X.SEE_CASE, OURS, C.SEALED, False, False),
    (K.POLICE_FORCE, R.SUPERVISOR, X.SEE_CASE, OURS, C.SEALED, True, True),
    (K.POLICE_FORCE, R.EDITOR, X.APPROVE_APPEAL, OURS, None, False, True),
    (K.POLICE_FORCE, R.EDITOR, X.CHANGE_CASE, OURS, None, False, False),
    (K.POLICE_FORCE, R.ANALYST, X.SEE_CASE, OURS, None, False, False),
    (K.POLICE_FORCE, R.ANALYST, X.SEE_FIGURES, None, None, False, True),
    (K.POLICE_FORCE, R.ADMINISTRATOR, X.SEE_CASE, OURS, None, False, False),
    (K.POLICE_FORCE, R.ADMINISTRATOR, X.SEE_RECORD, OURS, None, False, False),
    (K.POLICE_FORCE, R.ADMINISTRATOR, X.KEEP_ACCOUNTS, OURS, None, False, True),
    (K.POLICE_FORCE, R.ADMINISTRATOR, X.KEEP_ACCOUNTS, THEIRS, None, False, False),
    (K.POLICE_FORCE, R.AUDITOR, X.SEE_LEDGER, OURS, None, False, True),
    (K.POLICE_FORCE, R.AUDITOR, X.SEE_CASE, OURS, None, False, False),
    (K.NATIONAL_CENTRE, R.CENTRE_COORDINATOR, X.SEE_RECORD, THEIRS, C.PARTNER, False, True),
    (K.NATIONAL_CENTRE, R.CENTRE_COORDINATOR, X.SEE_RECORD, THEIRS, C.CASE, True, False),
    (K.NATIONAL_CENTRE, R.CENTRE_COORDINATOR, X.SEE_CASE, THEIRS, None, True, False),
    (K.NATIONAL_CENTRE, R.CENTRE_COORDINATOR, X.JUDGE_MATCH, THEIRS, None, False, True),
    (K.NATIONAL_CENTRE, R.OFFICER, X.SEE_CASE, OURS, None, False, False),
    (K.NATIONAL_INTAKE, R.CALL_TAKER, X.SEE_REPORT, OURS, C.CASE, False, True),
    (K.NATIONAL_INTAKE, R.CALL_TAKER, X.SEE_REPORT, THEIRS, None, False, False),
    (K.NATIONAL_INTAKE, R.DUTY_OFFICER, X.ROUTE_REPORT, OURS, None, False, True),
    (K.NATIONAL_INTAKE, R.DUTY_OFFICER, X.SEE_CASE, OURS, None, False, False),
    (K.CHARITY, R.OFFICER, X.SEE_CASE, OURS, None, True, False),
    (K.HEALTH, R.OFFICER, X.SEE_RECORD, THEIRS, C.PUBLIC, False, False),
    (K.CHILDRENS_SERVICES, R.SUPERVISOR, X.SEE_CASE, THEIRS, None, True, False),
]


@pytest.mark.parametrize(("kind", "role", "action", "row", "field_class", "assigned", "allowed"), JUDGED)
def test_who_may_do_what_as_judged(
    kind: AgencyKind,
    role: Role,
    action: Action,
    row: UUID | None,
    field_class: FieldClass | None,
    assigned: bool,
    allowed: bool,
) -> None:
    standing = Standing(own=row in {None, OURS}, assigned=assigned and row == OURS)
    assert may(viewer(kind, role), action, standing=standing, field_class=field_class) is allowed


@pytest.mark.parametrize("kind", AgencyKind)
@pytest.mark.parametrize("role", Role)
def test_whoever_is_not_in_the_table_may_do_nothing(kind: AgencyKind, role: Role) -> None:
    if (kind, role) in MAY:
        return
    one = viewer(kind, role)
    assert not any(may(one, action, standing=Standing(own=True, assigned=True)) for action in Action)
    assert field_classes_for(one, Standing(own=True, assigned=True)) == frozenset()


def test_every_action_is_somebodys() -> None:
    assert frozenset().union(*MAY.values()) == set(Action)


def test_administrator_and_auditor_see_no_field_of_a_child_anywhere() -> None:
    for kind in AgencyKind:
        for role in (R.ADMINISTRATOR, R.AUDITOR):
            assert field_classes_for(viewer(kind, role), Standing(own=True, assigned=True)) == frozenset()


def test_classes_shown_grow_with_the_part_an_officer_has_in_the_case() -> None:
    officer = viewer(K.POLICE_FORCE, R.OFFICER)
    assert field_classes_for(officer, Standing(own=False)) == up_to(C.PARTNER)
    assert field_classes_for(officer, Standing(own=True)) == up_to(C.CASE)
    assert field_classes_for(officer, Standing(own=True, assigned=True)) == up_to(C.RESTRICTED)


def test_being_assigned_opens_nothing_of_another_agency() -> None:
    officer = viewer(K.POLICE_FORCE, R.SUPERVISOR)
    assert field_classes_for(officer, Standing(own=False)) == up_to(C.PARTNER)


@pytest.mark.parametrize("role", [R.CALL_TAKER, R.DUTY_OFFICER, R.SUPERVISOR])
def test_the_intake_desk_sees_nothing_of_another_agency(role: Role) -> None:
    assert field_classes_for(viewer(K.NATIONAL_INTAKE, role), Standing(own=False)) == frozenset()
