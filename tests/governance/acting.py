"""People for tests: one with any roles, and a moment to act at."""

from datetime import datetime

from governance.access import Actor, Role
from kb.moments import CHINA

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=CHINA)
CIVIL_AFFAIRS = "u-civil"
TAXES = "u-taxes"


def someone(*roles: Role, unit: str | None = CIVIL_AFFAIRS, user: str = "p-zhang", name: str = "张三") -> Actor:
    """A person with these roles in that unit."""
    return Actor(user, name, frozenset(roles), unit)
