"""The whole of publication over a real database, as service/compose builds it, and short ways to move a document."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.given import GivenAnswers
from governance.access import Actor, Role
from governance.approved import ApprovedAnswers
from governance.calendars import Calendars
from governance.case_lists import CaseLists
from governance.clocks import load_clocks
from governance.disclosure_catalogue import DisclosureCatalogue
from governance.duties import Duties, Duty, DutyKind
from governance.examining import Examination
from governance.guide_lists import GuideLists
from governance.guides import Guides
from governance.history import History
from governance.intake import Intake
from governance.interpretation_release import InterpretationRelease
from governance.interpretation_template import Element, InterpretationForm
from governance.interpretations import Interpretations
from governance.knowledge_items import KnowledgeItems
from governance.new_versions import NewVersions
from governance.postings import Postings
from governance.preparing import Preparation
from governance.publication import Publications
from governance.publication_states import Disclosure
from governance.recalls import Recalls
from governance.scorecards import Scorecards
from governance.sequels import Sequels
from governance.standing import Standing
from governance.terminal import AtTerminal
from kb.catalogue import Catalogue, Incoming
from kb.database import Database
from kb.documents import Fact, Reading
from kb.library import Library
from kb.sources import SourceFiles
from kb.units import Units
from service.compose_publication import open_publishing
from tests.governance.acting import CIVIL_AFFAIRS, NOON, someone
from tests.kb.builders import measure

DRAFTER = someone(Role.DRAFTER)
REVIEWER = someone(Role.REVIEWER, user="p-li", name="李四")
OFFICE = someone(Role.DISCLOSURE_OFFICE, user="p-wang", name="王五", unit="u-office")

HEAD = {Fact.ISSUING_BODY: "某市民政局", Fact.WRITTEN_ON: "2026-11-20", Fact.DRAFTING_UNIT: "某市民政局"}
WORDS = {
    Element.BACKGROUND: "去年的标准已经用了一年，物价和收入都变了，所以今年重新算了一次。",
    Element.BENEFITS: "家里有困难的人每个月能多领一些，不用重新申请，区里会自动补发差额。",
}


@dataclass(frozen=True)
class Office:
    """Everything, built on one database."""

    database: Database
    library: Library
    catalogue: Catalogue
    units: Units
    duties: Duties
    lists: CaseLists
    intake: Intake
    preparation: Preparation
    interpretations: Interpretations
    release: InterpretationRelease
    examination: Examination
    standing: Standing
    terminal: AtTerminal
    approved: ApprovedAnswers
    recalls: Recalls
    sequels: Sequels
    guides: Guides
    guide_lists: GuideLists
    history: History
    new_versions: NewVersions
    given: GivenAnswers
    disclosure: DisclosureCatalogue
    items: KnowledgeItems
    scorecards: Scorecards
    postings: Postings
    publications: Publications

    def version(self, document_id: str) -> int:
        """The version of the case as somebody who looks now sees it."""
        return self.lists.case(OFFICE, document_id).version

    def drafted(self, reading: Reading | None = None) -> str:
        """A draft of civil affairs with 公开属性; returns its id."""
        incoming = Incoming(reading or measure(facts=HEAD), "标准.docx")
        case = self.intake.take_in(DRAFTER, incoming, unit_id=CIVIL_AFFAIRS, now=NOON)
        self.preparation.set_disclosure(DRAFTER, case.document_id, Disclosure.PROACTIVE, version=case.version, now=NOON)
        return case.document_id

    def interpreted(self, document_id: str, *, is_by_head: bool = False) -> None:
        """Its interpretation is planned, written and signed."""
        drafts = self.interpretations
        planned = drafts.plan(
            DRAFTER,
            document_id,
            forms=[InterpretationForm.ARTICLE],
            first_interpreter="赵局长",
            is_by_head=is_by_head,
            now=NOON,
        )
        written = drafts.write(
            DRAFTER, document_id, title=planned.title, elements=WORDS, version=planned.version, now=NOON
        )
        drafts.sign(REVIEWER, document_id, version=written.version, now=NOON)

    def interpreted_again(self, document_id: str) -> None:
        """The interpretation is looked at and signed once more."""
        draft = self.interpretations.of(DRAFTER, document_id)
        assert draft is not None
        self.interpretations.sign(REVIEWER, document_id, version=draft.version, now=NOON)

    def reviewed(self, document_id: str) -> None:
        """It has passed the unit's review and lies with the office."""
        self.publications.submit(DRAFTER, document_id, version=self.version(document_id), now=NOON)
        self.publications.approve(REVIEWER, document_id, version=self.version(document_id), now=NOON)

    def publish(self, document_id: str, *, now: datetime = NOON, by: Actor = OFFICE) -> None:
        self.publications.publish(by, document_id, version=self.version(document_id), now=now)

    def published(self, reading: Reading | None = None) -> str:
        """A document of civil affairs that is out together with its interpretation; returns its id."""
        document_id = self.drafted(reading)
        self.interpreted(document_id)
        self.reviewed(document_id)
        self.publish(document_id)
        return document_id

    def owed(self, kind: DutyKind) -> list[Duty]:
        """What is open of this kind."""
        return self.duties.listed(actor=OFFICE, kind=kind)


def open_office(database: Database, home: Path) -> Office:
    library = Library(database)
    catalogue = Catalogue(database, SourceFiles(home / "originals"))
    duties = Duties(database, Calendars(database), load_clocks())
    units = Units(database)
    publishing = open_publishing(database, library, catalogue, units=units, duties=duties)
    parts = {name: part for name, part in vars(publishing).items() if name != "catalogue"}
    return Office(
        database=database,
        library=library,
        catalogue=catalogue,
        units=units,
        duties=duties,
        disclosure=publishing.catalogue,
        **parts,
    )
