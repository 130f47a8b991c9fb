"""Takes identifying data out of what a person typed, before anything else sees it (R§8.2).

The patterns are shared with kb.personal_data, which finds the same in documents about to be published.

Office telephone numbers, matter codes and document numbers are not personal data and stay.
"""

import re
from datetime import date

# Longer than anything that is masked: what may have been cut in half lies in the last so many characters.
MASKED_AT_ONCE = 1000

ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{6})(\d{4})(\d{2})(\d{2})\d{3}[\dXx](?![0-9A-Za-z])")
OLD_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{6}(\d{2})(\d{2})(\d{2})\d{3}(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
CARD = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){15,18}(?![0-9A-Za-z])")
# Bounded as addresses are: open repetitions try every end for every beginning of a long run of digits.
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)
WECHAT_ID = re.compile(r"((?:微信号?|QQ号?|qq号?)(?:是|为|[:：])?\s{0,3})[A-Za-z0-9_-]{5,20}")
DOOR = re.compile(
    r"[一-鿿]{1,12}?(?:路|街|巷|弄|大道|村|社区|小区|花园|苑|新村|家园|公寓|大厦)"
    r"(?:[一二三四五六七八九十\d]+(?:号院?|弄|巷|组))?"
    r"(?:[A-Za-z]?[一二三四五六七八九十\d]+(?:号楼|栋|幢|座|单元|室|房|楼|户)){1,4}[A-Za-z]?\d{0,4}(?:室|房|号)?"
)
NAMED = re.compile(
    r"((?:我(?:的名字|姓名)?叫|我的名字是|姓名(?:是|为|[:：])|本人)\s*)([一-鿿·]{2,4}?)(?=[，,。；;、！!？?\s]|$|男|女|身份|电话|手机|今年|住)"
)


def mask(text: str) -> str:
    """The same text with identity numbers, mobile numbers, cards, mail, doors and names replaced by their kind."""
    text = ID_NUMBER.sub(lambda m: "［身份证号］" if is_id_number(m.group()) else m.group(), text)
    text = OLD_ID_NUMBER.sub(
        lambda m: "［身份证号］" if is_day(1900 + int(m[1]), int(m[2]), int(m[3])) else m.group(), text
    )
    text = MOBILE.sub("［手机号］", text)
    text = CARD.sub(lambda m: "［银行卡号］" if passes_luhn(m.group()) else m.group(), text)
    text = EMAIL.sub("［邮箱］", text)
    text = WECHAT_ID.sub(r"\1［账号］", text)
    text = NAMED.sub(r"\1［姓名］", text)
    return DOOR.sub("［住址］", text)


def masked_beginning(text: str, *, limit: int) -> str:
    """The first characters of a text of any length, masked.

    A longer piece is masked and then cut: a number cut in half is no number any more and would stay.
    """
    bound = limit + 2 * MASKED_AT_ONCE
    masked = mask(text[:bound])
    return masked[:limit] if len(text) <= bound else masked[:-MASKED_AT_ONCE][:limit]


def is_id_number(digits: str) -> bool:
    """The birth day fits. The check character is not asked for: people mistype it, and the number is theirs anyway."""
    return 1900 <= int(digits[6:10]) <= 2035 and is_day(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))


def is_day(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def passes_luhn(text: str) -> bool:
    """Whether the check digit of a card number fits."""
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[::-2]) + sum(doubled)) % 10 == 0
