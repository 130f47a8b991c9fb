"""What can be done to an account of ours; apart from accounts.py, which needs the words for it."""

from enum import Enum


class AccountChange(Enum):
    """What was done to an account."""

    ADDED = "added"
    ON = "on"
    OFF = "off"
