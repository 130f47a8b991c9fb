"""Ids of answers and conversations: long enough that nobody guesses another person's."""

import secrets


def new_answer_id() -> str:
    """Unique; under it everything needed to replay the answer is stored."""
    return f"a-{secrets.token_hex(12)}"


def new_conversation_id() -> str:
    """Whoever knows it may go on with the conversation and read it back."""
    return f"c-{secrets.token_hex(16)}"
