"""A question for a number is answered by a number of its kind: 几天 by days, 多少钱 by money, 几次 by times."""

import re

from kb.gazetteer import shipped_gazetteer

_DIGITS = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两半]+)"
_COUNTED = "次|个|人|名|倍|元|户|项|家|份|种|类|周?岁|成|天|工作日|日内|年|月|小时|平方米|公里|%|分"
# A number that is no day, no document number and no article: 1309元, 百分之五, 三次.
_NUMBER = (
    r"(?<![\d.〔第])\d+(?:\.\d+)?(?![\d.]|\s*[年月日号条款章〕])|\d\s*(?:个月|个?工作日|日内|年内|天)"
    rf"|(?<![上下同第前后])[一二三四五六七八九十百千两半]+[万亿]?个?(?:{_COUNTED})|百分之"
)
# What may stand between the money and 多少, and what after it counts something else.
_LINK = (
    r"(?:标准|金?额度?|数额|每(?:人每)?[年月天次个人]|一?个?月|一年|一次|一般|大概|大约|最[高低多少]|分别|达到|可以?|"
    r"[是为有给发领拿交缴补约的到会应要能在]){0,5}"
)
_NO_MONEY = "[人次家项户名个级岁日天年月工种份条类]"
# What is asked, and what an answer must hold; the first that fits decides.
_KINDS = [
    (r"(?:多久|多长时间|几天|几个?月|几年).{0,8}一次", r"每|次"),
    (r"几天|多少天|几个?工作日|多少个?工作日|几日", rf"{_DIGITS}\s*个?(?:工作日|日|天|小时)(?!起)"),
    (r"几个月|多少个?月", rf"{_DIGITS}\s*个?月"),
    (r"几年|多少年", rf"{_DIGITS}\s*年"),
    (r"多久|多长时间|多长期限|时限|期限是", rf"{_DIGITS}\s*个?(?:工作日|日|天|月|年|小时|分钟|周)(?![起至])|长期|永久"),
    (r"几次|多少次", rf"{_DIGITS}\s*次"),
    (r"几人次|多少人次", rf"{_DIGITS}\s*[万亿]?余?人次"),
    (r"几岁|多少岁|多大年[纪龄]", rf"{_DIGITS}\s*(?:周岁|岁)"),
    (r"几个人|多少个?人|多少名|几名", rf"{_DIGITS}\s*[万亿]?[余多]?(?:人|名|位|个)"),
    (r"几倍|多少倍", rf"{_DIGITS}\s*倍"),
    (r"百分之几|多少%|什么比例|比例是|多大比例", r"\d\s*%|％|百分之|成"),
    (
        r"多少钱|几块钱|多少元|多少费用|金额(?:是|为|多少)|补多少|罚多少|交多少|奖励?多少",
        r"[\d一二三四五六七八九十百千两]\s*(?:万|亿)?元|免费|不收|免收",
    ),
    # 补贴每月多少, 低保标准是多少: money, or a share of some.
    (
        rf"(?:补贴|补助|津贴|低保|保障|救助|抚恤|工资|报酬|待遇|奖[金励]|赔偿|补偿|罚|[费金价款钱]){_LINK}多少(?!{_NO_MONEY})",
        rf"{_DIGITS}\s*(?:[万亿]元?|元)|\d\s*%|％|百分之|{_DIGITS}\s*倍|{_DIGITS}\s*个月.{{0,12}}(?:标准|工资)|免费|不收|免收",
    ),
    (r"多少|几(?:家|项|类|种|级|份|个)", _NUMBER),
]
# 哪几个部门 asks which, 网址是多少 where: no number answers them.
_NO_NUMBER = re.compile(r"哪几|(?:网址|网站|邮箱|地址|公众号|账号|帐号)(?:分别)?是?多少")
_COMPILED = [(re.compile(asked), re.compile(held)) for asked, held in _KINDS]


# What leads from a thing to its number where a sentence says it outright: 标准为每人每月1309元.
_SAID = r"(?:标准|金额|数额|额度|期限|时限|时间|比例)?(?:为|是|:|按|不超过|不低于|不少于|达到)"
_ASKING = re.compile(r"(?:分别)?(?:是|为|有|要|能|可以?|应当?)?(?:多少|几|多久|多长)")
_BEFORE_ASKING = re.compile(r"(?:一个?月|每个?月|一年|每年|一天|每天|每人|现在|目前|一般|最[高低多少]|大概|的|[，,])+$")
_SHORTEST_SUBJECT = 4


def said_outright(plain: str) -> re.Pattern[str] | None:
    """What a sentence must match that tells the number asked for of the very thing asked about; None where the
    question names no such thing.

    低保标准 is told by 最低生活保障标准为…元, not by 边缘家庭认定标准按最低生活保障标准的1.5倍确定，为…元.
    """
    quantity, asking = wanted_quantity(plain), _ASKING.search(plain)
    if quantity is None or asking is None:
        return None
    subject = _BEFORE_ASKING.sub("", shipped_gazetteer().without_places(plain[: asking.start()]))
    if len(subject) < _SHORTEST_SUBJECT:
        return None
    return re.compile(rf"{re.escape(subject)}{_SAID}.*?(?:{quantity.pattern})")


def wanted_quantity(plain: str) -> re.Pattern[str] | None:
    """What words must match to hold the number the normalised question asks for; None when it asks for none."""
    asked_for = _NO_NUMBER.sub("", plain)
    return next((held for asked, held in _COMPILED if asked.search(asked_for)), None)
