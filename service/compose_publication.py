"""Puts the parts of publication together: cases, interpretations, findings, guides, approved answers, recalls."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.given import GivenAnswers
from channels.accounts import unit_accounts
from governance.approved import ApprovedAnswers
from governance.case_lists import CaseLists
from governance.cases import owner_of as owner_of_case
from governance.consequences import Consequences
from governance.disclosure_catalogue import DisclosureCatalogue
from governance.duties import Duties
from governance.examining import Examination
from governance.guide_lists import GuideLists
from governance.guides import Guides
from governance.history import History
from governance.intake import Intake
from governance.interpretation_release import InterpretationRelease
from governance.interpretations import Interpretations
from governance.knowledge_items import KnowledgeItems
from governance.new_versions import NewVersions
from governance.owed import owner_of
from governance.postings import Postings
from governance.preparing import Preparation
from governance.publication import Publications
from governance.recalls import Recalls
from governance.scorecards import Scorecards
from governance.sequels import Sequels
from governance.standing import Standing
from governance.terminal import AtTerminal
from governance.unanswered import UnansweredQuestions
from ingestion.composed import clauses_in, read_record
from kb.catalogue import Catalogue
from kb.database import Database
from kb.library import Library
from kb.units import Units
from service.clock import today_in_china

if TYPE_CHECKING:
    from service.compose import Parts


@dataclass(frozen=True)
class Publishing:
    """What those who publish work with, one subject each."""

    lists: CaseLists
    intake: Intake
    preparation: Preparation
    interpretations: Interpretations
    release: InterpretationRelease
    examination: Examination
    standing: Standing
    terminal: AtTerminal
    publications: Publications
    recalls: Recalls
    sequels: Sequels
    history: History
    new_versions: NewVersions
    guides: Guides
    guide_lists: GuideLists
    approved: ApprovedAnswers
    given: GivenAnswers
    catalogue: DisclosureCatalogue
    items: KnowledgeItems
    scorecards: Scorecards
    postings: Postings


def open_publishing(
    database: Database, library: Library, catalogue: Catalogue, *, units: Units, duties: Duties
) -> Publishing:
    """The parts over one database."""
    given, accounts = GivenAnswers(database), partial(unit_accounts, database, units)
    release = InterpretationRelease(database, library, catalogue, duties, read_record)
    approved = ApprovedAnswers(database, library, duties)
    consequences = Consequences(release, approved, duties)
    return Publishing(
        lists=CaseLists(database),
        intake=Intake(database, catalogue, duties),
        preparation=Preparation(database, catalogue),
        interpretations=Interpretations(database, library, read_record),
        release=release,
        examination=Examination(database, library, catalogue),
        standing=Standing(database, catalogue, consequences),
        terminal=AtTerminal(database, catalogue, consequences),
        publications=Publications(
            database,
            library,
            catalogue,
            release=release,
            consequences=consequences,
            duties=duties,
        ),
        recalls=Recalls(database, catalogue, consequences, given.quoting),
        sequels=Sequels(database),
        history=History(database, clauses_in),
        new_versions=NewVersions(database, library, catalogue, duties),
        guides=Guides(database, library, catalogue, duties=duties, consequences=consequences, read_record=read_record),
        guide_lists=GuideLists(database, library),
        approved=approved,
        given=given,
        catalogue=DisclosureCatalogue(database),
        items=KnowledgeItems(database, approved, units),
        scorecards=Scorecards(database, units, judged=given.judged, accounts=accounts),
        postings=Postings(database, accounts=accounts),
    )


def unanswered_of(parts: "Parts") -> UnansweredQuestions:
    """What groups the questions nobody could answer; needs the model, so it stands on a whole server."""
    store = parts.desk.store

    def likely_unit(question: str) -> str | None:
        hits = parts.engine.find(question, on=today_in_china(), limit=1)
        if not hits:
            return None
        card = hits[0].found.card
        unit = owner_of(card, store.units)
        with store.database.reading() as session:
            held_by = owner_of_case(session, card.id)
        return held_by or (unit.id if unit else None)

    return UnansweredQuestions(
        parts.desk.embedder,
        store.governance.duties,
        unanswered=store.publishing.given.unanswered,
        likely_unit=likely_unit,
    )
