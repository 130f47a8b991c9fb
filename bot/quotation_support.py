"""How well the sentence around a quotation carries the answer: what bot/steps/judge.py decides on."""

import math
import re
from dataclasses import dataclass

from bot.sources import Asked, Source
from bot.understanding import Aspect
from kb.question_terms import fold, share_covered
from kb.sentences import Span

# What a part must hold to answer a kind of question; Chinese numerals count where a unit follows them.
_NUMBER = r"[0-9０-９一二三四五六七八九十百千万亿两半]+"

_CUES: dict[Aspect, re.Pattern[str]] = {
    Aspect.AMOUNT: re.compile(
        r"\d|[一二三四五六七八九十百千万两]+(次|个|人|名|倍|元|户|项|家|份|种|类|级|岁|成)|%|％|百分之"
    ),
    Aspect.FEE: re.compile(r"\d+(\.\d+)?\s*(元|万元)|不收费|免费|不收取|工本费|收费"),
    Aspect.DURATION: re.compile(rf"{_NUMBER}\s*(个)?(工作日|日|天|个月|月|年|小时|分钟|周)"),
    Aspect.TIME: re.compile(r"\d+\s*(年|月|日|时|点)|自.{2,12}起|之日|期间|每年|每月|每周|截至|截止"),
    Aspect.WHO: re.compile(
        r"责任单位|负责|主管|牵头|由.{2,20}(承担|组织|办理|实施|受理|负责)|局|委员会|办公室|部门|人民政府|公司"
    ),
    Aspect.PHONE: re.compile(r"\d{3,4}[-—－) ）]?\d{7,8}|\d{7,8}|1\d{4}(?!\d)|电话|热线"),
    Aspect.PLACE: re.compile(r"地址|路|街|号|楼|窗口|大厅|中心|网站|平台|公众号|APP|app|网点|http|www"),
    Aspect.MATERIALS: re.compile(r"材料|证明|证件|身份证|户口|申请表|复印件|原件|证书|资料|执照|合同|照片|表格"),
    Aspect.CONDITIONS: re.compile(
        r"条件|符合|具有|具备|满足|以上|以下|周岁|户籍|不得|应当|的(家庭|人员|单位|企业|居民|学生)"
    ),
    Aspect.PROCEDURE: re.compile(r"申请|提交|办理|登录|通过|受理|审核|填写|向.{2,20}提出|步骤|流程|方式|采取"),
    Aspect.PERMISSION: re.compile(r"可以|可|不得|应当|必须|允许|禁止|无需|不需|不予|属于|视为|有权|免"),
    Aspect.DEFINITION: re.compile(r"是指|指的是|所称|即|包括"),
    Aspect.PENALTY: re.compile(r"罚款|处.{0,30}(以下|以上)|责令|没收|吊销|拘留|追究|警告|处分|赔偿|违法"),
    Aspect.VALIDITY: re.compile(r"有效期|施行|废止|失效"),
    Aspect.LIST: re.compile(r"[、；;]|包括|以下|下列|一是|二是|（一）|\(一\)"),
}


@dataclass(frozen=True, slots=True)
class Support:
    """What a quotation rests on.

    coverage, phrases: shares of the question's terms and three-character stretches in the sentence. precision: share
    of the sentence that the question speaks of. chance, relevance: what the reader makes of the best part and of the
    passage. cue: 1.0 where what is quoted holds what was asked for, else 0.0.
    """

    coverage: float
    phrases: float
    precision: float
    chance: float
    relevance: float
    cue: float


def log_odds(chance: float) -> float:
    """Of a chance, bounded away from never and always."""
    bounded = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


def support_of(source: Source, asked: Asked, *, run: Span, best: Span, chance: float, relevance: float) -> Support:
    """run: what is quoted. best: the part of it that most likely answers, whose sentence is held to the question."""
    around = source.sentences
    sentence = fold(next((s for s in around if s.start <= best.start < s.end), best).of(source.text))
    quoted = "".join(fold(s.of(source.text)) for s in around if s.start < run.end and run.start < s.end)
    total = sum(term.rarity for term in asked.terms)
    held = sum(term.rarity for term in asked.terms if term.stands_in(sentence))
    stretches = asked.stretches
    return Support(
        coverage=held / total if total else 0.0,
        phrases=sum(stretch in sentence for stretch in stretches) / max(len(stretches), 1),
        precision=share_covered(sentence, asked.terms),
        chance=chance,
        relevance=relevance,
        cue=float(any(pattern.search(quoted) for aspect, pattern in _CUES.items() if aspect in asked.aspects)),
    )
