"""Who may do what: the one table, act by act. An empty place is a refusal.

OWN reaches only what the person's unit owns; ALL reaches everything. docs/operating/permissions.md shows it in Chinese.
"""

from collections.abc import Mapping
from types import MappingProxyType

from governance.acts import Act, Reach, Role

_OWN, _ALL = Reach.OWN_UNIT, Reach.ALL
_DRAFTER, _REVIEWER, _OFFICE = Role.DRAFTER, Role.REVIEWER, Role.DISCLOSURE_OFFICE
_MANAGER, _AGENT = Role.HOTLINE_MANAGER, Role.HOTLINE_AGENT
_SYSTEM, _SECURITY, _AUDIT = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN

_TABLE: dict[Act, dict[Role, Reach]] = {
    # Documents and interpretations: those who drafted them write, others of the unit review, the office publishes.
    Act.SEE_DRAFTS: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    Act.UPLOAD_DOCUMENT: {_DRAFTER: _OWN, _OFFICE: _ALL},
    Act.CORRECT_FACT: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    Act.CONFIRM_VALIDITY: {_REVIEWER: _OWN, _OFFICE: _ALL},
    Act.SET_DISCLOSURE: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    Act.WRITE_INTERPRETATION: {_DRAFTER: _OWN},
    Act.SIGN_INTERPRETATION: {_REVIEWER: _OWN},
    Act.SUBMIT_FOR_REVIEW: {_DRAFTER: _OWN},
    Act.REVIEW_FOR_UNIT: {_REVIEWER: _OWN},
    Act.REVIEW_FOR_DISCLOSURE: {_OFFICE: _ALL},
    Act.PUBLISH: {_OFFICE: _ALL},
    Act.OVERRIDE_TOGETHERNESS: {_OFFICE: _ALL},
    Act.WITHDRAW: {_REVIEWER: _OWN, _OFFICE: _ALL},
    Act.RECALL: {_OFFICE: _ALL},
    Act.CONFIRM_RELATION: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    # Service guides and approved answers: one working day is short, so the unit publishes them itself.
    Act.EDIT_GUIDE: {_DRAFTER: _OWN, _REVIEWER: _OWN},
    Act.PUBLISH_GUIDE: {_REVIEWER: _OWN, _OFFICE: _ALL},
    Act.EDIT_APPROVED_ANSWER: {_DRAFTER: _OWN, _REVIEWER: _OWN, _MANAGER: _ALL},
    Act.APPROVE_ANSWER: {_REVIEWER: _OWN, _OFFICE: _ALL},
    Act.WITHDRAW_APPROVED_ANSWER: {_REVIEWER: _OWN, _OFFICE: _ALL},
    # Duties.
    Act.SEE_DUTIES: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    Act.MAKE_DUTY: {_OFFICE: _ALL, _MANAGER: _ALL},
    Act.FULFIL_DUTY: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    Act.WAIVE_DUTY: {_OFFICE: _ALL},
    Act.TRANSFER_OWNERSHIP: {_OFFICE: _ALL},
    # Tickets and the desk of the hotline.
    Act.USE_DESK: {_AGENT: _ALL, _MANAGER: _ALL},
    Act.MAKE_TICKET: {_AGENT: _ALL, _MANAGER: _ALL},
    Act.SEE_TICKETS: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL, _MANAGER: _ALL},
    Act.ANSWER_TICKET: {_DRAFTER: _OWN, _REVIEWER: _OWN},
    Act.RETURN_TICKET: {_REVIEWER: _OWN},
    Act.DISPATCH_TICKET: {_MANAGER: _ALL},
    Act.ADJUDICATE_RETURN: {_MANAGER: _ALL},
    Act.EXTEND_TICKET: {_MANAGER: _ALL},
    Act.MERGE_TICKETS: {_MANAGER: _ALL},
    Act.FOLLOW_UP_TICKET: {_AGENT: _ALL, _MANAGER: _ALL},
    Act.REOPEN_TICKET: {_MANAGER: _ALL},
    Act.EXCLUDE_TICKET: {_MANAGER: _ALL},
    Act.SEE_CONFIDENTIAL_CALLER: {_MANAGER: _ALL},
    Act.REPORT_ERROR: {_AGENT: _ALL, _MANAGER: _ALL, _DRAFTER: _ALL, _REVIEWER: _ALL, _OFFICE: _ALL},
    # Catalogue and reports.
    Act.SEE_CATALOGUE: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    Act.EDIT_CATALOGUE: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    Act.SEE_REPORTS: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL, _MANAGER: _ALL},
    Act.ENTER_POSTING: {_DRAFTER: _OWN, _REVIEWER: _OWN, _OFFICE: _ALL},
    # Units, people and the system (R§8.6: one makes accounts, another gives rights, a third reads what both did).
    Act.EDIT_UNITS: {_OFFICE: _ALL},
    Act.REORGANISE_UNITS: {_OFFICE: _ALL},
    Act.SEE_USERS: {_SYSTEM: _ALL, _SECURITY: _ALL},
    Act.MANAGE_USERS: {_SYSTEM: _ALL},
    Act.GRANT_ROLES: {_SECURITY: _ALL},
    Act.UNLOCK_USER: {_SECURITY: _ALL},
    Act.MANAGE_TOKENS: {_SECURITY: _ALL},
    Act.MANAGE_CHANNELS: {_SYSTEM: _ALL, _OFFICE: _ALL},
    Act.LOAD_CALENDAR: {_OFFICE: _ALL, _SYSTEM: _ALL},
    Act.CHANGE_SETTINGS: {_SYSTEM: _ALL},
    Act.TURN_OFF: {_OFFICE: _ALL, _MANAGER: _ALL, _SYSTEM: _ALL},
    Act.READ_AUDIT: {_AUDIT: _ALL},
    Act.EXPORT_AUDIT: {_AUDIT: _ALL},
}

PERMISSIONS: Mapping[Act, Mapping[Role, Reach]] = MappingProxyType({act: MappingProxyType(_TABLE[act]) for act in Act})
