"""Whoever works at the terminal in tests, in one administrator's part."""

from governance.access import Actor, Role
from governance.first_people import at_terminal


def operator(name: str = "张三") -> Actor:
    """Who looks after accounts of ours on the platforms."""
    return at_terminal(name, Role.SYSTEM_ADMIN)


def security(name: str = "李工") -> Actor:
    """Who issues and revokes tokens."""
    return at_terminal(name, Role.SECURITY_ADMIN)
