"""What became of kept answers, for the pages and the API: asked of governance once for all that are shown."""

from collections.abc import Sequence

from bot.transcripts import KeptAnswer
from channels.client.sequels import ToldSequel, told_sequel
from governance.sequels import Quoted
from service.compose import Parts


def sequels_of(parts: Parts, kept: Sequence[KeptAnswer]) -> list[ToldSequel | None]:
    """For each answer what its owner is told on top of it, None for nothing."""
    quoted = [Quoted(_cited(one), one.asked_at) for one in kept]
    found = parts.desk.store.publishing.sequels.of(quoted)
    return [
        told_sequel(sequel, one.answer, question=one.question) if sequel else None
        for one, sequel in zip(kept, found, strict=True)
    ]


def _cited(kept: KeptAnswer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.document_id for citation in kept.answer.citations))
