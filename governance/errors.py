"""The governance branch of the error tree; every text is a sentence an official reads (governance/words.toml).

JieduError
└── GovernanceError
    ├── Forbidden       this person may not do this
    ├── Stale           somebody else changed the thing since it was read
    └── Refused         a rule forbids it for everybody: the sentence says which, and what to do
"""

from governance.words import sentence
from kb.errors import JieduError


class GovernanceError(JieduError):
    """Something that a rule of the office does not allow."""


class Forbidden(GovernanceError):
    """The person may not do this; nothing was changed."""


class Stale(GovernanceError):
    """The thing was changed by somebody else meanwhile; nothing was changed, load it again."""

    def __init__(self, thing: str) -> None:
        super().__init__(sentence("stale", thing=thing))


class Refused(GovernanceError):
    """A rule forbids it. code: the key of its sentence, for callers over HTTP."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(sentence(code, **values))
        self.code = code
