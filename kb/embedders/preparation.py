"""What is done to a text before any model sees it: the words E5 expects in front, bad characters, length."""

# E5 was trained with these words in front; without them questions and passages drift apart.
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "

# No piece of the XLM-R vocabulary is longer than this.
LONGEST_PIECE_CHARACTERS = 16


def prepare(prefix: str, text: str, *, window_tokens: int) -> str:
    """The prefix and as much of the text as can reach a window of that many tokens.

    A text of many megabytes is cut here, before the slow cutting into pieces. Half of a surrogate
    pair is no text and every tokenizer refuses it: it becomes "?".
    """
    within = text[: window_tokens * LONGEST_PIECE_CHARACTERS]
    return prefix + within.encode("utf-8", "replace").decode("utf-8")
