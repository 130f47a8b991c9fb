"""What an access token may be for."""

from enum import Enum


class TokenPurpose(Enum):
    """What a token opens; it opens nothing else."""

    API = "api"  # /api/v1, /v1 and /mcp, for a program
    DESK = "desk"  # the desk of the 12345 agents
