"""Tells whether a document is in force that the question names without book marks and not in full."""

from collections.abc import Sequence

from bot.answers import AnswerStatus
from bot.deciding import Thresholds
from bot.named_documents import NamedDocuments, core_of, likeness, shares_run
from bot.refusing import Refusals, best_of_each, near_miss
from bot.standing import Standing
from bot.walk import Walk
from kb.documents import DocumentKind
from kb.question_terms import WeightedTerm, fold, share_covered
from kb.search import Hit

# So many characters of a title in one run name it: 长期护理保险试行办法.
_NAMING_RUN = 6
_OTHERS = (AnswerStatus.OTHER_REGION, AnswerStatus.OTHER_YEAR)
# A document named may stand behind others of much the same words, such as its interpretation.
_AMONG = 3


class TellStanding:
    """Answers for the document of that name among those found; says so where there is none."""

    name = "standing"

    def __init__(self, named: NamedDocuments, thresholds: Thresholds, refusals: Refusals, standing: Standing) -> None:
        self._named = named
        self._limits = thresholds
        self._refusals = refusals
        self._standing = standing

    def take(self, walk: Walk) -> Walk:
        """The walk, ended when the question asks this and the name is clear."""
        said = walk.understood.named
        if not said or walk.only is not None:
            return walk
        best, readings = (
            [hit for hit in best_of_each(walk.hits) if _may_be_named(hit, said)],
            self._named.readings(said),
        )
        for hit in best[:_AMONG]:
            if any(self._names(walk, reading, hit, best[0]) for reading in readings):
                return self._standing.tell(walk.noting(self.name, confidence=1.0), hit.found.card)
        name = self._named.bare(said)
        if not self._named.is_certain(name, placed=bool(walk.understood.regions)):
            return walk
        return self._not_held(walk.noting(self.name, confidence=0.0), name, best)

    def _names(self, walk: Walk, name: str, hit: Hit, first: Hit) -> bool:
        """Whether it names this document and no other of a similar name, nor one of another place."""
        card, regions = hit.found.card, walk.understood.regions
        if near_miss(hit) in _OTHERS or hit.score < self._limits.successor_share * first.score:
            return False
        # 广州市物业管理条例 is not the 物业管理条例 of the country.
        of_the_country = bool(regions) and not card.place
        naming, title = _naming(walk.terms, name, regions), fold(card.title)
        held = sum(term.rarity for term in naming if term.stands_in(title))
        said = share_covered(core_of(card.title), naming) >= self._limits.title_named
        return (
            bool(naming)
            and not of_the_country
            and held >= self._limits.name_held * sum(term.rarity for term in naming)
            and (said or shares_run(name, card.title, _NAMING_RUN))
        )

    def _not_held(self, walk: Walk, name: str, best: Sequence[Hit]) -> Walk:
        alike = self._alike(name, best)
        if alike is None:
            return self._standing.tell_unknown_title(walk, name)
        if near_miss(alike) is AnswerStatus.OTHER_REGION:
            return self._refusals.refuse(walk)
        return self._standing.tell_alike(walk, name, alike.found.card)

    def _alike(self, name: str, best: Sequence[Hit]) -> Hit | None:
        """The document of the likest title, else the first one found where that is very likely about it."""
        if not best:
            return None
        alike, _, found = max((likeness(name, hit.found.card.title), -place, hit) for place, hit in enumerate(best))
        if alike >= self._limits.title_alike:
            return found
        return best[0] if best[0].score >= self._limits.other_share else None


def _may_be_named(hit: Hit, said: str) -> bool:
    kind = hit.found.card.kind
    return kind is not DocumentKind.GUIDE and (kind is DocumentKind.INTERPRETATION) == ("解读" in said)


def _naming(terms: Sequence[WeightedTerm], name: str, regions: Sequence[str]) -> list[WeightedTerm]:
    """The terms of the name, without its place and year."""
    places = "".join(regions)
    return [t for t in terms if t.text in name and t.text not in places and not t.text.strip("年").isdigit()]
