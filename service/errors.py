"""The service branch of the error tree; every message is Chinese and says what to do next.

ServiceError
├── SettingsError       a setting that is unknown or not allowed
├── PortTaken           another program listens where we should
└── ServerProblem       the running server could not be asked, or refused
"""

from kb.errors import JieduError


class ServiceError(JieduError):
    """The service cannot start or go on; shown to the operator as one line."""


class SettingsError(ServiceError):
    """A setting is unknown or has a value that is not allowed."""


class PortTaken(ServiceError):
    """Another program listens on the address we should listen on."""


class ServerProblem(ServiceError):
    """The running server did not do what the command line asked of it."""
