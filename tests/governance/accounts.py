"""Accounts for tests: real argon2 hashes with parameters that cost nothing, and passwords known beforehand."""

from argon2 import PasswordHasher

from governance.access import Actor, Role
from governance.passwords import Hashing, PasswordPolicy
from governance.people import NewUser, People
from governance.signing_in import SignInRules, SignIns
from governance.user_rows import User
from kb.database import Database
from kb.units import Unit, Units
from tests.governance.acting import NOON

ONE_TIME = "Tsk7-Wgu4+Rmd2=x"
OWN = "Lantern-Bridge-58"
POLICY = PasswordPolicy()
RULES = SignInRules()
SYSTEM_ADMIN = Actor("p-sys", "系统甲", frozenset({Role.SYSTEM_ADMIN}))
SECURITY_ADMIN = Actor("p-sec", "安全乙", frozenset({Role.SECURITY_ADMIN}))


def cheap() -> Hashing:
    """Hashing that takes microseconds; the algorithm and its checks are the real ones."""
    return Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def people_of(database: Database) -> People:
    return People(database, cheap(), new_password=lambda: ONE_TIME)


def sign_ins_of(database: Database) -> SignIns:
    return SignIns(database, cheap(), POLICY, RULES)


def unit_named(database: Database, name: str) -> str:
    """The id of a unit of this name, which is in the directory."""
    units = Units(database)
    if units.by_name(name) is None:
        units.put([Unit(name)])
    unit = units.by_name(name)
    assert unit
    return unit.id


def employed(database: Database, login: str = "zhang.san", *roles: Role, unit: str = "甲市民政局") -> User:
    """A person of a unit with these roles who has changed the one-time password to OWN."""
    people = people_of(database)
    user, _ = people.add(NewUser(login, "张三", unit_named(database, unit)), actor=SYSTEM_ADMIN, now=NOON)
    if roles:
        people.grant(user.id, roles, actor=SECURITY_ADMIN, now=NOON)
    sign_ins_of(database).change_password(user.id, old=ONE_TIME, new=OWN, now=NOON)
    held = people.get(user.id)
    assert held
    return held
