"""Every role and every act: what is allowed, how far, and that nothing else is."""

import itertools

import pytest

from governance.access import ADMINISTRATORS, SYSTEM, Act, Actor, Reach, Role, check_roles, reach_of, require
from governance.errors import Forbidden, Refused
from governance.permissions import PERMISSIONS
from governance.words import word
from tests.governance.acting import CIVIL_AFFAIRS, TAXES, someone

MATRIX = list(itertools.product(Role, Act))
BUSINESS = [role for role in Role if role not in ADMINISTRATORS]
ADMINISTERING = ("user.", "token.", "audit.", "settings.", "channel.", "calendar.", "bot.")


def _may(actor: Actor, act: Act, unit_id: str | None) -> bool:
    try:
        require(actor, act, unit_id=unit_id)
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize(("role", "act"), MATRIX, ids=lambda member: member.name)
def test_each_role_may_do_what_the_table_says_and_nothing_else(role: Role, act: Act) -> None:
    reach = PERMISSIONS[act].get(role)

    person = someone(role)

    assert _may(person, act, CIVIL_AFFAIRS) is (reach is not None)
    assert _may(person, act, TAXES) is (reach is Reach.ALL)
    assert _may(person, act, None) is (reach is Reach.ALL)


@pytest.mark.parametrize("act", Act)
def test_each_act_is_open_to_somebody_and_never_to_nobody(act: Act) -> None:
    assert PERMISSIONS[act]
    assert not _may(SYSTEM, act, CIVIL_AFFAIRS)
    assert not _may(someone(), act, CIVIL_AFFAIRS)


def test_a_person_without_a_unit_reaches_nothing_through_the_own_unit() -> None:
    assert not _may(someone(Role.DRAFTER, unit=None), Act.UPLOAD_DOCUMENT, None)


def test_of_two_roles_the_farther_one_counts() -> None:
    assert reach_of(someone(Role.DRAFTER, Role.DISCLOSURE_OFFICE), Act.UPLOAD_DOCUMENT) is Reach.ALL


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS, key=lambda role: role.name))
def test_administrators_do_no_business(administrator: Role) -> None:
    held = {act for act in Act if administrator in PERMISSIONS[act]}

    assert {act for act in held if not act.value.startswith(ADMINISTERING)} == set()


def test_only_the_audit_administrator_reads_the_audit_trail() -> None:
    assert {*PERMISSIONS[Act.READ_AUDIT], *PERMISSIONS[Act.EXPORT_AUDIT]} == {Role.AUDIT_ADMIN}


def test_whoever_makes_accounts_does_not_grant_roles() -> None:
    assert PERMISSIONS[Act.MANAGE_USERS].keys().isdisjoint(PERMISSIONS[Act.GRANT_ROLES])


@pytest.mark.parametrize(
    "pair", list(itertools.combinations(Role, 2)), ids=lambda pair: f"{pair[0].name}-{pair[1].name}"
)
def test_administrators_are_kept_apart(pair: tuple[Role, Role]) -> None:
    if ADMINISTRATORS.isdisjoint(pair):
        assert check_roles(pair) == set(pair)
        return
    with pytest.raises(Refused, match="不同的人"):
        check_roles(pair)


@pytest.mark.parametrize("act", Act)
def test_every_act_has_words(act: Act) -> None:
    assert word(act) != act.value


def test_a_refusal_names_the_person_the_act_and_whom_to_ask() -> None:
    with pytest.raises(Forbidden, match=r"张三.*公开发布.*安全管理员"):
        require(someone(Role.DRAFTER), Act.PUBLISH, unit_id=CIVIL_AFFAIRS)
