"""The check that every act of governance begins with: may this person do this to what that unit owns?

The table is governance/permissions.py. Pages may hide what is not allowed, but only require() decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from governance.acts import ADMINISTRATORS, Act, Event, Reach, Role
from governance.errors import Forbidden, Refused
from governance.permissions import PERMISSIONS
from governance.words import sentence, word

__all__ = ["ADMINISTRATORS", "SYSTEM", "Act", "Actor", "Event", "Reach", "Role", "check_roles", "reach_of", "require"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. unit_id: the unit the person belongs to, None for administrators and the system itself."""

    user_id: str
    name: str
    roles: frozenset[Role]
    unit_id: str | None = None


# What jiedu does by itself, by the clock or because of what it read: named in the audit trail, may nothing on request.
SYSTEM = Actor("system", "系统", frozenset())


def require(actor: Actor, act: Act, *, unit_id: str | None = None) -> None:
    """The actor may do this to a thing of that unit, or Forbidden is raised.

    unit_id: the unit that owns the thing, or will own what is made; None for what no unit owns. A permission for
    the own unit does not reach what no unit owns.
    """
    reach = reach_of(actor, act)
    if reach is Reach.ALL or (reach is Reach.OWN_UNIT and unit_id is not None and unit_id == actor.unit_id):
        return
    key = "forbidden_role" if reach is None else "forbidden_unit"
    raise Forbidden(sentence(key, name=actor.name, act=word(act)))


def reach_of(actor: Actor, act: Act) -> Reach | None:
    """How far the actor may do this: the farthest of the roles; None for not at all. For lists and menus."""
    reaches = {PERMISSIONS[act][role] for role in actor.roles if role in PERMISSIONS[act]}
    return Reach.ALL if Reach.ALL in reaches else next(iter(reaches), None)


def check_roles(roles: Iterable[Role]) -> frozenset[Role]:
    """The roles as a set one person may hold, or Refused: an administrator holds one role and no other (R§8.6)."""
    held = frozenset(roles)
    if held & ADMINISTRATORS and len(held) > 1:
        raise Refused("roles_apart", roles="、".join(sorted(role.value for role in held)))
    return held
