"""Accounts and roles: who may make and change them, what is kept apart, and that nothing is lost or unaudited."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from governance.access import ADMINISTRATORS, Act, Actor, Role
from governance.audit import rows
from governance.errors import Forbidden, Refused, Stale
from governance.first_people import make_first_administrators
from governance.passwords import Hashing, PasswordPolicy, kinds_of, made_up
from governance.people import NewUser
from kb.database import Database
from tests.governance.accounts import (
    ONE_TIME,
    OWN,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    employed,
    people_of,
    sign_ins_of,
    unit_named,
)
from tests.governance.acting import NOON, someone


def test_a_new_account_has_no_role_and_a_password_for_one_sign_in(database: Database) -> None:
    unit = unit_named(database, "甲市民政局")

    user, password = people_of(database).add(NewUser("ＬiSi", "李四", unit), actor=SYSTEM_ADMIN, now=NOON)

    assert (user.login, user.roles, user.must_change, password) == ("lisi", frozenset(), True, ONE_TIME)
    assert sign_ins_of(database).sign_in("LISI", ONE_TIME, now=NOON).must_change


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_nobody_else_makes_accounts(database: Database, role: Role) -> None:
    with pytest.raises(Forbidden):
        people_of(database).add(NewUser("lisi", "李四"), actor=someone(role), now=NOON)

    assert people_of(database).is_empty()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_nobody_else_grants_roles(database: Database, role: Role) -> None:
    user = employed(database)

    with pytest.raises(Forbidden):
        people_of(database).grant(user.id, [Role.DRAFTER], actor=someone(role), now=NOON)


def test_a_person_may_hold_several_business_roles(database: Database) -> None:
    user = employed(database, "zhang.san", Role.DRAFTER, Role.REVIEWER)

    assert user.roles == {Role.DRAFTER, Role.REVIEWER}


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS, key=lambda role: role.name))
def test_business_and_administration_are_not_mixed(database: Database, administrator: Role) -> None:
    user = employed(database)

    with pytest.raises(Refused):
        people_of(database).grant(user.id, [Role.DRAFTER, administrator], actor=SECURITY_ADMIN, now=NOON)
    with pytest.raises(Refused, match="业务单位"):
        people_of(database).grant(user.id, [administrator], actor=SECURITY_ADMIN, now=NOON)


def test_a_business_role_needs_a_unit(database: Database) -> None:
    user, _ = people_of(database).add(NewUser("lisi", "李四"), actor=SYSTEM_ADMIN, now=NOON)

    with pytest.raises(Refused, match="所属单位"):
        people_of(database).grant(user.id, [Role.DRAFTER], actor=SECURITY_ADMIN, now=NOON)


def test_nobody_grants_roles_to_themselves(database: Database) -> None:
    make_first_administrators(people_of(database), by="运维", now=NOON)
    security = people_of(database).by_login("secadmin")
    assert security

    with pytest.raises(Refused, match="自己"):
        people_of(database).grant(security.id, [Role.AUDIT_ADMIN], actor=security.actor, now=NOON)


def test_the_last_administrator_of_a_kind_stays(database: Database) -> None:
    make_first_administrators(people_of(database), by="运维", now=NOON)
    security = people_of(database).by_login("secadmin")
    assert security

    with pytest.raises(Refused, match="最后一名安全管理员"):
        people_of(database).disable(security.id, actor=SYSTEM_ADMIN, reason="离职", now=NOON)


def test_a_person_who_moves_leaves_the_roles_behind(database: Database) -> None:
    user = employed(database, "zhang.san", Role.DRAFTER)

    moved = people_of(database).move(user.id, unit_named(database, "甲市财政局"), actor=SYSTEM_ADMIN, now=NOON)

    assert moved.roles == frozenset()


@pytest.mark.parametrize(
    "new",
    [
        NewUser("a", "李四"),
        NewUser("li si", "李四"),
        NewUser("<script>", "李四"),
        NewUser("x" * 65, "李四"),
        NewUser("lisi", ""),
        NewUser("lisi", "李\x00四"),
        NewUser("lisi", "李" * 61),
        NewUser("lisi", "李四", "u-nowhere"),
        NewUser("zhang.san", "李四"),
        NewUser("lisi", "李四", None, ""),
    ],
)
def test_an_account_that_cannot_be_is_refused(database: Database, new: NewUser) -> None:
    employed(database)

    with pytest.raises(Refused):
        people_of(database).add(new, actor=SYSTEM_ADMIN, now=NOON)


def test_two_accounts_cannot_share_a_name_at_the_citys_sign_on(database: Database) -> None:
    people_of(database).add(NewUser("lisi", "李四", sso_name="44010001"), actor=SYSTEM_ADMIN, now=NOON)

    with pytest.raises(Refused, match="已经有人使用"):
        people_of(database).add(NewUser("wangwu", "王五", sso_name="44010001"), actor=SYSTEM_ADMIN, now=NOON)


def test_of_two_who_change_an_account_the_second_is_told_to_reload(database: Database) -> None:
    user = employed(database)
    people_of(database).grant(user.id, [Role.DRAFTER], actor=SECURITY_ADMIN, now=NOON, version=user.version)

    with pytest.raises(Stale, match="重新载入"):
        people_of(database).grant(user.id, [Role.REVIEWER], actor=SECURITY_ADMIN, now=NOON, version=user.version)


def test_every_change_is_audited_and_no_password_is_told(database: Database) -> None:
    user = employed(database, "zhang.san", Role.DRAFTER)
    people_of(database).reset_password(user.id, actor=SYSTEM_ADMIN, now=NOON)
    people_of(database).disable(user.id, actor=SYSTEM_ADMIN, reason="离职", now=NOON)

    with database.reading() as session:
        trail = [row for row in rows(session) if row.subject == f"user:{user.id}"]
        told = [json.loads(row.details).get("what", row.act) for row in trail]
        everything = json.dumps([[row.details, row.reason] for row in trail])
    assert told == ["added", "roles", "password_changed", "sign_in.done", "password_reset", "disabled"]
    assert ONE_TIME not in everything
    assert OWN not in everything
    assert "argon2" not in everything


def test_the_first_start_makes_three_administrators_once(database: Database) -> None:
    made = make_first_administrators(people_of(database), by="运维", now=NOON)

    assert {one.role for one in made} == ADMINISTRATORS
    assert make_first_administrators(people_of(database), by="运维", now=NOON) == []
    signed = sign_ins_of(database).sign_in("sysadmin", made[0].password, now=NOON)
    assert (signed.user.roles, signed.must_change) == ({Role.SYSTEM_ADMIN}, True)


def test_only_two_administrators_see_the_list_of_people(database: Database) -> None:
    user = employed(database)

    assert [one.id for one in people_of(database).listed(actor=SYSTEM_ADMIN)] == [user.id]
    with pytest.raises(Forbidden):
        people_of(database).listed(actor=someone(Role.DRAFTER))


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Ab1-", "10 至"),
        ("x" * 201, "10 至"),
        ("lanternbridge", "至少 3 种"),
        ("Lantern-zhang.san-5", "登录名"),
        ("Lantern-张三-58x", "姓名"),
        ("Qwerty-Lantern-58", "常见"),
        ("ＱＷＥＲＴＹ-lantern-58", "常见"),
        ("Aa1-Aa1-Aa1-", "重复过多"),
        ("P@ssw0rd-Lantern", "常见"),
    ],
)
def test_a_password_easy_to_guess_is_refused(password: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        PasswordPolicy().check(password, login="zhang.san", name="张三")


def test_made_up_passwords_fit_the_policy_and_differ() -> None:
    made = {made_up() for _ in range(50)}

    assert len(made) == 50
    assert all(len(kinds_of(one)) == 4 for one in made)


def test_a_hash_is_argon2id_and_tells_its_password_only() -> None:
    hashing = Hashing()

    hashed = hashing.hash(OWN)

    assert hashed.startswith("$argon2id$")
    assert hashing.matches(hashed, OWN)
    assert not hashing.matches(hashed, OWN + "x")
    assert not hashing.matches(None, OWN)
    assert not hashing.matches("not a hash", OWN)


def test_a_terminal_actor_may_not_pass_for_another(database: Database) -> None:
    nobody = Actor("terminal", "运维", frozenset())

    with pytest.raises(Forbidden, match=r"运维.*管理用户账号"):
        people_of(database).add(NewUser("lisi", "李四"), actor=nobody, now=NOON)
    assert Act.MANAGE_USERS.value == "user.manage"


def test_of_many_who_change_one_account_at_once_exactly_one_per_version_succeeds(database: Database) -> None:
    user = employed(database)

    def grant(number: int) -> bool:
        role = Role.DRAFTER if number % 2 else Role.REVIEWER
        try:
            people_of(database).grant(user.id, [role], actor=SECURITY_ADMIN, now=NOON, version=user.version)
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(max_workers=8) as pool:
        done = list(pool.map(grant, range(24)))

    held = people_of(database).get(user.id)
    assert done.count(True) == 1
    assert held and held.version == user.version + 1
