"""The channels branch of the error tree; what a person at a terminal or a program reads of it is Chinese.

ChannelError
├── TokenError          an access token that cannot be issued or revoked as asked
├── AccountError        an account of ours that cannot be added or switched as asked
├── BadMessage          what a platform sent is not what its protocol says
├── NotFromPlatform     a request is not signed as the platform signs, or is too old
└── DeliveryError       a reply did not reach the person
    └── WindowClosed    the platform takes nothing for this person until they write again
"""

from kb.errors import JieduError


class ChannelError(JieduError):
    """Something between the people and the bot is not as it must be."""


class TokenError(ChannelError):
    """An access token cannot be issued or revoked as asked; the text says why."""


class AccountError(ChannelError):
    """An account of ours cannot be added or switched as asked; the text says why."""


class BadMessage(ChannelError):
    """What a platform sent is not what its protocol says; it is refused and changes nothing."""


class NotFromPlatform(ChannelError):
    """A request is not signed as the platform signs, or is too old; it is refused and changes nothing."""


class DeliveryError(ChannelError):
    """A reply did not reach the person. permanent: trying again cannot help.

    is_refused: the platform said so itself; without that, what was sent may have arrived after all.
    """

    def __init__(self, message: str, *, permanent: bool, is_refused: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.is_refused = is_refused


class WindowClosed(DeliveryError):
    """The platform takes nothing for this person now; the reply is kept for their next message.

    is_account: not for this person alone, the account has no right to send at all.
    """

    def __init__(self, message: str, *, is_account: bool = False) -> None:
        super().__init__(message, permanent=False)
        self.is_account = is_account
