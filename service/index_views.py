"""The indexes compared with the records, as a JSON object."""

from kb.verifying import Verification
from service.views import View


class VerdictView(View):
    """One index: how many passages it holds, and the ids of those that differ."""

    name: str
    held: int
    missing: list[str]
    surplus: list[str]
    stale: list[str]

    @property
    def is_sound(self) -> bool:
        """Whether nothing differs."""
        return not (self.missing or self.surplus or self.stale)


class VerificationView(View):
    """All indexes. late: documents that wait for the index, whose differences are expected and not counted."""

    sound: bool
    late: int
    outdated: bool
    indexes: list[VerdictView]


def verification_view(found: Verification) -> VerificationView:
    """The comparison as the operator gets it."""
    return VerificationView(
        sound=found.is_sound,
        late=found.late,
        outdated=found.is_outdated,
        indexes=[
            VerdictView(
                name=one.name,
                held=one.held,
                missing=list(one.missing),
                surplus=list(one.surplus),
                stale=list(one.stale),
            )
            for one in found.verdicts
        ],
    )
