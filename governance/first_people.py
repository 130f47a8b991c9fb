"""The first start: three administrators with one-time passwords, because one person may not hold two of the roles."""

from dataclasses import dataclass
from datetime import datetime

from governance.access import Actor, Role
from governance.people import NewUser, People

_FIRST = {"sysadmin": Role.SYSTEM_ADMIN, "secadmin": Role.SECURITY_ADMIN, "auditor": Role.AUDIT_ADMIN}


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """Shown once at the terminal; must be changed at the first sign-in, within a week."""

    login: str
    role: Role
    password: str


def at_terminal(name: str, role: Role) -> Actor:
    """Whoever runs a command on the machine itself, in one administrator's part; named in the audit trail."""
    return Actor("terminal", name, frozenset({role}))


def make_first_administrators(people: People, *, by: str, now: datetime) -> list[FirstPassword]:
    """The administrators exist when nobody did; an empty list when somebody is known already."""
    if not people.is_empty():
        return []
    made = []
    for login, role in _FIRST.items():
        user, password = people.add(NewUser(login, role.value), actor=at_terminal(by, Role.SYSTEM_ADMIN), now=now)
        people.grant(user.id, [role], actor=at_terminal(by, Role.SECURITY_ADMIN), now=now)
        made.append(FirstPassword(login, role, password or ""))
    return made
