"""What the pages work with: the parts of the domain, built by service/compose_admin.py and handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from channels.accounts import Accounts
from channels.corrections import Corrections
from channels.tokens import Tokens
from governance.approved import ApprovedAnswers
from governance.audit_reading import AuditTrail
from governance.awaited import AwaitedSteps
from governance.calendars import Calendars
from governance.case_lists import CaseLists
from governance.disclosure_catalogue import DisclosureCatalogue
from governance.duties import Duties
from governance.duty_queries import Escalations
from governance.examining import Examination
from governance.guide_lists import GuideLists
from governance.guides import Guides
from governance.history import History
from governance.intake import Intake
from governance.interpretation_release import InterpretationRelease
from governance.interpretations import Interpretations
from governance.knowledge_items import KnowledgeItems
from governance.new_versions import NewVersions
from governance.people import People
from governance.postings import Postings
from governance.preparing import Preparation
from governance.publication import Publications
from governance.recalls import Recalls
from governance.reorganising import Reorganising
from governance.rounds import Round
from governance.scorecards import Scorecards
from governance.standing import Standing
from governance.ticket_follow_ups import FollowUps
from governance.ticket_lists import TicketLists
from governance.ticket_merging import TicketMerging
from governance.tickets import Tickets
from governance.unanswered import UnansweredQuestions
from kb.catalogue import Incoming
from kb.library import Library
from kb.units import Units


class ReadFile(Protocol):
    """What came of reading a file: documents to take in, and why others were refused."""

    @property
    def incoming(self) -> Sequence[Incoming]: ...

    @property
    def reasons(self) -> Sequence[str]: ...


FileReader = Callable[[bytes, str], ReadFile]
"""Reads the bytes of a file of this name; never raises for what a person can upload. ingestion has it."""


@dataclass(frozen=True)
class Workplace:
    """Everything the pages may ask and do."""

    clock: Callable[[], datetime]
    file_limit_bytes: int
    read_file: FileReader
    library: Library
    units: Units
    people: People
    duties: Duties
    escalations: Escalations
    awaited: AwaitedSteps
    calendars: Calendars
    round: Round
    audit: AuditTrail
    reorganising: Reorganising
    tickets: Tickets
    ticket_lists: TicketLists
    follow_ups: FollowUps
    merging: TicketMerging
    accounts: Accounts
    tokens: Tokens
    corrections: Corrections
    lists: CaseLists
    intake: Intake
    preparation: Preparation
    interpretations: Interpretations
    release: InterpretationRelease
    examination: Examination
    standing: Standing
    publications: Publications
    recalls: Recalls
    history: History
    new_versions: NewVersions
    guides: Guides
    guide_lists: GuideLists
    approved: ApprovedAnswers
    catalogue: DisclosureCatalogue
    items: KnowledgeItems
    scorecards: Scorecards
    postings: Postings
    unanswered: UnansweredQuestions
