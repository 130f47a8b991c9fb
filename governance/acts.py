"""The roles people hold, the acts they may do, and how far a permission reaches: closed sets all."""

from enum import Enum


class Role(Enum):
    """What a person is trusted with; the value is what people read."""

    DRAFTER = "起草人"  # writes documents, interpretations, guides and approved answers of the own unit
    REVIEWER = "审核人"  # reviews them for the own unit
    DISCLOSURE_OFFICE = "政务公开办"  # publishes, sees and moves the duties of all units
    HOTLINE_MANAGER = "热线管理员"  # runs the 12345 desk: dispatch, returns, extensions
    HOTLINE_AGENT = "座席"  # takes calls at the desk
    SYSTEM_ADMIN = "系统管理员"  # accounts, settings, channels; no roles, no business, no audit
    SECURITY_ADMIN = "安全管理员"  # grants roles, unlocks, tokens, sign-in rules; no accounts, no business, no audit
    AUDIT_ADMIN = "审计管理员"  # reads the audit trail; nothing else


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Act(Enum):
    """One member for each thing a person may do; its words stand in words.toml, who may in permissions.py."""

    # 文件与解读
    SEE_DRAFTS = "document.see_drafts"
    UPLOAD_DOCUMENT = "document.upload"
    CORRECT_FACT = "document.correct"
    CONFIRM_VALIDITY = "document.confirm_validity"
    SET_DISCLOSURE = "document.set_disclosure"
    WRITE_INTERPRETATION = "interpretation.write"
    SIGN_INTERPRETATION = "interpretation.sign"
    SUBMIT_FOR_REVIEW = "review.submit"
    REVIEW_FOR_UNIT = "review.unit"
    REVIEW_FOR_DISCLOSURE = "review.disclosure"
    PUBLISH = "publication.publish"
    OVERRIDE_TOGETHERNESS = "publication.override"
    WITHDRAW = "publication.withdraw"
    RECALL = "publication.recall"
    CONFIRM_RELATION = "relation.confirm"
    # 办事指南
    EDIT_GUIDE = "guide.edit"
    PUBLISH_GUIDE = "guide.publish"
    # 口径
    EDIT_APPROVED_ANSWER = "approved_answer.edit"
    APPROVE_ANSWER = "approved_answer.approve"
    WITHDRAW_APPROVED_ANSWER = "approved_answer.withdraw"
    # 职责与时限
    SEE_DUTIES = "duty.see"
    MAKE_DUTY = "duty.make"
    FULFIL_DUTY = "duty.fulfil"
    WAIVE_DUTY = "duty.waive"
    TRANSFER_OWNERSHIP = "ownership.transfer"
    # 工单与话务台
    USE_DESK = "desk.use"
    MAKE_TICKET = "ticket.make"
    SEE_TICKETS = "ticket.see"
    ANSWER_TICKET = "ticket.answer"
    RETURN_TICKET = "ticket.return"
    DISPATCH_TICKET = "ticket.dispatch"
    ADJUDICATE_RETURN = "ticket.adjudicate"
    EXTEND_TICKET = "ticket.extend"
    MERGE_TICKETS = "ticket.merge"
    FOLLOW_UP_TICKET = "ticket.follow_up"
    REOPEN_TICKET = "ticket.reopen"
    EXCLUDE_TICKET = "ticket.exclude"
    SEE_CONFIDENTIAL_CALLER = "ticket.see_caller"
    REPORT_ERROR = "error.report"
    # 目录与报表
    SEE_CATALOGUE = "catalogue.see"
    EDIT_CATALOGUE = "catalogue.edit"
    SEE_REPORTS = "report.see"
    ENTER_POSTING = "posting.enter"
    # 单位、人员、系统
    EDIT_UNITS = "unit.edit"
    REORGANISE_UNITS = "unit.reorganise"
    SEE_USERS = "user.see"
    MANAGE_USERS = "user.manage"
    GRANT_ROLES = "user.grant_roles"
    UNLOCK_USER = "user.unlock"
    MANAGE_TOKENS = "token.manage"
    MANAGE_CHANNELS = "channel.manage"
    LOAD_CALENDAR = "calendar.load"
    CHANGE_SETTINGS = "settings.change"
    TURN_OFF = "bot.turn_off"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"


class Event(Enum):
    """What people do to themselves, for which nobody needs a permission; audited like acts."""

    SIGNED_IN = "sign_in.done"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_IN_LOCKED = "sign_in.locked"
    SIGNED_OUT = "sign_in.ended"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - no password


class Reach(Enum):
    """How far a permission goes."""

    OWN_UNIT = "own_unit"  # only what the person's own unit owns
    ALL = "all"
