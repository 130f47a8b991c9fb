"""What must be true of every answer that quotes."""

from bot.answers import Answer
from kb.library import Library


def unsupported(answer: Answer, library: Library) -> list[str]:
    """The quotations that do not stand where they are said to, or that the person does not read."""
    return [
        citation.quote
        for citation in answer.citations
        if not citation.quote
        or library.version_text(citation.version_id)[citation.start : citation.end] != citation.quote
        or citation.quote not in answer.text
    ]
