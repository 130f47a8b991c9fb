"""The ways a document goes from draft to the public and back, as one table; and what 公开属性 may be."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from governance.access import Act
from governance.errors import Refused
from governance.words import word


class CaseState(Enum):
    """Where a document stands on its way."""

    DRAFT = "draft"  # 起草: the unit works on it
    UNIT_REVIEW = "unit_review"  # 单位审核
    OFFICE_REVIEW = "office_review"  # 公开审查 by the disclosure office
    PUBLISHED = "published"  # 已公开
    KEPT = "kept"  # 不主动公开: decided, with its legal reason
    WITHDRAWN = "withdrawn"  # 已撤下


class CaseStep(Enum):
    """What moves a document on."""

    SUBMIT = "submit"
    APPROVE_FOR_UNIT = "approve_for_unit"
    RETURN_FOR_UNIT = "return_for_unit"
    RETURN_FOR_OFFICE = "return_for_office"
    PUBLISH = "publish"
    KEEP = "keep"
    WITHDRAW = "withdraw"
    RECALL = "recall"
    REVISE = "revise"


class Disclosure(Enum):
    """公开属性 (R§2.10); the value is what people read."""

    PROACTIVE = "主动公开"
    ON_REQUEST = "依申请公开"
    REFUSED = "不予公开"


class ClosedReason(Enum):
    """The legal reasons for not publishing of one's own accord (条例 14–16, R§3.7); the value is what people read."""

    STATE_SECRETS = "国家秘密"
    FORBIDDEN_BY_LAW = "法律、行政法规禁止公开"
    PUBLIC_SAFETY = "公开后可能危及国家安全、公共安全、经济安全、社会稳定"
    BUSINESS_OR_PRIVACY = "涉及商业秘密、个人隐私，公开会对第三方合法权益造成损害"
    INTERNAL = "内部事务信息"
    IN_PROCESS = "过程性信息"
    ENFORCEMENT_FILE = "行政执法案卷信息"


_MOVES: Mapping[CaseStep, tuple[frozenset[CaseState], CaseState]] = MappingProxyType(
    {
        CaseStep.SUBMIT: (frozenset({CaseState.DRAFT}), CaseState.UNIT_REVIEW),
        CaseStep.APPROVE_FOR_UNIT: (frozenset({CaseState.UNIT_REVIEW}), CaseState.OFFICE_REVIEW),
        CaseStep.RETURN_FOR_UNIT: (frozenset({CaseState.UNIT_REVIEW}), CaseState.DRAFT),
        CaseStep.RETURN_FOR_OFFICE: (frozenset({CaseState.OFFICE_REVIEW}), CaseState.DRAFT),
        CaseStep.PUBLISH: (frozenset({CaseState.OFFICE_REVIEW}), CaseState.PUBLISHED),
        CaseStep.KEEP: (frozenset({CaseState.OFFICE_REVIEW}), CaseState.KEPT),
        CaseStep.WITHDRAW: (frozenset({CaseState.PUBLISHED}), CaseState.WITHDRAWN),
        CaseStep.RECALL: (frozenset({CaseState.PUBLISHED, CaseState.WITHDRAWN}), CaseState.WITHDRAWN),
        CaseStep.REVISE: (
            frozenset({CaseState.DRAFT, CaseState.PUBLISHED, CaseState.KEPT, CaseState.WITHDRAWN}),
            CaseState.DRAFT,
        ),
    }
)

ACT_OF: Mapping[CaseStep, Act] = MappingProxyType(
    {
        CaseStep.SUBMIT: Act.SUBMIT_FOR_REVIEW,
        CaseStep.APPROVE_FOR_UNIT: Act.REVIEW_FOR_UNIT,
        CaseStep.RETURN_FOR_UNIT: Act.REVIEW_FOR_UNIT,
        CaseStep.RETURN_FOR_OFFICE: Act.REVIEW_FOR_DISCLOSURE,
        CaseStep.PUBLISH: Act.PUBLISH,
        CaseStep.KEEP: Act.PUBLISH,
        CaseStep.WITHDRAW: Act.WITHDRAW,
        CaseStep.RECALL: Act.RECALL,
        CaseStep.REVISE: Act.UPLOAD_DOCUMENT,
    }
)


def moved(state: CaseState, step: CaseStep) -> CaseState:
    """The state after the step. Raises Refused when it cannot be taken from there."""
    allowed, after = _MOVES[step]
    if state not in allowed:
        raise Refused("wrong_state", state=word(state), step=word(step))
    return after


def steps_from(state: CaseState) -> list[CaseStep]:
    """The steps that can be taken now, for buttons."""
    return [step for step, (allowed, _) in _MOVES.items() if state in allowed]


def check_disclosure(disclosure: Disclosure | None, reason: ClosedReason | None) -> None:
    """Raises Refused unless 公开属性 is stated, and has its legal reason where it is not 主动公开 (退文)."""
    if disclosure is None:
        raise Refused("disclosure_missing")
    if disclosure is Disclosure.PROACTIVE:
        return
    if reason is None:
        raise Refused("closed_reason_missing", disclosure=disclosure.value)
    # What is secret never enters a system on the public network (R§8.11): the choice exists to say so.
    if reason is ClosedReason.STATE_SECRETS:
        raise Refused("state_secret")
