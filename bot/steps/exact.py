"""What is named exactly is looked up exactly: numbers, titles in book marks, codes, and nothing like them (R§12.4)."""

from dataclasses import replace

from bot.articles import NamedArticle, article_in, titles_named
from bot.named_documents import NamedDocuments
from bot.standing import Standing
from bot.understanding import Aspect, titles_in
from bot.walk import Walk
from kb.cards import DocumentCard
from kb.documents import Fact
from kb.library import Library
from kb.numbers import DocumentNumber

# With any of these beside it a question about validity is still one about nothing else.
_VALIDITY_ALONE = {Aspect.VALIDITY, Aspect.PERMISSION, Aspect.TIME}


class MatchExactly:
    """Answers whether a named document is in force; sends other questions about it to that document alone."""

    name = "exact"

    def __init__(self, library: Library, standing: Standing, named: NamedDocuments) -> None:
        self._library = library
        self._standing = standing
        self._named = named

    def take(self, walk: Walk) -> Walk:
        """The walk, ended when the question is about validity or the number is not known here."""
        understood = walk.understood
        if understood.numbers:
            return self._by_number(walk, understood.numbers[0])
        title = titles_in(walk.text)
        if title and Aspect.VALIDITY in understood.aspects and understood.aspects <= _VALIDITY_ALONE:
            return self._by_title(walk, title[0])
        for reading in self._named.readings(understood.named):
            if cards := self._titled(reading):
                return self._told(walk, reading, cards)
        named = article_in(walk.text)
        if named is not None:
            return self._by_article(walk, named)
        for code in understood.codes:
            cards = self._library.by_fact(Fact.MATTER_CODE, code)
            if cards:
                return replace(walk, only=frozenset(card.id for card in cards)).noting(self.name, code=code)
        return walk

    def _by_number(self, walk: Walk, number: DocumentNumber) -> Walk:
        cards = self._library.by_number(str(number))
        walk = walk.noting(self.name, number=str(number), documents=[card.id for card in cards])
        if not cards:
            return self._standing.tell_mentioned(walk, number)
        if walk.understood.aspects <= {Aspect.VALIDITY, Aspect.PERMISSION}:
            return self._standing.tell(walk, cards[0])
        return replace(walk, only=frozenset(card.id for card in cards))

    def _by_article(self, walk: Walk, named: NamedArticle) -> Walk:
        for title in titles_named(named):
            cards = self._library.by_title(title)
            if cards:
                found = frozenset(card.id for card in cards)
                return replace(walk, only=found, article=named.article).noting(
                    self.name, title=title, article=named.article.written, documents=sorted(found)
                )
        return walk

    def _by_title(self, walk: Walk, title: str) -> Walk:
        cards = self._titled(title)
        if cards:
            return self._told(walk, title, cards)
        return self._standing.tell_unknown_title(walk.noting(self.name, title=title, documents=[]), title)

    def _told(self, walk: Walk, title: str, cards: list[DocumentCard]) -> Walk:
        walk = walk.noting(self.name, title=title, documents=[card.id for card in cards])
        return self._standing.tell(walk, self._standing.of_several(cards, walk.question.on))

    def _titled(self, title: str) -> list[DocumentCard]:
        return self._library.by_title(title) or self._library.by_title_issued(title)
