"""Puts the parts of governance together: people and their sign-ins, calendars, clocks, duties and tickets."""

from dataclasses import dataclass
from datetime import timedelta

from governance.audit_reading import AuditTrail
from governance.calendars import Calendars
from governance.checkpoints import Checkpoints
from governance.clocks import Clocks, load_clocks
from governance.duties import Duties
from governance.overdue import OverdueAnswers, OverdueGuides, load_overdue_rules
from governance.owed import EndingDocuments, YearlyInterpretations
from governance.passwords import Hashing, PasswordPolicy
from governance.people import People
from governance.reorganising import Reorganising
from governance.rounds import OwedSource, Round
from governance.signing_in import SignInRules, SignIns
from governance.sso_visits import SsoVisits
from governance.ticket_conflicts import TicketConflicts
from governance.ticket_follow_ups import FollowUps
from governance.ticket_lists import TicketLists
from governance.ticket_merging import TicketMerging
from governance.ticket_steps import TicketSteps
from governance.ticket_terms import load_ticket_terms
from governance.tickets import Tickets
from kb.catalogue import Catalogue
from kb.database import Database
from kb.library import Library
from kb.units import Units
from service.clock import now_in_china
from service.settings import Settings


@dataclass(frozen=True)
class Governance:
    """What those who govern work with."""

    people: People
    sign_ins: SignIns
    sso_visits: SsoVisits
    calendars: Calendars
    clocks: Clocks
    duties: Duties
    round: Round
    audit: AuditTrail
    reorganising: Reorganising
    tickets: Tickets
    ticket_lists: TicketLists
    follow_ups: FollowUps
    merging: TicketMerging


def open_governance(
    settings: Settings, database: Database, library: Library, catalogue: Catalogue, units: Units
) -> Governance:
    """The parts over one database. Raises GovernanceError when the city's clock rules cannot be used."""
    hashing = Hashing()
    calendars, clocks = Calendars(database), load_clocks(settings.clocks_file)
    duties = Duties(database, calendars, clocks)
    overdue = load_overdue_rules()
    sources: list[OwedSource] = [
        YearlyInterpretations(units),
        EndingDocuments(database, library, units),
        OverdueAnswers(database, overdue),
        OverdueGuides(database, library, overdue),
    ]
    policy = PasswordPolicy(min_length=settings.password_min_length, max_days=settings.password_max_days)
    rules = SignInRules(
        idle=timedelta(minutes=settings.session_minutes),
        whole=timedelta(hours=settings.session_hours),
        tries=settings.sign_in_tries,
    )
    terms = load_ticket_terms()
    steps = TicketSteps(terms=terms, calendars=calendars, duties=duties, clock=now_in_china)
    return Governance(
        people=People(database, hashing),
        sign_ins=SignIns(database, hashing, policy, rules),
        sso_visits=SsoVisits(database),
        calendars=calendars,
        clocks=clocks,
        duties=duties,
        round=Round(database, duties, calendars, clocks, sources),
        audit=AuditTrail(database, Checkpoints(settings.audit_folder or settings.home / "audit")),
        reorganising=Reorganising(database, units, catalogue, TicketConflicts(duties)),
        tickets=Tickets(database, units=units, steps=steps),
        ticket_lists=TicketLists(database, terms),
        follow_ups=FollowUps(database, steps=steps),
        merging=TicketMerging(database, steps=steps),
    )
