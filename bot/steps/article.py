"""An article asked for by its number is quoted as it stands; one that does not exist is said not to."""

from dataclasses import replace

from bot.answers import AnswerStatus
from bot.articles import clause_of, is_cited_by_articles
from bot.citing import cite
from bot.guide_answers import shortened
from bot.steps.quote import status_of
from bot.walk import Walk
from bot.wording import Wording
from kb.library import Library


class QuoteArticle:
    """Quotes the article named, where nothing else was asked."""

    name = "article"

    def __init__(self, library: Library, wording: Wording) -> None:
        self._library = library
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with the article quoted, or ended because the document has none of that number."""
        if walk.article is None:
            return walk
        hit = walk.evidence[0]
        card, clauses = hit.found.card, self._library.clauses_of(hit.document_id)
        clause = clause_of(walk.article, clauses)
        if clause is None:
            return self._absent(walk, card.title) if is_cited_by_articles(clauses) else walk
        text = self._library.version_text(card.version_id)
        span = shortened(text, clause.start, clause.end)
        passages = self._library.passages_of(card.id)
        passage = next((p for p in passages if p.start <= span.start < p.end), hit.passage)
        citation = cite(
            card, hit.validity, text=text, start=span.start, end=span.end, labels=clause.labels, passage=passage
        )
        cut = (self._wording.say("answer", "article_excerpt"),) if span.end < clause.end else ()
        walk = replace(walk, citations=(citation,), labels=("",), status=status_of(hit), lead=walk.lead + cut)
        return walk.noting(self.name, quotes=[citation.quote])

    def _absent(self, walk: Walk, title: str) -> Walk:
        written = walk.article.written if walk.article else ""
        told = self._wording.say("status", "article_absent", title=title, article=written)
        return replace(walk, lead=()).end(AnswerStatus.ELEMENT_NOT_PUBLISHED, told)
