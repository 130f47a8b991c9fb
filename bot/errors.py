"""The bot branch of the error tree.

BotError
├── ExamplesError   the file of example questions is not as it must be
└── ModelError      a language model gave no usable text: late, unreachable, refusing or talking nonsense
"""

from enum import Enum

from kb.errors import JieduError


class ModelFault(Enum):
    """Why a language model gave nothing usable."""

    LATE = "late"  # the time budget was used up
    UNREACHABLE = "unreachable"  # no connection, or it broke off
    REFUSED = "refused"  # the server answered with an error status
    NONSENSE = "nonsense"  # the server answered with something that is no answer
    RESTING = "resting"  # it failed several times in a row and is not asked for a while


class BotError(JieduError):
    """Something on the way from question to answer is not as it must be."""


class ExamplesError(BotError):
    """The file of example questions cannot be used."""


class ModelError(BotError):
    """A language model gave no usable text. fault: why."""

    def __init__(self, message: str, *, fault: ModelFault) -> None:
        super().__init__(message)
        self.fault = fault
