"""The channels branch of the error tree; messages are Chinese, a person at a terminal or a program reads them.

ChannelError
└── TokenError          an access token that cannot be issued or revoked as asked
"""

from kb.errors import JieduError


class ChannelError(JieduError):
    """Something between the people and the bot is not as it must be."""


class TokenError(ChannelError):
    """An access token cannot be issued or revoked as asked; the text says why."""
